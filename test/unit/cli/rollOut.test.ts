import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { run } from "./support/command.ts";
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
