import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Bench, plain, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
beforeEach(() => (bench.gitlab.intercept = () => undefined));
afterAll(() => bench.close());

it("masks what a script prints in pieces, and sends it so", async () => {
  const secret = "hunter2-hunter2";
  const script = ["printf hunter2-; sleep 0.1; printf hunter2; echo ' glpat-abc'", 'echo "$KEY"'];
  const variables = [{ key: "KEY", value: secret, masked: true }];
  const told = await bench.done(bench.job(script, { variables }));
  expect(plain(told)).toContain("[MASKED] glpat-[MASKED]\n");
  expect(plain(told)).toContain('$ echo "$KEY"\n[MASKED]\n');
  expect(told.trace.toString()).not.toContain("hunter2-hunter2");
});

it("sends a trace while the job runs", async () => {
  const gate = `${bench.folder}/gate`;
  const told = bench.gitlab.enqueue(
    bench.job(["echo early", `until [ -e ${gate} ]; do sleep 0.02; done`, "echo late"]),
  );
  await bench.until(() => told.trace.includes("early\n"));
  expect(told.end).toBeUndefined();
  bench.touch(gate);
  await bench.until(() => told.end !== undefined);
  expect(plain(told)).toContain("late\n");
});

it("keeps the pace that GitLab asks for", async () => {
  bench.gitlab.interval = "600";
  const before = bench.gitlab.requests.length;
  const told = bench.gitlab.enqueue(bench.job(["for n in $(seq 40); do echo x; sleep 0.05; done"]));
  await bench.until(() => told.end !== undefined);
  bench.gitlab.interval = undefined;
  const patches = bench.gitlab.requests.slice(before).filter((line) => line.startsWith("PATCH"));
  // The first, before GitLab had said so, and the rest at the end.
  expect(patches).toHaveLength(2);
});

it("goes on where GitLab's copy of the trace ends", async () => {
  const gate = `${bench.folder}/gate-416`;
  const told = bench.gitlab.enqueue(
    bench.job(["echo early", `until [ -e ${gate} ]; do sleep 0.02; done`]),
  );
  await bench.until(() => told.trace.includes("early\n"));
  const lost = told.trace.subarray(-20);
  told.trace = told.trace.subarray(0, -20);
  bench.touch(gate);
  await bench.until(() => told.end !== undefined);
  expect(told.end).toMatchObject({ state: "success" });
  expect(told.trace.includes(lost)).toBe(true);
  expect(plain(told)).toMatch(/early\n[^]*Job succeeded\n$/);
});

it("sends the whole trace again where GitLab's copy has another checksum", async () => {
  const gate = `${bench.folder}/gate-412`;
  const told = bench.gitlab.enqueue(
    bench.job(["echo early", `until [ -e ${gate} ]; do sleep 0.02; done`]),
  );
  await bench.until(() => told.trace.includes("early\n"));
  told.trace = Buffer.from(told.trace.toString().replace("early", "wrong"));
  bench.touch(gate);
  await bench.until(() => told.end !== undefined);
  expect(plain(told)).toContain("early\n");
  expect(plain(told)).not.toContain("wrong");
});

it("asks again where GitLab is busy or away", async () => {
  let failures = 3;
  bench.gitlab.intercept = ({ method, url }) => {
    const asked = method === "PUT" || url?.includes("/trace");
    return asked && failures-- > 0 ? { status: 503 } : undefined;
  };
  const told = await bench.done(bench.job(["echo hello"]));
  expect(told.end).toMatchObject({ state: "success" });
  expect(failures).toBeLessThan(0);
});

it("asks once more where GitLab has not put the trace together yet", async () => {
  let pending = 1;
  bench.gitlab.intercept = ({ method }) =>
    method === "PUT" && pending-- > 0 ? { status: 202 } : undefined;
  expect((await bench.done(bench.job(["true"]))).end).toMatchObject({ state: "success" });
});

it("keeps 4 MiB of a trace, says so, and lets the job go on", async () => {
  const told = await bench.done(bench.job(["head -c 5000000 /dev/zero | tr '\\0' x", "true"]));
  expect(told.end).toMatchObject({ state: "success" });
  const end = "more output will be collected.\x1b[0;m\n";
  expect(told.trace.length).toBeLessThan(4 * 1024 * 1024 + 200);
  expect(told.trace.toString().endsWith(end)).toBe(true);
});
