import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Change, ChangeResult, Outcome } from "../../../../cli/servers/change.ts";
import { passWatches } from "../../../../cli/servers/passWatches.ts";
import type { HistoryEntry } from "../../../../host/protocol.ts";
import { run } from "../support/command.ts";
import { answer, digest, release, startTestServer, status } from "../support/server.ts";
import type { TestServer } from "../support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles, type Keys } from "../support/stackFiles.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const good = digest("b");
const deploy = ["deploy", "production", "shop", "--image", good, "--version", "2.0.0"];
const old = release(41, "1.0.0", digest("a"));
const fresh = release(42, "2.0.0", good);
const before = status(old);
const serving = answer({ release: fresh, watch: 1 });
const watched = status(fresh, { watch: { release: 42, seconds: 1 } });
const passed = status(fresh);
const rolledBack = answer({ release: release(43, "1.0.0", digest("a")) });

function history(...entries: Partial<HistoryEntry>[]) {
  return { answer: { protocol: 1, code: 0, entries } };
}
const failed = history({
  action: "deploy",
  code: 10,
  outcome: "put back",
  message: "Release 42 failed its health check while it was watched.",
  release: old,
  failure: { check: "health", message: "It answered 503.", release: fresh },
});

describe("slipway deploy --watch", () => {
  let servers: [TestServer, TestServer];
  let folder: string;
  let keys: Keys;
  const actions = (server: TestServer) => server.asked().map(({ action }) => action);

  beforeAll(async () => {
    keys = await makeTestKeys();
    servers = await Promise.all([startTestServer(keys), startTestServer(keys)]);
    const named = { "prod-1": servers[0], "prod-2": servers[1] };
    folder = writeStackFiles({ keys, servers: named });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    removeFolder(folder);
  });
  beforeEach(() => {
    const well = { deploy: serving, rollback: rolledBack, allow: rolledBack, history: failed };
    for (const server of servers) {
      server.answer({ ...well, status: [before, watched, watched, passed] });
    }
  });

  it("waits until every server has seen enough of it", async () => {
    const { code, stdout, stderr } = await run([...deploy, "--watch"], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("prod-2: It is serving. (release 42, 2.0.0, ");
    expect(stdout).toContain("; 3 s; watched for 1 s)");
    for (const server of servers) {
      expect(actions(server)).toEqual(["status", "deploy", "status", "status", "status"]);
    }
  });

  it("waits for nothing without it", async () => {
    expect((await run(deploy, { cwd: folder })).code).toBe(0);
    for (const server of servers) expect(actions(server)).toEqual(["status", "deploy"]);
  });

  it("puts all back, where one server did so by itself", async () => {
    const well = { deploy: serving, rollback: rolledBack, allow: rolledBack, history: failed };
    servers[0].answer({ ...well, status: [before, watched, status(old)] });
    servers[1].answer({ ...well, status: [before, watched] });
    const { code, stdout } = await run([...deploy, "--watch", "--json"], { cwd: folder });
    expect(code).toBe(10);
    const [one, two] = (JSON.parse(stdout) as ChangeResult).servers;
    expect(one).toMatchObject({
      code: 10,
      answer: {
        outcome: "put back",
        message: "Release 42 failed its health check while it was watched.",
        release: { number: 41 },
        failure: { check: "health", release: { number: 42 } },
      },
    });
    expect(one).not.toHaveProperty("putBack");
    expect(two).toMatchObject({ code: 0, putBack: { code: 0 } });
    expect(actions(servers[0])).not.toContain("rollback");
    expect(servers[1].asked().find(({ action }) => action === "rollback")?.request).toMatchObject({
      to: 41,
    });
  });

  it("is waited for between waves: where one puts it back, no other begins", async () => {
    const well = { deploy: serving, history: failed };
    servers[0].answer({ ...well, status: [before, watched, status(old)] });
    const waves = ["--waves", "1,100%"];
    const { code, stderr } = await run([...deploy, "--watch", ...waves], { cwd: folder });
    expect(code).toBe(10);
    expect(stderr).toContain("prod-2: not touched.");
    expect(actions(servers[1])).toEqual(["status"]);
  });

  it("is waited for between waves: where it is well, the next begins", async () => {
    const { code } = await run([...deploy, "--watch", "--waves", "1,100%"], { cwd: folder });
    expect(code).toBe(0);
    expect(actions(servers[1]).slice(0, 2)).toEqual(["status", "deploy"]);
  });

  it("takes a later change for the end of it", async () => {
    // That is watched as well, which is no business of this one.
    const watch = { release: 43, seconds: 60 };
    const later = status(release(43, "3.0.0", digest("c")), { watch });
    const failure = { check: "health" as const, message: "It answered 503.", release: old };
    const former = history({ action: "deploy", code: 10, outcome: "put back", failure });
    for (const server of servers) {
      server.answer({ deploy: serving, history: former, status: [before, watched, later] });
    }
    const { code, stderr } = await run([...deploy, "--watch"], { cwd: folder });
    expect(code).toBe(0);
    expect(stderr).toContain("prod-1: another change has ended the watch of release 42.");
  });

  it("is left to the servers by whoever is told to stop: none is asked any more", async () => {
    const change = { app: "shop", hosts: [{ server: { name: "prod-1" } }] } as unknown as Change;
    const outcome = { server: "prod-1", code: 0, answer: { release: fresh, watch: 1 } } as Outcome;
    expect(await passWatches(change, [outcome], () => true)).toBe(true);
  });

  it("goes on where a server can't be asked for a moment", async () => {
    const strange = { code: 1, answer: "no JSON" };
    for (const server of servers) {
      server.answer({ deploy: serving, status: [before, strange, watched, passed] });
    }
    expect((await run([...deploy, "--watch"], { cwd: folder })).code).toBe(0);
  });

  it("leaves a job its last minute", async () => {
    for (const server of servers) server.answer({ deploy: serving, status: [before, watched] });
    const started = new Date(Date.now() - 40_000).toISOString();
    const variables = { CI_JOB_TIMEOUT: "99", CI_JOB_STARTED_AT: started };
    const { code, stderr } = await run([...deploy, "--watch"], { cwd: folder, env: variables });
    expect(code).toBe(0);
    expect(stderr).toContain("prod-1: goes on watching release 42, and nobody waits for it");
  });

  it("has servers watch for as long as a job's SLIPWAY_WATCH says, and tells what is wrong there", async () => {
    const [{ port, hostKey, user, folder: place }] = servers;
    const file = (name: string, content: string) => {
      writeFileSync(join(place, name), content, { mode: 0o600 });
      return join(place, name);
    };
    const env = {
      SLIPWAY_SERVERS: `${user}@127.0.0.1:${port}`,
      SLIPWAY_KNOWN_HOSTS: file("known_hosts", `[127.0.0.1]:${port} ${hostKey}\n`),
      SLIPWAY_DEPLOYER_KEY: file("key", keys.deployers.shop!.private),
      SLIPWAY_WATCH: "90",
    };
    expect((await run(deploy, { cwd: folder, env })).code).toBe(0);
    const watchOf = () => servers[0].asked().find(({ action }) => action === "deploy")?.request;
    expect(watchOf()).toMatchObject({ watch: 90 });
    // An `up` of before has written none.
    servers[0].answer({ deploy: serving, status: before });
    expect((await run(deploy, { cwd: folder, env: { ...env, SLIPWAY_WATCH: "" } })).code).toBe(0);
    expect(watchOf()).not.toHaveProperty("watch");
    const { code, stderr } = await run(deploy, {
      cwd: folder,
      env: { ...env, SLIPWAY_WATCH: "90s" },
    });
    expect(code).toBe(1);
    expect(stderr).toContain("SLIPWAY_WATCH: It must be a number of seconds.");
  });
});
