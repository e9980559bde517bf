import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { run, start } from "./support/command.ts";
import { answer, digest, release, startTestServer, status } from "./support/server.ts";
import type { TestServer } from "./support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let servers: TestServer[];
let folder: string;

beforeAll(async () => {
  const keys = await makeTestKeys();
  servers = await Promise.all([1, 2, 3].map(() => startTestServer(keys)));
  const named = servers.map((server, index) => [`prod-${index + 1}`, server] as const);
  folder = writeStackFiles({ keys, servers: Object.fromEntries(named) });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  removeFolder(folder);
});

it("puts several servers back in the reverse of the order they were deployed in", async () => {
  const former = status(release(41, "1.0.0", digest("a")));
  const serving = answer({ release: release(42, "2.0.0", digest("b")) });
  const failed = answer({ code: 10, outcome: "put back", message: "It failed." });
  const [one, two, three] = servers;
  for (const server of [one!, two!]) {
    server.answer({ status: former, deploy: serving, rollback: serving, allow: serving });
  }
  three!.answer({ status: former, deploy: failed });
  const args = ["deploy", "production", "shop", "--image", digest("b"), "--version", "2.0.0"];
  const { code, stderr } = await run(args, { cwd: folder });
  expect(code).toBe(10);
  const steps = stderr
    .split("\n")
    .flatMap((line) => /^prod-\d: (?:deploying|putting back)/.exec(line) ?? []);
  expect(steps).toEqual([
    "prod-1: deploying",
    "prod-2: deploying",
    "prod-3: deploying",
    "prod-2: putting back",
    "prod-1: putting back",
  ]);
});

it("asks no server any more behind one that failed", async () => {
  const former = status(release(41, "1.0.0", digest("a")));
  const serving = answer({ release: release(42, "2.0.0", digest("b")) });
  const [one, two, three] = servers;
  one!.answer({ status: former, deploy: serving, rollback: serving, allow: serving });
  two!.answer({ status: former, deploy: answer({ code: 10, outcome: "put back" }) });
  three!.answer({ status: former, deploy: serving });
  const args = ["deploy", "production", "shop", "--image", digest("b"), "--version", "2.0.0"];
  const { code, stderr } = await run(args, { cwd: folder });
  expect(code).toBe(10);
  expect(stderr).toContain("prod-3: not touched.");
  expect(three!.asked().map(({ action }) => action)).toEqual(["status"]);
});

it("is done when it is told to stop while the last server switches", async () => {
  const former = status(release(41, "1.0.0", digest("a")));
  const serving = answer({ release: release(42, "2.0.0", digest("b")) });
  const [one, two, three] = servers;
  for (const server of [one!, two!]) server.answer({ status: former, deploy: serving });
  three!.answer({ status: former, deploy: { ...serving, progress: ["switching"], until: "end" } });
  const args = ["deploy", "production", "shop", "--image", digest("b"), "--version", "2.0.0"];
  const { child, output, finished } = start(args, { cwd: folder });
  await vi.waitFor(() => expect(output.stderr).toContain("prod-3: switching"), 30_000);
  child.kill("SIGTERM");
  await vi.waitFor(() => expect(output.stderr).toContain("Stopping: "), 30_000);
  writeFileSync(join(three!.folder, "end"), "");
  expect((await finished).code).toBe(0);
});
