import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bench, plain, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.close());

it("ends a job at once that GitLab has canceled, and what it started", async () => {
  const file = `${bench.folder}/aborted`;
  const told = bench.gitlab.enqueue(
    bench.job([`(trap '' TERM; sleep 600) & echo $! > ${file}`, "echo begun", "sleep 600"], {
      after: [`touch ${file}.after`],
    }),
  );
  await bench.until(() => told.trace.includes("begun\n"));
  told.status = "canceled";
  // The runner is free for the next one.
  const next = await bench.done(bench.job(["true"]));
  expect(next.end).toMatchObject({ state: "success" });
  expect(existsSync(`${file}.after`)).toBe(false);
  expect(bench.alive(file)).toBe(false);
});

it("lets after_script run where a person cancels, and says that it was canceled", async () => {
  const told = bench.gitlab.enqueue(
    bench.job(["echo begun", "sleep 600"], { after: ['echo "after $CI_JOB_STATUS"'] }),
  );
  await bench.until(() => told.trace.includes("begun\n"));
  told.status = "canceling";
  await bench.until(() => told.end !== undefined);
  expect(plain(told)).toContain("WARNING: script canceled externally (UI, API)\n");
  expect(plain(told)).toContain("after canceled\n");
  expect(plain(told)).toMatch(/ERROR: Job failed: canceled\n$/);
  expect(told.end).toMatchObject({ state: "failed", failure_reason: "unknown_failure" });
});

it("ends a job that takes longer than it may", async () => {
  const told = await bench.done(bench.job(["sleep 600"], { timeout: 1, after: ["echo never"] }));
  expect(told.end).toMatchObject({ state: "failed", failure_reason: "job_execution_timeout" });
  expect(plain(told)).toMatch(/ERROR: Job failed: execution took longer than 1s seconds\n$/);
  expect(plain(told)).not.toContain("never");
});

it("ends a script after its own time, and runs after_script", async () => {
  const variables = [{ key: "RUNNER_SCRIPT_TIMEOUT", value: "1s" }];
  const after = ['echo "after $CI_JOB_STATUS"'];
  const told = await bench.done(bench.job(["sleep 600"], { variables, after }));
  expect(told.end).toMatchObject({ state: "failed", failure_reason: "job_execution_timeout" });
  expect(plain(told)).toContain("after timedout\n");
  expect(plain(told)).toContain("ERROR: Job failed: script timeout: context deadline exceeded\n");
});

it("ends what a job leaves running, in a session of its own too", async () => {
  const file = `${bench.folder}/left`;
  const left = `setsid sh -c 'echo $$ > ${file}; exec sleep 600' > /dev/null 2>&1 &`;
  await bench.done(bench.job([left, `until [ -s ${file} ]; do sleep 0.02; done`]));
  await bench.done(bench.job(["true"]));
  expect(bench.alive(file)).toBe(false);
});

it("fails its jobs when it has to go", async () => {
  const going = await startBench();
  try {
    const told = going.gitlab.enqueue(
      going.job(["echo begun", "sleep 600"], { reasons: ["runner_interrupted"] }),
    );
    await going.until(() => told.trace.includes("begun\n"));
    await going.stop();
    expect(told.end).toMatchObject({ state: "failed", failure_reason: "runner_interrupted" });
    expect(plain(told)).toContain("ERROR: Job failed: aborted: terminated\n");
  } finally {
    await going.close();
  }
});
