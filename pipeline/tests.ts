import type { TestSettings } from "../settings/index.ts";
import { handed, runnerOf, usualTimeout } from "./around.ts";
import type { Source } from "./around.ts";
import type { Block, Entries, Line } from "./write.ts";

/** The tests, side by side. */

/**
 * A file that an earlier job writes stands in the checkout as well if somebody commits it; this one
 * comes with `inputs` every time, and lays itself over theirs.
 */
const skip = [
  `if grep -q '"passed": *true' ${handed.inputs}; then`,
  '  echo "These tests have passed with these very files, in a pipeline of a protected branch."',
  "  exit 0",
  "fi",
].join("\n");

/** What all tests have in common; nothing where there is none. */
export function testTemplate({ app }: Source): Block[] {
  if (app.tests.length === 0) return [];
  const isNpm = app.testing.install.startsWith("npm ");
  const lines: Line[] = [
    ["stage", "test"],
    ["image", app.testing.image],
    ["tags", [runnerOf.code]],
    ["needs", [{ job: "inputs" }]],
  ];
  if (isNpm) {
    lines.push(
      ["variables", { npm_config_cache: "$CI_PROJECT_DIR/.npm" }],
      [
        "cache",
        { key: `npm-${runnerOf.code}`, paths: [".npm/_cacache"] },
        "npm's store of packages by their content, which `npm ci` holds to the lock file: nothing else is cached, since whoever may push a branch writes into such a cache. Protected branches have their own, by their runner: GitLab would let a branch's job write into theirs that a Maintainer has started.",
      ],
    );
  }
  lines.push([
    "before_script",
    [skip, app.testing.install],
    "Skipped only where nothing that a test depends on has changed since all of them passed.",
  ]);
  const says =
    "Tests run the app's code, so their jobs hold no key, and hand on nothing but reports.";
  return [{ key: ".test", says, lines }];
}

export function testJobs({ app }: Source): Block[] {
  return app.tests.map((test) => ({ key: test.name, lines: linesOf(test) }));
}

function linesOf(test: TestSettings): Line[] {
  const { image, services, variables, script, coverage, timeout } = test;
  const beside = services.map(({ image, alias, variables }) => ({
    name: image,
    alias,
    variables: orNothing(variables),
  }));
  return [
    ["extends", ".test"],
    ["image", image],
    ["services", beside.length === 0 ? undefined : beside],
    ["variables", orNothing(variables)],
    ["script", [script]],
    ["coverage", coverage],
    ["artifacts", artifactsOf(test)],
    ["timeout", timeout === usualTimeout ? undefined : timeout],
  ];
}

/** Reports are of use when a test fails, most of all. */
function artifactsOf({ artifacts, junit, cobertura }: TestSettings): Entries | undefined {
  if (artifacts.length === 0 && junit === undefined && cobertura === undefined) return undefined;
  const coverage = cobertura && { coverage_format: "cobertura", path: cobertura };
  const reports = { junit, coverage_report: coverage };
  return {
    when: "always",
    paths: artifacts.length === 0 ? undefined : artifacts,
    reports: junit === undefined && coverage === undefined ? undefined : reports,
    expire_in: "1 week",
  };
}

function orNothing(variables: Record<string, string>): Entries | undefined {
  return Object.keys(variables).length === 0 ? undefined : variables;
}
