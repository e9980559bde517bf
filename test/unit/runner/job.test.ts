import { hostname } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bench, plain, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.close());

it("runs a script and tells GitLab, in a real runner's words and marks", async () => {
  const told = await bench.done(bench.job(["echo hello", "cat README.md"]));
  expect(told.end).toMatchObject({ state: "success" });
  const trace = told.trace.toString().replaceAll(/(section_(?:start|end)):\d+:/g, "$1:0:");
  const green = (text: string) => `\x1b[32;1m${text}\x1b[0;m`;
  const phase = (name: string, title: string, output: string) =>
    `section_start:0:${name}\r\x1b[0K\x1b[0K\x1b[36;1m${title}\x1b[0;m\x1b[0;m\n` +
    `${output}section_end:0:${name}\r\x1b[0K`;
  const project = `${bench.folder}/slot-0/builds/fakefakef/0/acme/shop`;
  expect(trace).toBe(
    "\x1b[0KRunning with gitlab-runner 19.4.0 (the sandbox's shell executor)\x1b[0;m\n" +
      "\x1b[0K  on bench fakefakef\x1b[0;m\n" +
      phase(
        "prepare_executor",
        'Preparing the "shell" executor',
        "\x1b[0KUsing Shell (bash) executor...\x1b[0;m\n",
      ) +
      phase("prepare_script", "Preparing environment", `Running on ${hostname()}...\n`) +
      phase(
        "get_sources",
        "Getting source from Git repository",
        `${green("Fetching changes with git depth set to 20...")}\n` +
          `Initialized empty Git repository in ${project}/.git/\n` +
          `${green("Created fresh repository.")}\n` +
          `${green(`Checking out ${bench.sha.slice(0, 8)} as detached HEAD (ref is main)...`)}\n` +
          `${green("Skipping Git submodules setup")}\n`,
      ) +
      phase(
        "step_script",
        'Executing "step_script" stage of the job script',
        `${green("$ echo hello")}\nhello\n${green("$ cat README.md")}\nshop\n`,
      ) +
      phase(
        "cleanup_file_variables",
        "Cleaning up project directory and file based variables",
        "",
      ) +
      "\x1b[32;1mJob succeeded\x1b[0;m\n",
  );
});

it("fails a job with its script's exit code, and runs after_script before it says so", async () => {
  const told = await bench.done(
    bench.job(["echo one", "(exit 3)", "echo never"], { after: ['echo "after $CI_JOB_STATUS"'] }),
  );
  expect(told.end).toMatchObject({
    state: "failed",
    failure_reason: "script_failure",
    exit_code: 3,
  });
  expect(plain(told)).toContain(
    'Running after script...\n$ echo "after $CI_JOB_STATUS"\nafter failed\n',
  );
  expect(plain(told)).not.toContain("never");
  expect(plain(told)).toMatch(/ERROR: Job failed: exit status 3\n$/);
});
