import type { z } from "zod";
import { group, list, map, textOrGroup } from "../kinds/collections.ts";
import { imagePattern, imageReference } from "../kinds/image.ts";
import { isPlainName, must, plainNamePattern } from "../kinds/names.ts";
import { repositoryPath } from "../kinds/repositoryPath.ts";
import { text } from "../kinds/scalars.ts";
import { oneLine } from "../kinds/texts.ts";
import { timeout, timePattern } from "../kinds/times.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, keysAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { show } from "../words.ts";
import { plainVariables, services } from "./testServices.ts";

/** What an app's pipeline tests. */

export const testRules = {
  "test.name": "A test's name is short and plain.",
  "test.reserved": "A test takes no name of the pipeline's own jobs.",
  "test.script": "A test has something to run.",
  "test.coverage": "`coverage` is a regular expression between slashes that finds a number.",
  "test.path": "A test's reports and artifacts are paths in the app's repository.",
} as const satisfies Record<string, string>;

/** Jobs that are there whatever the settings say, and words that GitLab takes for no job. */
export const reservedJobs = [
  ...["inputs", "build", "release", "test"],
  ...["image", "services", "stages", "before_script", "after_script", "variables"],
  ...["cache", "include", "default", "workflow", "spec", "pages", "true", "false", "nil"],
];

function testName(name: string): Complaint | undefined {
  if (!isPlainName(name, 40)) {
    const allowed = "a small letter, then small letters, digits and `-`, at most 40 characters";
    return must("test.name", name, "a name for a test", allowed);
  }
  if (!reservedJobs.includes(name)) return undefined;
  const message = `${show(name)} is a name that pipelines have a use for already.`;
  return { rule: "test.reserved", message, fix: "give it another name, such as `unit`." };
}

function script(text: string): Complaint | undefined {
  if (text.trim() !== "") return undefined;
  const message = "There is nothing to run.";
  return { rule: "test.script", message, fix: "write a command, such as `npm test`." };
}

/** GitLab reads it with RE2, which is JavaScript's less what looks around and back. */
function coverage(text: string): Complaint | undefined {
  const [, source] = /^\/(.+)\/$/s.exec(text) ?? [];
  const outside = source !== undefined && /\(\?<?[=!]|\\[1-9]/.test(source);
  if (source !== undefined && !outside && isExpression(source)) return undefined;
  return {
    rule: "test.coverage",
    message: outside
      ? "GitLab's regular expressions (RE2) look neither around nor back."
      : `${show(text)} is not a regular expression between slashes.`,
    allowed:
      "a regular expression whose last number is the percentage, such as `/All files[^|]*\\|[^|]*\\s+([\\d\\.]+)/`",
  };
}

function isExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

function path(description: string, example: string, wild = "*?") {
  return text(
    { description, allowed: "a path", example, rules: ["test.path"] },
    repositoryPath("test.path", "a path in the repository", wild),
  );
}

const image = (description: string, otherwise: string) =>
  text(
    {
      description,
      allowed: "an image",
      example: "node:24@sha256:…",
      otherwise,
      rules: ["image.reference"],
      pattern: imagePattern,
    },
    imageReference,
  ).optional();

const test = textOrGroup(
  "script",
  {
    script: text(
      {
        description: "What is run, in the repository's root: a command, or several lines of them.",
        allowed: "a command",
        example: "npm run test:unit",
        rules: ["test.script"],
      },
      script,
    ),
    image: image("The image that it runs in.", "that of `testing`"),
    services: services.default({}),
    variables: plainVariables(
      "Variables that the test and its services see.",
      "{ DATABASE_URL: postgres://postgres:test@postgres/test }",
    ).default({}),
    coverage: text(
      {
        description: "How GitLab finds the coverage in what the test prints.",
        allowed: "a regular expression",
        example: String.raw`'/All files[^|]*\|[^|]*\s+([\d\.]+)/'`,
        otherwise: "none",
        rules: ["test.coverage"],
      },
      coverage,
    ).optional(),
    junit: path(
      "The JUnit report that it writes: merge requests show what fails.",
      "junit.xml",
    ).optional(),
    cobertura: path(
      "The Cobertura report that it writes: merge requests show which lines are covered.",
      "coverage/cobertura-coverage.xml",
    ).optional(),
    artifacts: list(path("A file or folder, or a pattern.", "coverage/"), {
      description: "What is kept of it for a week, whether it passes or not.",
      example: "[coverage/]",
    }).default([]),
    timeout: text(
      {
        description: "How long it may take.",
        allowed: "a duration",
        example: "30m",
        rules: ["duration"],
        pattern: timePattern,
      },
      timeout,
    ).default("15m"),
  },
  { description: "A test: what is run, or more.", example: "npm run test:unit" },
);

export const tests = map(
  {
    called: "test",
    rules: ["test.name", "test.reserved"],
    check: testName,
    pattern: plainNamePattern,
  },
  test,
  {
    description:
      "What has to pass before an image goes anywhere, each a job of its own, side by side: unit tests, lint, types, whatever the team has.",
    example: "{ unit: npm run test:unit, lint: npm run lint }",
    rules: ["test.name", "test.reserved", "pipeline.needs"],
  },
);

export const testing = group(
  {
    image: image("The image that tests run in.", "the runner's own"),
    install: text(
      {
        description:
          "What is run before each test, to install what it needs. The files of npm's cache that it leaves are there for the next.",
        allowed: "a command on one line",
        example: "npm ci --prefer-offline --ignore-scripts",
        rules: ["text.line"],
      },
      oneLine,
    ).default("npm ci --prefer-offline"),
  },
  { description: "What the app's tests have in common.", example: "{ image: node:24 }" },
);

type Config = z.infer<typeof test>;

/** A test of an app, its services in a list. */
export function buildTest(name: string, { services, ...config }: Config) {
  const beside = Object.entries(services).map(([alias, service]) => ({ alias, ...service }));
  return { name, ...config, services: beside };
}

export type TestSettings = ReturnType<typeof buildTest>;

/** An environment's deploy is a job of its name. */
export function checkTestNames(platform: Stack): Problem[] {
  const environments = keysAt(platform, ["slipway:environments"]);
  return keysAt(platform, ["slipway:apps"]).flatMap((app) => {
    const at = ["slipway:apps", app, "test"];
    const clashes = keysAt(platform, at).filter((name) => environments.includes(name));
    return clashes.map((name) => {
      const message = `${show(name)} is an environment, and the job that deploys there is called so.`;
      const fix = "give the test another name.";
      return complain(platform, [...at, name], { rule: "test.reserved", message, fix }, "key");
    });
  });
}
