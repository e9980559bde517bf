import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Artifact } from "../../../sandbox/runner/job.ts";
import type { Told } from "../../support/fakeGitLab/server.ts";
import { type Bench, plain, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
beforeEach(() => (bench.gitlab.intercept = () => undefined));
afterAll(() => bench.close());

const archive = (more: Partial<Artifact>): Artifact => ({
  ...{ artifact_type: "archive", artifact_format: "zip", when: "on_success" },
  ...more,
});

/** Names in an archive that was uploaded. */
function names({ artifacts: [uploaded] }: Told): string[] {
  const folder = `${bench.folder}/zip`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/a.zip`, uploaded!.content);
  const list = execFileSync("unzip", ["-Z1", `${folder}/a.zip`], { encoding: "utf8" });
  return list.trim().split("\n");
}

const make = [
  "mkdir -p out/.deep/more empty",
  "echo one > out/one.txt; echo two > out/.deep/more/two.log; echo x > 'out/a [b] é.txt'",
  "ln -s one.txt out/link; ln -s /etc out/etc",
];

it("uploads what its patterns mean, and another job gets it as it was", async () => {
  const artifacts = [archive({ paths: ["out/", "empty"], expire_in: "1 week", name: "my-$NAME" })];
  const variables = [{ key: "NAME", value: "archive" }];
  const first = await bench.done(
    bench.job([...make, "chmod 755 out/one.txt"], { artifacts, variables }),
  );
  expect(first.end).toMatchObject({ state: "success" });
  expect(first.artifacts.map(({ query, filename }) => ({ ...query, filename }))).toEqual([
    {
      ...{ artifact_format: "zip", artifact_type: "archive", expire_in: "1 week" },
      filename: "my-archive.zip",
    },
  ]);
  const trace = plain(first).replaceAll(/ +\n/g, "\n");
  expect(trace).toContain("Uploading artifacts for successful job\nUploading artifacts...\n");
  expect(trace).toContain("out/: found 8 matching artifact files and directories\n");
  expect(trace).toContain('Uploading artifacts as "archive" to coordinator... 201 Created');

  const dependencies = [
    { ...first.job, name: "build", artifacts_file: { filename: "artifacts.zip", size: 1 } },
  ];
  const script = [
    "cat out/.deep/more/two.log 'out/a [b] é.txt'",
    "readlink out/link out/etc",
    "ls -ld out/one.txt",
  ];
  const second = await bench.done(bench.job([...script, "test -d empty"], { dependencies }));
  expect(second.end).toMatchObject({ state: "success" });
  expect(plain(second)).toContain(`Downloading artifacts for build (${first.job.id})...\n`);
  expect(plain(second)).toContain("two\nx\n");
  expect(plain(second)).toContain("one.txt\n/etc\n");
  expect(plain(second)).toContain("-rwxr-xr-x");
});

it.each<[string, Partial<Artifact>, string[]]>([
  ["by a pattern", { paths: ["out/*.txt"] }, ["out/a [b] é.txt", "out/one.txt"]],
  ["through folders", { paths: ["out/**/*.log"] }, ["out/.deep/more/two.log"]],
  ["by alternatives", { paths: ["out/{one,none}.t?t"] }, ["out/one.txt"]],
  [
    "less what is excluded",
    { paths: ["out"], exclude: ["out/.deep/**", "out/*[kc]", "out/a*"] },
    ["out/", "out/one.txt"],
  ],
  [
    "that git doesn't know",
    { untracked: true, exclude: ["out/.deep/**/*"] },
    ["out/a [b] é.txt", "out/etc", "out/link", "out/one.txt"],
  ],
  ["from the root on", { paths: ["$CI_PROJECT_DIR/out/one.txt"] }, ["out/one.txt"]],
])("selects files %s", async (_title, selection, expected) => {
  const told = await bench.done(bench.job(make, { artifacts: [archive(selection)] }));
  expect(names(told)).toEqual(expected);
});

it("takes nothing from outside the checkout, and says what it did not find", async () => {
  const artifacts = [archive({ paths: ["../../..", "/etc/passwd", "none"] })];
  const told = await bench.done(bench.job(make, { artifacts }));
  expect(told.end).toMatchObject({ state: "success" });
  expect(told.artifacts).toEqual([]);
  const outside = "WARNING: processPath: artifact path is not a subpath of project directory: ";
  expect(plain(told)).toContain(`${outside}../../..`);
  expect(plain(told)).toContain(`${outside}/etc/passwd`);
  expect(plain(told)).toContain("WARNING: none: no matching files.");
  expect(plain(told)).toContain("ERROR: No files to upload");
});

it("uploads reports as gzip or as they are, and those of a failed job that say so", async () => {
  const report = { artifact_format: "gzip", when: "always" } as const;
  const artifacts: Artifact[] = [
    { ...report, name: "junit.xml", artifact_type: "junit", paths: ["junit.xml"] },
    {
      ...{ name: "tfplan.json", artifact_type: "terraform", artifact_format: "raw" },
      ...{ paths: ["junit.xml"], when: "always" },
    },
    { ...report, artifact_type: "dotenv", paths: ["junit.xml"], when: "on_success" },
    archive({ paths: ["junit.xml"], when: "on_failure" }),
  ];
  const told = await bench.done(bench.job(["echo '<x/>' > junit.xml", "exit 1"], { artifacts }));
  expect(told.artifacts.map(({ query, filename }) => [query["artifact_type"], filename])).toEqual([
    ["junit", "junit.xml.gz"],
    ["terraform", "tfplan.json"],
    ["archive", "artifacts.zip"],
  ]);
  expect(gunzipSync(told.artifacts[0]!.content).toString()).toBe("<x/>\n");
  expect(told.artifacts[1]!.content.toString()).toBe("<x/>\n");
  expect(plain(told)).toContain("Uploading artifacts for failed job\n");
});

it("fails a job whose artifacts GitLab refuses, and tries again where it was busy", async () => {
  const artifacts = [archive({ paths: ["README.md"] })];
  bench.gitlab.intercept = ({ url }) => (url?.includes("/artifacts") ? { status: 413 } : undefined);
  const refused = await bench.done(bench.job(["true"], { artifacts }));
  expect(refused.end).toMatchObject({ state: "failed", failure_reason: "script_failure" });
  expect(plain(refused)).toContain("FATAL: too large");
  let busy = 1;
  bench.gitlab.intercept = ({ url }) =>
    url?.includes("/artifacts") && busy-- > 0 ? { status: 503 } : undefined;
  const taken = await bench.done(bench.job(["true"], { artifacts }));
  expect(taken.end).toMatchObject({ state: "success" });
  expect(taken.artifacts).toHaveLength(1);
});

it("fails a job whose dependency has no artifacts any more", async () => {
  const other = await bench.done(bench.job(["true"]));
  const dependencies = [{ ...other.job, name: "build", artifacts_file: { filename: "a.zip" } }];
  const told = await bench.done(bench.job(["echo never"], { dependencies }));
  expect(told.end).toMatchObject({ state: "failed", failure_reason: "script_failure" });
  expect(plain(told)).toContain("ERROR: Downloading artifacts from coordinator... not found");
  expect(plain(told)).not.toContain("never");
});
