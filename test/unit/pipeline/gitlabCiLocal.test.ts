import { execFile, execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cases } from "./cases.ts";
import { jobsOn } from "./events.ts";
import { pipelineOf } from "../../../pipeline/index.ts";

/**
 * gitlab-ci-local, which others wrote to read the same files: it has a schema, an expansion of
 * `extends` and an evaluation of rules of its own. It knows branches and nothing of merge requests.
 */
const program = join(import.meta.dirname, "../../../node_modules/.bin/gitlab-ci-local");

interface Listed {
  name: string;
  when: string;
  allow_failure: boolean;
  needs?: { job: string }[];
}

let folder: string;
const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  git("init", "--quiet", "--initial-branch", "main");
  git("remote", "add", "origin", "git@gitlab.example.com:acme/shop.git");
  const author = ["-c", "user.name=Dora", "-c", "user.email=dora@example.com"];
  git(...author, "commit", "--quiet", "--allow-empty", "--message", "Begin");
  for (const branch of ["develop", "feature/cart"]) git("branch", branch);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function listed(name: string, branch: string): Promise<Listed[]> {
  copyFileSync(
    join(import.meta.dirname, `expected/${name}.gitlab-ci.yml`),
    join(folder, ".gitlab-ci.yml"),
  );
  git("symbolic-ref", "HEAD", `refs/heads/${branch}`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...[program, "--list-json", "--variable", "CI_PIPELINE_SOURCE=push"],
      ...["--ignore-predefined-vars", "CI_PIPELINE_SOURCE"],
    ],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } },
  );
  return JSON.parse(stdout) as Listed[];
}

const unlike = ["branching", "build", "doors-everywhere", "named-alike", "tests"];
const rows = [
  ...unlike.map((name) => [name, "main"] as const),
  ...(["main", "develop", "feature/cart"] as const).map((branch) => ["shop", branch] as const),
];

it.each(rows)(
  "%s on %s: the same jobs, doors and buttons",
  { timeout: 60_000 },
  async (name, branch) => {
    const { app, ...around } = cases[name]!();
    const event = branch === "feature/cart" ? "feature" : branch;
    const expected = jobsOn(pipelineOf(app, around), event)!;
    const found = await listed(name, branch);
    // It lists what does not run as well.
    const runs = found.filter(({ when }) => when !== "never");
    const how = ({ when, allow_failure }: Listed) =>
      when !== "manual" ? "runs" : allow_failure ? "button" : "door";
    expect(runs.map((job) => [job.name, how(job)]).sort()).toEqual(
      expected.map((job) => [job.name, job.how]).sort(),
    );
    // What is needed is there.
    const names = runs.map((job) => job.name);
    const missing = runs.flatMap(({ needs = [] }) =>
      needs.filter(({ job }) => !names.includes(job)),
    );
    expect(missing).toEqual([]);
  },
);
