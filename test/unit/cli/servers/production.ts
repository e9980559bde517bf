import { readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { temporary } from "../support/command.ts";
import { digest, release, startTestServer } from "../support/server.ts";
import type { TestServer } from "../support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import type { Keys } from "../support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

export let keys: Keys;
export let one: TestServer;
export let two: TestServer;

/** Production runs on one server, or on both. */
export let single: string;
export let both: string;

beforeAll(async () => {
  keys = await makeTestKeys();
  [one, two] = await Promise.all([startTestServer(keys), startTestServer(keys)]);
  single = writeStackFiles({ keys, servers: { "prod-1": one } });
  both = writeStackFiles({ keys, servers: { "prod-1": one, "prod-2": two } });
});

afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  removeFolder(single);
  removeFolder(both);
});

export const [old, good] = [digest("a"), digest("b")];
export const deployShop = ["deploy", "production", "shop", "--image", good, "--version", "2.0.0"];
export const refused = old.replace(/^.*@/, "");
export const before = release(41, "1.0.0", old);
export const after = release(42, "2.0.0", good);

afterEach(() => {
  expect(readdirSync(temporary)).toEqual([]);
});
