import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeRepository } from "../../support/fakeGitLab/jobs.ts";
import { type Bench, plain, startBench } from "./support.ts";

let bench: Bench;
/** A commit of the project with a submodule. */
let shopWithLib: string;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.close());

it("cleans the checkout of the job before, its hooks and git's configuration too", async () => {
  const hook = "printf '#!/bin/sh\\necho pwned' > .git/hooks/post-checkout";
  const script = ["mkdir -p .git/hooks", hook, "chmod +x .git/hooks/post-checkout"];
  // Git runs it whenever it looks at the files, the next job's own checkout included.
  const configured = "git config core.fsmonitor 'echo pwned >&2; false'";
  const leave = ["touch left", configured, "echo x > README.md"];
  await bench.done(bench.job([...script, ...leave]));
  const told = await bench.done(bench.job(["ls -A", "cat README.md", "git status --short"]));
  expect(plain(told)).toContain("Removing left\n");
  expect(plain(told)).toContain("$ ls -A\n.git\nREADME.md\n$ cat README.md\nshop\n");
  expect(plain(told)).not.toContain("pwned");
});

it("keeps the job's credential out of the checkout and off command lines", async () => {
  const job = bench.job([
    "grep -rl glcbt- .git || echo nowhere",
    "git fetch --quiet origin && echo fetched",
    "git remote get-url origin",
  ]);
  const told = await bench.done(job);
  expect(plain(told)).toContain("nowhere\n");
  expect(plain(told)).toContain("fetched\n");
  expect(plain(told)).toContain(`\n${bench.gitlab.url}acme/shop.git\n`);
});

it.each([
  ["none", "README.md\n", "Skipping Git repository setup\n"],
  ["empty", "", "Skipping Git repository setup and creating an empty build directory\n"],
  ["clone", "README.md\n", "Created fresh repository.\n"],
])("obeys GIT_STRATEGY %s", async (value, files, said) => {
  await bench.done(bench.job(["true"]));
  const variables = [{ key: "GIT_STRATEGY", value }];
  const told = await bench.done(bench.job(["ls"], { variables }));
  expect(plain(told)).toContain(`$ ls\n${files}Cleaning up`);
  expect(plain(told)).toContain(said);
});

it("brings submodules only where GIT_SUBMODULE_STRATEGY says so, with the job's own credential", async () => {
  const root = join(bench.folder, "repositories");
  const inner = makeRepository(root, "acme/inner", { deep: "deep\n" });
  const lib = nest(root, "acme/lib", { inner });
  const sha = nest(root, "acme/shop", { lib });
  const script = ["cat lib/README.md lib/inner/deep || echo nothing", "git -C lib fetch --quiet"];
  const run = (value?: string) => {
    const variables = value === undefined ? [] : [{ key: "GIT_SUBMODULE_STRATEGY", value }];
    const job = bench.job(script, { variables });
    job.git_info.sha = sha;
    return bench.done(job);
  };
  const none = await run();
  expect(plain(none)).toContain("Skipping Git submodules setup\n");
  expect(plain(none)).not.toContain("\nlib\n");
  const normal = await run("normal");
  expect(plain(normal)).toContain("\nlib\n");
  expect(plain(normal)).toContain("lib/inner/deep: No such file or directory\nnothing\n");
  const whole = await run("recursive");
  expect(plain(whole)).toContain("submodules recursively with git depth set to 20...\n");
  expect(plain(whole)).toContain("\nlib\ndeep\n");
  expect(whole.end?.state).toBe("success");
  const unknown = await run("all");
  expect(unknown.end).toMatchObject({ state: "failed", failure_reason: "runner_system_failure" });
  expect(plain(unknown)).toContain("unknown GIT_SUBMODULE_STRATEGY");
});

it("runs nothing that a job has left in a submodule's repository", async () => {
  const variables = [{ key: "GIT_SUBMODULE_STRATEGY", value: "normal" }];
  const run = (script: string[]) => {
    const job = bench.job(script, { variables });
    job.git_info.sha = shopWithLib;
    return bench.done(job);
  };
  const hook = ".git/modules/lib/hooks/post-checkout";
  await run([
    `mkdir -p $(dirname ${hook})`,
    `printf '#!/bin/sh\\necho pwned' > ${hook}`,
    `chmod +x ${hook}`,
    "git -C lib config core.fsmonitor 'echo pwned >&2; false'",
    // So that the next job has something to check out.
    "git -C lib checkout --quiet HEAD~1",
  ]);
  const told = await run(["cat lib/README.md"]);
  expect(plain(told)).toContain("$ cat lib/README.md\nlib\n");
  expect(plain(told)).not.toContain("pwned");
});

/** One more commit, with submodules beside it that are named by their folders. */
function nest(root: string, path: string, submodules: Record<string, string>): string {
  const work = join(root, `${path}.work`);
  if (!existsSync(work)) makeRepository(root, path, { "README.md": "lib\n" });
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", work, ...args], { encoding: "utf8", stdio: "pipe" }).trim();
  const modules = Object.keys(submodules).map(
    (name) => `[submodule "${name}"]\n\tpath = ${name}\n\turl = ../${name}.git\n`,
  );
  writeFileSync(join(work, ".gitmodules"), modules.join(""));
  git("add", ".gitmodules");
  for (const [name, sha] of Object.entries(submodules)) {
    git("update-index", "--add", "--cacheinfo", `160000,${sha},${name}`);
  }
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  git(...author, "commit", "--quiet", "--message", "Nest");
  git("push", "--quiet", join(root, `${path}.git`), "HEAD:main");
  return (shopWithLib = git("rev-parse", "HEAD"));
}

it("fails a job whose commit is not there, as often as it may try", async () => {
  const job = bench.job(["echo never"], {
    variables: [{ key: "GET_SOURCES_ATTEMPTS", value: "2" }],
  });
  job.git_info.sha = "0123456789012345678901234567890123456789";
  const told = await bench.done(job);
  expect(told.end).toMatchObject({ state: "failed", failure_reason: "script_failure" });
  expect(plain(told).match(/Getting source from Git repository/g)).toHaveLength(2);
  expect(plain(told)).toContain("Deleting tracked and untracked files...\n");
  expect(plain(told)).not.toContain("never");
});

it("gives file variables a file that only the job can read, and takes it away", async () => {
  const variables = [
    { key: "KEY", value: "line 1\n'line' $2\n", file: true },
    { key: "PATH_OF_KEY", value: "at ${KEY} for $$1" },
    { key: "RAW", value: "$KEY", raw: true },
  ];
  const script = [
    'stat -c "%a" "$KEY"',
    'cat "$KEY"',
    'echo "$PATH_OF_KEY" | sed "s/.*tmp/tmp/"',
    'echo "$RAW"',
    `echo "$KEY" > ${bench.folder}/path`,
  ];
  const told = await bench.done(bench.job(script, { variables }));
  expect(plain(told)).toContain("600\n");
  expect(plain(told)).toContain("line 1\n'line' $2\n");
  expect(plain(told)).toContain("tmp/KEY for $1\n");
  expect(plain(told)).toContain('$ echo "$RAW"\n$KEY\n');
  const path = readFileSync(`${bench.folder}/path`, "utf8").trim();
  expect(path).not.toContain("/acme/shop/");
  expect(() => readFileSync(path)).toThrow("ENOENT");
});

it("has nothing of the runner's own environment", async () => {
  process.env["SLIPWAY_TEST_LEAK"] = "leaked";
  const told = await bench.done(bench.job(["env | cut -d= -f1 | sort | tr '\\n' ' '"]));
  delete process.env["SLIPWAY_TEST_LEAK"];
  expect(plain(told)).not.toContain("SLIPWAY_TEST_LEAK");
  expect(plain(told)).toContain("CI_PROJECT_DIR");
});

it("leaves nothing in a job's home for the next", async () => {
  await bench.done(bench.job(["echo 'echo pwned' > ~/.bash_profile", "touch ~/.netrc"]));
  const told = await bench.done(bench.job(["ls -A ~"]));
  expect(plain(told)).toContain("$ ls -A ~\n.run\nbuilds\n");
  expect(plain(told)).not.toContain("pwned");
});
