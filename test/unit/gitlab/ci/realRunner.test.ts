import { execFile } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type GitLab, startGitLab } from "../../../../sandbox/gitlab/server.ts";
import { serve } from "../../../../sandbox/runner/runner.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const token = "a-token-for-tests";

const configuration = `
stages: [build, test, deploy]
build:
  stage: build
  script:
    - mkdir out && echo "$CI_COMMIT_SHORT_SHA" > out/version
    - echo "VERSION=$(cat out/version)" > build.env
  artifacts: { paths: [out/], reports: { dotenv: build.env } }
test:
  stage: test
  script:
    - test "$(cat out/version)" = "$VERSION"
    - echo "the secret is $SECRET"
    - 'echo "Coverage: 93.5%"'
  coverage: '/Coverage: (\\d+\\.\\d+)%/'
deploy:
  stage: deploy
  needs: []
  script: [test "$(cat "$KEY")" = for-production, test ! -e out]
  environment: { name: production, action: access }
  rules: [{ if: $CI_COMMIT_REF_PROTECTED == "true" }]
wrong: { stage: deploy, script: [exit 3], allow_failure: { exit_codes: 3 } }
`;

let folder: string;
let gitlab: GitLab;
let stop: AbortController;
let running: Promise<void> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-real-runner-"));
  gitlab = await startGitLab({ folder: join(folder, "gitlab"), token });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
  await gitlab.close();
  rmSync(folder, { recursive: true });
});

async function api<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return (await response.json()) as Answer;
}

it("hands the jobs of a real push to the sandbox's runner, with all that they are told", async () => {
  const group = await api<{ id: number }>("POST", "groups", { name: "acme", path: "acme" });
  await api("POST", "projects", { name: "shop", namespace_id: group.id });
  const variable = { key: "SECRET", value: "hush-hush-hush", masked: true };
  await api("POST", "projects/1/variables", variable);
  const scoped = { environment_scope: "production", protected: true, variable_type: "file" };
  await api("POST", "projects/1/variables", { key: "KEY", value: "for-production", ...scoped });
  await api("POST", "projects/1/protected_branches", { name: "main" });

  await push();
  const given = await api<{ token: string }>("POST", "user/runners", {
    ...{ runner_type: "instance_type", run_untagged: true },
  });
  const slots = [0, 1].map((index) => {
    const home = join(folder, `home-${index}`);
    mkdirSync(home);
    return { index, user: undefined, home };
  });
  const pace = { update: 0.1, silence: 1 };
  const cache = join(folder, "cache");
  running = serve(
    { name: "one", url: gitlab.url, token: given.token, cache, pace, environment: [] },
    ...([slots, 0.05, stop.signal, () => undefined] as const),
  );

  interface Shown {
    id: number;
    name: string;
    status: string;
    coverage: number | null;
  }
  await vi.waitFor(
    async () => {
      const [pipeline] = await api<{ status: string; source: string }[]>(
        ...(["GET", "projects/1/pipelines"] as const),
      );
      expect(pipeline).toMatchObject({ status: "success", source: "push" });
    },
    { timeout: 90_000, interval: 200 },
  );
  const jobs = await api<Shown[]>("GET", "projects/1/pipelines/1/jobs");
  const statuses = Object.fromEntries(jobs.map(({ name, status }) => [name, status]));
  expect(statuses).toEqual({
    build: "success",
    test: "success",
    deploy: "success",
    wrong: "failed",
  });
  const test = jobs.find(({ name }) => name === "test")!;
  expect(test.coverage).toBe(93.5);
  const trace = await fetch(new URL(`projects/1/jobs/${test.id}/trace`, gitlab.baseUrl), {
    headers: { "private-token": token },
  });
  expect(await trace.text()).toContain("the secret is [MASKED]");
});

/** Commits the configuration and pushes it as anybody would. */
async function push(): Promise<void> {
  const work = join(folder, "work");
  mkdirSync(work);
  writeFileSync(join(work, ".gitlab-ci.yml"), configuration);
  const environment = { PATH: process.env["PATH"], HOME: folder, GIT_TERMINAL_PROMPT: "0" };
  // The server is in this process, which has to go on meanwhile.
  const git = (...args: string[]) =>
    promisify(execFile)("git", args, { cwd: work, env: environment });
  const remote = `${gitlab.url.replace("://", `://root:${token}@`)}/acme/shop.git`;
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  const identity = ["-c", "user.name=Dora", "-c", "user.email=dora@example.com"];
  await git(...identity, "commit", "--quiet", "--message", "Configure");
  await git("push", "--quiet", remote, "main");
}
