import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settle } from "../../../sandbox/daemon.ts";
import { type GitLab, startGitLab } from "../../../sandbox/gitlab/server.ts";
import { serve } from "../../../sandbox/runner/runner.ts";
import { runnerToken } from "../../../sandbox/runnerToken.ts";
import { sandboxRunners } from "../../../sandbox/runners.ts";

/** A real push, the sandbox's GitLab, and the sandbox's runner: nothing here is a fake. */
const folder = mkdtempSync(join(tmpdir(), "slipway-push-"));
const token = "glpat-an-administrators-token";
const work = join(folder, "work");
const stop = new AbortController();
const [trusted, , others] = sandboxRunners;
let gitlab: GitLab;
let running: Promise<unknown>;

const get = async <Result>(path: string, method = "GET", body?: object): Promise<Result> => {
  const answer = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return (answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text) as Result;
};
/** Never one that blocks: the server that git talks to is in this process. */
const run = promisify(execFile);
const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
const git = async (...args: string[]) =>
  (await run("git", ["-C", work, ...author, ...args])).stdout.trim();

interface Job {
  id: number;
  name: string;
  status: string;
  failure_reason?: string;
}

/** Pushes files to a branch and waits until its pipeline has ended. */
async function push(branch: string, files: Record<string, string>): Promise<Job[]> {
  await git("checkout", "-q", "-B", branch);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), content);
  }
  await git("add", ".");
  await git("commit", "--quiet", "--message", "Change files");
  await git("push", "--quiet", "--force", "origin", branch);
  const sha = await git("rev-parse", "HEAD");
  let pipelines: { id: number; status: string }[] = [];
  const ended = await settle(async () => {
    pipelines = await get(`projects/1/pipelines?sha=${sha}`);
    return ["success", "failed"].includes(pipelines[0]?.status ?? "");
  }, 50);
  if (!ended) throw new Error(`The pipeline of ${branch}: ${JSON.stringify(pipelines)}`);
  const jobs = await get<Job[]>(`projects/1/pipelines/${pipelines[0]!.id}/jobs`);
  return jobs.sort((a, b) => a.id - b.id);
}

const traceOf = ({ id }: Job) => get<string>(`projects/1/jobs/${id}/trace`);

beforeAll(async () => {
  gitlab = await startGitLab({ folder: join(folder, "gitlab"), token });
  const { id } = await get<{ id: number }>("groups", "POST", { name: "acme", path: "acme" });
  const project = { name: "shop", namespace_id: id, initialize_with_readme: true };
  const { default_branch: main } = await get<{ default_branch: string }>(
    "projects",
    "POST",
    project,
  );
  const remote = new URL("acme/shop.git", gitlab.url);
  [remote.username, remote.password] = ["root", token];
  await run("git", ["clone", "--quiet", "--branch", main, remote.href, work]);
  running = Promise.all(
    [trusted!, others!].map(async (runner) => {
      const place = join(folder, runner.name);
      mkdirSync(place, { recursive: true });
      return serve(
        {
          ...{ name: runner.name, url: gitlab.url, cache: join(place, "cache"), environment: [] },
          token: await runnerToken(place, { baseUrl: gitlab.baseUrl, token }, runner),
          pace: { update: 0.1, silence: 0.1 },
        },
        [{ index: 0, user: undefined, home: join(place, "slot") }],
        ...[0.05, stop.signal, () => {}],
      );
    }),
  );
});
afterAll(async () => {
  stop.abort();
  await running;
  await gitlab.close();
  rmSync(folder, { recursive: true, force: true });
});

const configuration = `
stages: [build, test]
default: { tags: [${others!.tag}] }
make:
  stage: build
  script:
    - mkdir -p out .cache
    - cat README.md .cache/kept || true
    - echo "$CI_COMMIT_REF_NAME $CI_PROJECT_PATH" > out/made
    - echo kept > .cache/kept
    - echo "token is $CI_JOB_TOKEN"
  artifacts: { paths: [out/] }
  cache: { key: it, paths: [.cache/] }
check:
  stage: test
  script: [cat out/made, "exit $CODE"]
  after_script: ['echo "after $CI_JOB_STATUS"']
  variables: { CODE: "0" }
  artifacts:
    when: always
    reports: { dotenv: out/made.env, junit: junit.xml }
  allow_failure: { exit_codes: 7 }
  before_script: ["echo FROM=dotenv > out/made.env", "echo '<testsuites/>' > junit.xml"]
guarded:
  stage: test
  tags: [${trusted!.tag}]
  rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }]
  script: [echo trusted]
`;

it("runs a push's jobs to their end, with what one leaves to the next", async () => {
  const jobs = await push("feature", { ".gitlab-ci.yml": configuration });
  expect(jobs.map(({ name, status }) => [name, status])).toEqual([
    ["make", "success"],
    ["check", "success"],
  ]);
  const [make, check] = await Promise.all(jobs.map(traceOf));
  expect(make).toContain("token is [MASKED]\n");
  expect(make).toContain("cat: .cache/kept: No such file or directory\n");
  expect(make).toMatch(/\x1b\[32;1mJob succeeded\x1b\[0;m\n$/);
  expect(check).toContain("feature acme/shop\n");
  expect(check).toContain("after success\n");
  expect(check).toContain('as "dotenv" to coordinator... 201 Created');
});

it("lets exit codes decide, and finds the cache of the push before", async () => {
  const changed = (code: number) => ({
    ".gitlab-ci.yml": configuration.replace('CODE: "0"', `CODE: "${code}"`),
  });
  const allowed = await push("feature", changed(7));
  expect(allowed[1]).toMatchObject({ name: "check", status: "failed", allow_failure: true });
  expect(await traceOf(allowed[0]!)).toContain("\nkept\n");
  const failed = await push("feature", changed(3));
  expect(failed[1]).toMatchObject({
    ...{ name: "check", status: "failed", failure_reason: "script_failure" },
    allow_failure: false,
  });
  expect(await traceOf(failed[1]!)).toContain("ERROR: Job failed: exit status 3");
});

it("gives a protected branch's job to the runner that only such may use", async () => {
  const main = (await git("rev-parse", "--abbrev-ref", "origin/HEAD")).replace("origin/", "");
  await git("checkout", "-q", main);
  const jobs = await push(main, { ".gitlab-ci.yml": configuration });
  expect(jobs.map(({ name, status }) => [name, status])).toContainEqual(["guarded", "success"]);
  const trace = await traceOf(jobs.find(({ name }) => name === "guarded")!);
  expect(trace).toContain("  on trusted ");
});
