import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobToolsOf } from "../../../sandbox/jobTools.ts";
import { removeRunners, stopRunners } from "../../../sandbox/runnerDaemon.ts";
import { runnerUsers, sandboxRunners } from "../../../sandbox/runners.ts";
import { findUser } from "../../../sandbox/runner/users.ts";
import { installBuildKit } from "../../../toolchain/buildkit.ts";
import { plain } from "../../support/fakeGitLab/waiting.ts";
import { startTestRunners, type TestRunners } from "./support.ts";

const [, protectedRunner, othersRunner] = sandboxRunners;
let runners: TestRunners;
let folder: string;
let gitlab: TestRunners["gitlab"];
let job: TestRunners["job"];
let done: TestRunners["done"];
let until: TestRunners["until"];
let start: TestRunners["start"];

beforeAll(async () => {
  await installBuildKit(() => {});
  // No job here has services.
  runners = await startTestRunners({ host: "unix:///nowhere", config: "/nowhere", foreign: true });
  ({ folder, gitlab, job, done, until, start } = runners);
});
afterAll(() => runners.close());

it("signs three runners on, and runs a job as a user of its own", async () => {
  expect([...gitlab.runners.values()].slice(1)).toEqual([
    ...["sandbox-trusted", "sandbox-protected", "sandbox-others"],
  ]);
  const script = ["id -un", 'echo "$HOME"', "id -Gn", 'stat -c "%U %a" ~ "$XDG_RUNTIME_DIR"'];
  const told = await done(job(script), "sandbox-others");
  const [user] = runnerUsers(folder, othersRunner!);
  expect(plain(told)).toContain(`$ id -un\n${user}\n`);
  expect(plain(told)).toContain(`$ id -Gn\n${user}\n`);
  expect(plain(told)).toContain(`${user} 700\n${user} 700\n`);
  expect((await findUser(user!))?.subordinate?.count).toBeGreaterThanOrEqual(65536);
});

it("gives jobs slipway and BuildKit, and nothing of the sandbox's own", async () => {
  const { bin, repository } = jobToolsOf(folder);
  const script = [
    `${bin}/slipway --version`,
    "command -v slipway node",
    "buildctl --version && buildkitd --version",
    `touch ${repository}/written || echo read-only`,
    `ls ${folder} || echo closed`,
  ];
  const told = await done(job(script), "sandbox-trusted");
  expect(plain(told)).toMatch(/slipway --version\n\d+\.\d+\.\d+\n/);
  expect(plain(told)).toContain(`\n${bin}/slipway\n${bin}/node\n`);
  expect(plain(told)).toMatch(/\nbuildctl .* v[\d.]+.*\nbuildkitd .* v[\d.]+/);
  expect(plain(told)).toContain("\nread-only\n");
  expect(plain(told)).toContain("\nclosed\n");
  expect(existsSync(join(repository, "cli"))).toBe(false);
});

it("keeps a job from another's environment, files and processes", async () => {
  const secret = "a-secret-of-another-job";
  const shared = mkdtempSync(join(tmpdir(), "slipway-shared-"));
  execFileSync("chmod", ["1777", shared]);
  const variables = [
    { key: "SECRET", value: secret },
    { key: "FILE", value: secret, file: true },
  ];
  const wait = `until [ -e ${shared}/over ]; do sleep 0.05; done`;
  const victim = gitlab.enqueue(
    job([`echo "$$ $FILE $PWD" > ${shared}/it`, wait], { variables }),
    "sandbox-protected",
  );
  const attack = [
    `until [ -s ${shared}/it ]; do sleep 0.05; done; read -r pid file place < ${shared}/it`,
    'cat "/proc/$pid/environ" || echo "no environment"',
    'cat "$file" || echo "no file"',
    'ls "$place" || echo "no checkout"',
    'kill -9 "$pid" || echo "no kill"',
    `touch ${shared}/over`,
  ];
  const attacker = await done(job(attack), "sandbox-protected");
  await until(() => victim.end !== undefined);
  rmSync(shared, { recursive: true });
  expect(victim.end).toMatchObject({ state: "success" });
  for (const part of ["environment", "file", "checkout", "kill"]) {
    expect(plain(attacker)).toContain(`\nno ${part}\n`);
  }
  expect(attacker.trace.toString()).not.toContain(secret);
});

it("keeps each runner's caches where no job and no other runner finds them", async () => {
  const cache = [{ key: "npm", paths: [".npm/"] }];
  await done(job(["mkdir .npm", "echo one > .npm/content"], { cache }), "sandbox-protected");
  const told = await done(job(["cat .npm/content"], { cache }), "sandbox-protected");
  expect(plain(told)).toContain("\none\n");
  const find = `find ${folder}/runners /home -name 'cache.*' 2>/dev/null || echo end`;
  const other = await done(job([find, "ls .npm || echo none"], { cache }), "sandbox-others");
  expect(plain(other)).toContain("\nnone\n");
  expect(plain(other)).not.toContain("cache.tar");
});

it("ends what a runner left running that was killed, before the next job", async () => {
  const told = gitlab.enqueue(job(["echo begun", "exec sleep 1000"]), "sandbox-protected");
  await until(() => told.trace.includes("begun\n"));
  const users = runnerUsers(folder, protectedRunner!);
  runners.kill("protected");
  expect(processesOf(users)).toContain("sleep 1000");
  await start();
  const next = await done(job(["true"]), "sandbox-protected");
  expect(next.end).toMatchObject({ state: "success" });
  expect(processesOf(users)).not.toContain("sleep 1000");
  // Nobody tells GitLab of it: the job stays as it was until GitLab's own limit.
  expect(told.end).toBeUndefined();
});

it("tells GitLab of its jobs when it is stopped, and knows its tokens at the next start", async () => {
  const told = gitlab.enqueue(job(["echo begun", "sleep 1000"]), "sandbox-others");
  await until(() => told.trace.includes("begun\n"));
  await stopRunners(folder);
  expect(told.end).toMatchObject({ state: "failed" });
  await start();
  expect(gitlab.runners.size).toBe(4);
  expect((await done(job(["true"]), "sandbox-others")).end).toMatchObject({ state: "success" });
});

it("uses a real gitlab-runner where there is one, one for each user", async () => {
  await stopRunners(folder);
  const programs = mkdtempSync(join(tmpdir(), "slipway-programs-"));
  const stub = '#!/bin/sh\necho "$@"; [ "$1" = --version ] || exec sleep 1000\n';
  writeFileSync(join(programs, "gitlab-runner"), stub, { mode: 0o755 });
  const [user = ""] = runnerUsers(folder, othersRunner!);
  // Debian's gives each new home one that fails where there is no terminal.
  writeFileSync(join("/home", user, ".bash_logout"), "false\n");
  const path = process.env["PATH"];
  process.env["PATH"] = `${programs}:${path}`;
  try {
    await start({ real: undefined });
  } finally {
    process.env["PATH"] = path;
    rmSync(programs, { recursive: true });
  }
  const file = join(folder, "runners/others", `${user}.toml`);
  expect(readFileSync(join(folder, "log", `runner-${user}.log`), "utf8")).toBe(
    `run --config ${file} --working-directory /home/${user} --user ${user}\n`,
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(/^concurrent = 1\n/);
  expect(text).toContain(`"XDG_RUNTIME_DIR=/home/${user}/.run"`);
  expect(text).toContain(`cache_dir = "/home/${user}/cache"`);
  // As it runs each script: what a login shell reads at its end must not fail a job.
  const shell = ["-s", "/bin/bash", user, "-c", "bash -l"];
  const env = { PATH: process.env["PATH"] };
  execFileSync("su", shell, { input: "set -o errexit\nexit 0\n", env });
});

it("leaves no user, no process and no file when it is reset", async () => {
  await removeRunners(folder);
  for (const name of sandboxRunners.flatMap((runner) => runnerUsers(folder, runner))) {
    expect(await findUser(name)).toBeUndefined();
    expect(existsSync(`/home/${name}`)).toBe(false);
  }
  expect(existsSync(join(folder, "runners"))).toBe(false);
  expect(existsSync(join(jobToolsOf(folder).bin, ".."))).toBe(false);
});

/** Command lines of what runs as one of these users. */
function processesOf(users: string[]): string {
  const list = execFileSync("ps", ["-eo", "user:32,args"], { encoding: "utf8" });
  return list
    .split("\n")
    .filter((entry) => users.some((user) => entry.startsWith(user)))
    .join("\n");
}
