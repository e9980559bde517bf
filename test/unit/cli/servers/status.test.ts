import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StatusAnswer } from "../../../../host/protocol.ts";
import { run } from "../support/command.ts";
import { status } from "../support/server.ts";
import { removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import { after, both, good, keys, old, one, refused, single, two } from "./production.ts";

describe("slipway status", () => {
  it("asks with the observer's key and shows a table", async () => {
    one.answer({ status: status(after) });
    const { code, stdout, stderr } = await run(["status", "production"], { cwd: single });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "environment  app   server  address                         version  digest        health   since",
        "production   shop  prod-1  https://production.example.com  2.0.0    bbbbbbbbbbbb  healthy  2026-11-22 14:03 UTC",
        "",
      ].join("\n"),
    );
    expect(one.asked()).toMatchObject([{ role: "observer", action: "status" }]);
  });

  it("prints JSON, finds the stack files above, and says what waits and what is refused", async () => {
    one.answer({ status: status(after, { applied: "newer", refused: [refused] }) });
    const cwd = join(single, "compose");
    const { code, stdout } = await run(["status", "production", "--json"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      rows: [
        {
          ...{ environment: "production", app: "shop", server: "prod-1", health: "healthy" },
          ...{ address: "https://production.example.com", version: "2.0.0", image: good },
          ...{ release: 42, since: after.since, waiting: true, refused: [refused], code: 0 },
        },
      ],
    });
  });

  it("tells what is wrong with the stack files once, and shows no rows", async () => {
    const broken = writeStackFiles({ keys, servers: { "prod-1": one } });
    const file = join(broken, "Pulumi.production.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("compose:", "compos:"));
    const { code, stdout, stderr } = await run(["status"], { cwd: broken });
    removeFolder(broken);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.match(/did you mean `compose`/g)).toHaveLength(1);
    expect(stderr).toContain("Pulumi.production.yaml:");
  });

  it("says once for each server that a hand has changed the environment's keys there", async () => {
    const keys = "/home/slipway/.ssh/authorized_keys is not as `up` has written it: 1 missing.";
    one.answer({ status: { answer: { ...(status(after).answer as StatusAnswer), keys } } });
    const { code, stdout } = await run(["status", "production"], { cwd: single });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n").slice(2)).toEqual([
      "",
      `production prod-1: ${keys} The next slipway up puts that back`,
    ]);
    const told = await run(["status", "production", "--json"], { cwd: single });
    expect(JSON.parse(told.stdout)).toMatchObject({ rows: [{ keys }] });
  });

  it("exits with 3 when an app is not healthy, and says why", async () => {
    one.answer({ status: status(after, { healthy: false, message: "answered 503" }) });
    const { code, stdout } = await run(["status", "production"], { cwd: single });
    expect(code).toBe(3);
    expect(stdout).toContain("production shop prod-1: answered 503");
  });

  it("says what runs by hand, what was deployed last, and that deploys are refused", async () => {
    const byHand = { image: old, since: "2026-11-23T09:30:00Z", release: 41 };
    one.answer({ status: status(after, { byHand, healthy: false, message: "another version" }) });
    const { stdout } = await run(["status", "production"], { cwd: single });
    expect(stdout).toMatch(/prod-1 .*\.com +aaaaaaaaaaaa +not healthy +2026-11-23 09:30 UTC\n/);
    expect(stdout).toContain("production shop prod-1: another version\n");
    expect(stdout).toContain(
      "production shop prod-1: aaaaaaaaaaaa runs there since 2026-11-23 09:30 UTC, started by hand; " +
        "what was deployed last is release 42, 2.0.0, bbbbbbbbbbbb. Other images are refused: ",
    );
    const json = await run(["status", "production", "--json"], { cwd: single });
    expect(JSON.parse(json.stdout)).toMatchObject({ rows: [{ release: 42, image: good, byHand }] });
  });

  it("shows what is not deployed, and what is not in the settings", async () => {
    const blog = { app: "blog", healthy: true, services: [], refused: [], release: after };
    one.answer({ status: { answer: { protocol: 1, code: 0, apps: [blog] } } });
    const { code, stdout } = await run(["status", "production"], { cwd: single });
    expect(code).toBe(0);
    expect(stdout).toContain("production shop prod-1: not on this server yet");
    expect(stdout).toContain("production blog prod-1: on the server, but not in the settings");
  });

  it("has a row for a server that can't be reached, beside those that can, and exits with 2", async () => {
    const gone = { ...two, port: 1 };
    const folder = writeStackFiles({ keys, servers: { "prod-1": one, "prod-9": gone } });
    one.answer({ status: status(after) });
    const { code, stdout } = await run(["status", "production"], { cwd: folder });
    expect(code).toBe(2);
    expect(stdout).toMatch(/prod-1 .* healthy/);
    expect(stdout).toMatch(/prod-9 .* unreachable/);
    expect(stdout).toContain("port 1) cannot be reached: connect to host 127.0.0.1 port 1");
    removeFolder(folder);
  });

  it("asks every environment when none is named", async () => {
    one.answer({ status: status(after) });
    const { code, stdout } = await run(["status", "--json"], { cwd: single });
    expect(code).toBe(2);
    const { rows } = JSON.parse(stdout) as { rows: { environment: string; health: string }[] };
    expect(rows.map((row) => `${row.environment} ${row.health}`)).toEqual([
      "staging unreachable",
      "production healthy",
    ]);
  });
});

describe("slipway history", () => {
  const entry = (at: string, change: object = {}) => ({
    ...{ at, app: "shop", action: "deploy", code: 0, outcome: "serving", release: after },
    ...{ cause: { author: "ada" }, seconds: 3, ...change },
  });
  const entries = (...list: object[]) => ({ answer: { protocol: 1, code: 0, entries: list } });

  it("puts the servers' entries together, newest first", async () => {
    const failed = { code: 10, outcome: "put back", failure: { check: "health", message: "503" } };
    one.answer({ history: entries(entry("2026-11-20T10:00:00Z")) });
    two.answer({ history: entries(entry("2026-11-21T10:00:00Z", failed)) });
    const args = ["history", "production", "shop", "--last", "7"];
    const { code, stdout } = await run(args, { cwd: both });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        "at                    app   server  action  outcome            release  version  digest        by",
        "2026-11-21 10:00 UTC  shop  prod-2  deploy  put back (health)  42       2.0.0    bbbbbbbbbbbb  ada",
        "2026-11-20 10:00 UTC  shop  prod-1  deploy  serving            42       2.0.0    bbbbbbbbbbbb  ada",
        "",
      ].join("\n"),
    );
    expect(one.asked()).toMatchObject([{ role: "observer", request: { app: "shop", last: 7 } }]);
  });

  it("says what failed, by its version or its digest, and what was put in order", async () => {
    const failure = { check: "health", message: "503" };
    const tried = { number: 43, image: `shop@sha256:${"c".repeat(64)}`, configuration: "1" };
    const failed = (release: object) => ({
      ...{ code: 10, outcome: "put back", failure: { ...failure, release } },
    });
    one.answer({
      history: entries(
        entry("2026-11-20T10:00:00Z", failed({ ...tried, version: "3.0.0" })),
        entry("2026-11-21T10:00:00Z", failed(tried)),
        entry("2026-11-22T10:00:00Z", { outcome: "mended", message: "switching.json was empty." }),
      ),
    });
    two.answer({ history: entries() });
    const { stdout } = await run(["history", "production", "shop"], { cwd: both });
    const outcomes = stdout.split("\n").map((line) => line.split(/ {2,}/)[4]);
    expect(outcomes.slice(1, 4)).toEqual([
      "mended: switching.json was empty.",
      "put back (health of cccccccccccc)",
      "put back (health of 3.0.0)",
    ]);
  });

  it("shows what it has and exits with 2 when a server can't be reached", async () => {
    const gone = { ...two, port: 1 };
    const folder = writeStackFiles({ keys, servers: { "prod-1": one, "prod-2": gone } });
    one.answer({ history: entries(entry("2026-11-20T10:00:00Z")) });
    const { code, stdout, stderr } = await run(["history", "production", "--json"], {
      cwd: folder,
    });
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      entries: [{ server: "prod-1", at: "2026-11-20T10:00:00Z" }],
      unreachable: [{ server: "prod-2" }],
    });
    expect(stderr).toContain("slipway: prod-2");
    removeFolder(folder);
  });
});
