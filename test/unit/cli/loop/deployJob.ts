import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import type { ChangeFile } from "../../../../cli/loop/changeFile.ts";
import type { ReleaseFile } from "../../../../cli/loop/jobFiles.ts";
import { run } from "../support/command.ts";
import { startTestRegistry, type TestRegistry } from "../support/registry.ts";
import { answer, release, startTestServer, status, type TestServer } from "../support/server.ts";
import { makeTestKeys, type Keys } from "../support/stackFiles.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export let registry: TestRegistry;
export let server: TestServer;
export let keys: Keys;
/** A job's folder. */
export let job: string;
/** The app as its users reach it: the version that it tells, and the status of its other pages. */
export const page: { version: unknown; smoke: number } = { version: "2.0.0", smoke: 200 };
let app: Server;
export let appUrl: string;

export const digest = `sha256:${"b".repeat(64)}`;
export const commit = "c".repeat(40);
export const image = () => `${registry.address}/acme/shop/release@${digest}`;
export const after = () => release(42, "2.0.0", image());
export const before = () => release(41, "1.0.0", image().replaceAll("b", "a"));

beforeAll(async () => {
  registry = await startTestRegistry();
  keys = await makeTestKeys();
  server = await startTestServer(keys);
  job = mkdtempSync(join(tmpdir(), "slipway-test-"));
  app = createServer(({ url }, response) => {
    if (url === "/health") response.end(JSON.stringify({ build: { version: page.version } }));
    else response.writeHead(page.smoke).end();
  }).listen(0, "127.0.0.1");
  await once(app, "listening");
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/health`;
  const file: ReleaseFile = {
    ...{ app: "shop", image: image(), version: "2.0.0", commit, inputs: "d".repeat(64) },
  };
  writeFileSync(join(job, "release.json"), JSON.stringify(file));
});
afterAll(async () => {
  app.close();
  rmSync(job, { recursive: true });
  await server.stop();
  await registry.stop();
});
beforeEach(() => {
  Object.assign(page, { version: "2.0.0", smoke: 200 });
  rmSync(join(job, ".slipway"), { recursive: true, force: true });
});

export function variables(more: Record<string, string> = {}): Record<string, string> {
  const file = (name: string, content: string) => {
    writeFileSync(join(job, name), content, { mode: 0o600 });
    return join(job, name);
  };
  return {
    ...registry.variables,
    CI_JOB_ID: "7",
    SLIPWAY_SERVERS: `${server.user}@127.0.0.1:${server.port}`,
    SLIPWAY_DEPLOYER_KEY: file("key", keys.deployers.shop!.private),
    SLIPWAY_KNOWN_HOSTS: file("hosts", `[127.0.0.1]:${server.port} ${server.hostKey}\n`),
    ...more,
  };
}

export const health = (more: object = {}) => ({
  SLIPWAY_HEALTH: JSON.stringify({
    ...{ url: appUrl, version: ".build.version", smoke: ["/api/v1/status"], within: 1 },
    ...more,
  }),
});
export const deploy = (args: string[] = [], more: Record<string, string> = {}) =>
  run(["deploy", "production", "shop", "--release", "release.json", ...args], {
    cwd: job,
    env: variables(more),
  });
export const actions = () =>
  server.asked().flatMap(({ action }) => (action === "history" ? [] : action));
export const told = () =>
  JSON.parse(readFileSync(join(job, ".slipway", "change.json"), "utf8")) as ChangeFile;

/** The server's answers for a deploy that goes well there. */
export function serves() {
  const cause = { commit: "e".repeat(40) };
  const entry = { at: "2026-11-22T14:03:05Z", app: "shop", action: "deploy", code: 0 };
  const entries = [{ ...entry, outcome: "serving", release: before(), cause, seconds: 3 }];
  server.answer({
    status: status(before()),
    history: { answer: { protocol: 1, code: 0, entries } },
    deploy: answer({ release: after() }),
    rollback: answer({ release: before() }),
    allow: answer({ outcome: "allowed" }),
  });
}
