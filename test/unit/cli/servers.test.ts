import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { ChangeResult } from "../../../cli/servers/change.ts";
import { processesWith, run, start, temporary } from "./support/command.ts";
import { answer, digest, release, startTestServer, status } from "./support/server.ts";
import type { TestServer } from "./support/server.ts";
import { canaries, makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";
import type { Keys } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let keys: Keys;
let one: TestServer;
let two: TestServer;
/** Production runs on one server, or on both. */
let single: string;
let both: string;

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

const [old, good] = [digest("a"), digest("b")];
const deployShop = ["deploy", "production", "shop", "--image", good, "--version", "2.0.0"];
const refused = old.replace(/^.*@/, "");
const before = release(41, "1.0.0", old);
const after = release(42, "2.0.0", good);

afterEach(() => {
  expect(readdirSync(temporary)).toEqual([]);
});

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

  it("exits with 3 when an app is not healthy, and says why", async () => {
    one.answer({ status: status(after, { healthy: false, message: "answered 503" }) });
    const { code, stdout } = await run(["status", "production"], { cwd: single });
    expect(code).toBe(3);
    expect(stdout).toContain("production shop prod-1: answered 503");
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

describe("a server that must not be trusted", () => {
  it("gets nothing when it shows another host key", async () => {
    const folder = writeStackFiles({
      keys,
      servers: { "prod-1": { ...one, hostKey: two.hostKey } },
    });
    one.answer({ deploy: answer({ release: after }) });
    const { code, stdout, stderr } = await run(deployShop, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("shows another host key than `slipway:servers.prod-1.hostKey`");
    expect(one.asked()).toEqual([]);
    removeFolder(folder);
  });

  it("is told apart when it does not know the key", async () => {
    const others = await makeTestKeys();
    const folder = writeStackFiles({ keys: others, servers: { "prod-1": one } });
    const { code, stderr } = await run(deployShop, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain("does not accept this stack's key for it");
    expect(stderr).toContain("npx slipway up production");
    removeFolder(folder);
  });

  it.each([
    [
      "no JSON",
      { answer: "Welcome!\n", progress: ["motd"] },
      "is not slipway-host (it ended with 0)",
    ],
    ["JSON of another shape", { answer: [1] }, "slipway-host ended with 0 and gave no reason"],
    [
      "nothing, since it is not installed",
      { code: 127 },
      "`npx slipway up production` puts it there",
    ],
  ])("may answer %s", async (_, script, sentence) => {
    one.answer({ deploy: script });
    const { code, stdout, stderr } = await run(deployShop, { cwd: single });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("slipway deploy to one server", () => {
  it("sends the request with the deployer's key and relays progress", async () => {
    const script = { ...answer({ release: after }), progress: ["pulling", "checking\u001b[2J"] };
    one.answer({ deploy: script });
    const cause = ["--author", "ada", "--commit", "abc", "--pipeline", "https://p/1"];
    const args = [...deployShop, ...cause, "--wait", "5"];
    const { code, stdout, stderr } = await run(args, { cwd: single });
    const said = "Servers from Pulumi.production.yaml: prod-1\npulling\nchecking\\x1b[2J\n";
    expect({ code, stderr }).toEqual({ code: 0, stderr: said });
    expect(stdout).toBe("prod-1: It is serving. (release 42, 2.0.0, bbbbbbbbbbbb; 3 s)\n");
    const [asked, ...more] = one.asked();
    expect(more).toEqual([]);
    expect(asked).toMatchObject({ role: "deployer", action: "deploy" });
    expect(asked?.request).toEqual({
      ...{ protocol: 1, app: "shop", image: good, version: "2.0.0", wait: 5 },
      registry: { address: "registry.example.com", user: "puller", password: canaries.registry },
      cause: { author: "ada", commit: "abc", pipeline: "https://p/1" },
    });
  });

  it("never opens the keys that open more than the app", async () => {
    const folder = writeStackFiles({ keys, servers: { "prod-1": one } });
    const file = join(folder, "Pulumi.production.yaml");
    let text = readFileSync(file, "utf8");
    for (const role of ["bootstrap", "configurator", "observer"]) {
      // What can't be decrypted would end the command.
      const secure = new RegExp(`(${role}:\\s+public: .*\\s+private:\\s+secure: v1:)[^\\n]*`);
      expect(text).toMatch(secure);
      text = text.replace(secure, "$1AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    }
    writeFileSync(file, text);
    one.answer({ deploy: answer({ release: after }) });
    expect(await run(deployShop, { cwd: folder })).toMatchObject({ code: 0 });
    const observed = await run(["status", "production"], { cwd: folder });
    expect(observed.code).toBe(1);
    expect(observed.stderr).toContain("slipway:keys.observer.private");
    expect(observed.stderr).not.toContain("slipway:keys.bootstrap.private");
    removeFolder(folder);
  });

  it.each([10, 11, 12, 13, 20, 21, 22])("exits with slipway-host's %d", async (code) => {
    one.answer({ deploy: answer({ code, outcome: "put back", message: "So it is." }) });
    const finished = await run(deployShop, { cwd: single });
    expect(finished.code).toBe(code);
    expect(finished.stdout).toBe("");
    expect(finished.stderr).toContain("prod-1: So it is.");
  });

  it("exits with 2 when slipway-host was cut off, since something may have changed", async () => {
    const cutOff = { code: 1, outcome: "interrupted" as const, message: "Cut off." };
    one.answer({ deploy: answer(cutOff) });
    const { code, stderr } = await run(deployShop, { cwd: single });
    expect(code).toBe(2);
    expect(stderr).toContain("prod-1: Cut off.");
  });

  it("gives a machine the check that failed and the container's last lines", async () => {
    const failure = { check: "health" as const, message: "It answered 503.", log: ["one", "two"] };
    one.answer({
      deploy: answer({ code: 10, outcome: "put back", message: "Put back.", failure }),
    });
    const { stdout } = await run([...deployShop, "--json"], { cwd: single });
    expect(JSON.parse(stdout)).toMatchObject({ servers: [{ answer: { failure } }] });
  });

  it("refuses a tag and names the way to a digest", async () => {
    one.answer({});
    const args = [
      "deploy",
      "production",
      "shop",
      "--image",
      "registry.example.com/acme/shop:2.0.0",
    ];
    const { code, stderr } = await run(args, { cwd: single });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "docker buildx imagetools inspect registry.example.com/acme/shop:2.0.0",
    );
    expect(one.asked()).toEqual([]);
  });

  it.each([
    ["an unknown stack", ["prodution", "shop"], "Did you mean `production`? Stacks: `platform`"],
    ["the platform", ["platform", "shop"], "`platform` is the platform: it has no servers."],
    ["an unknown app", ["production", "shopp"], "Did you mean `shop`? Apps: `shop`."],
  ])("refuses %s", async (_, place, sentence) => {
    const args = ["deploy", ...place, "--image", good];
    const { code, stderr } = await run(args, { cwd: single });
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });
});

describe("slipway deploy to several servers", () => {
  const args = [...deployShop, "--json"];

  it("looks at all, then switches them in the order of settings", async () => {
    one.answer({ status: status(before), deploy: answer({ release: after }) });
    two.answer({ status: status(before), deploy: answer({ release: after }) });
    const { code, stdout } = await run(args, { cwd: both });
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as ChangeResult;
    expect(result.servers.map(({ server, code }) => ({ server, code }))).toEqual([
      { server: "prod-1", code: 0 },
      { server: "prod-2", code: 0 },
    ]);
    expect(one.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
    expect(two.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
  });

  it("changes nothing when one can't be reached", async () => {
    const gone = { ...two, port: 1 };
    const folder = writeStackFiles({ keys, servers: { "prod-1": one, "prod-2": gone } });
    one.answer({ status: status(before), deploy: answer({ release: after }) });
    const { code, stderr } = await run(deployShop, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain("Nothing was changed on any server.");
    expect(one.asked().map(({ action }) => action)).toEqual(["status"]);
    removeFolder(folder);
  });

  it("stops at the first that fails and puts back those before it, without refusing the image", async () => {
    one.answer({
      status: status(before),
      deploy: answer({ release: after }),
      rollback: answer({ release: before }),
      allow: answer({ outcome: "allowed" }),
    });
    two.answer({
      status: status(before),
      deploy: answer({ code: 10, outcome: "put back", message: "It failed." }),
    });
    const { code, stdout, stderr } = await run(deployShop, { cwd: both });
    expect(code).toBe(10);
    expect(stdout).toContain("prod-1: It is serving.");
    expect(stderr).toContain("prod-2: It failed.");
    expect(stderr).toContain(
      "prod-1: put back, because another server failed; release 41 serves (aaaaaaaaaaaa).",
    );
    const asked = one.asked().map(({ action, request }) => [action, request.to ?? request.image]);
    expect(asked).toEqual([
      ["status", undefined],
      ["deploy", good],
      ["rollback", 41],
      ["allow", good],
    ]);
    expect(two.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);
  });

  it("exits with 11 when a server can't be put back", async () => {
    const failed = answer({ code: 11, outcome: "put back failed", message: "It is down." });
    one.answer({ status: status(before), deploy: answer({ release: after }), rollback: failed });
    two.answer({ status: status(before), deploy: answer({ code: 10, outcome: "put back" }) });
    const { code, stdout } = await run(args, { cwd: both });
    expect(code).toBe(11);
    const result = JSON.parse(stdout) as ChangeResult;
    expect(result.servers[0]?.putBack).toMatchObject({ server: "prod-1", code: 11 });
  });

  it("leaves alone what was serving the image already, and what had nothing to go back to", async () => {
    one.answer({ status: status(after), deploy: answer({ outcome: "unchanged", release: after }) });
    two.answer({ status: status(undefined), deploy: answer({ code: 10, outcome: "put back" }) });
    expect((await run(deployShop, { cwd: both })).code).toBe(10);
    expect(one.asked().map(({ action }) => action)).toEqual(["status", "deploy"]);

    one.answer({ status: status(undefined), deploy: answer({ release: after }) });
    two.answer({ status: status(undefined), deploy: answer({ code: 10, outcome: "put back" }) });
    const { code, stderr } = await run(deployShop, { cwd: both });
    expect(code).toBe(10);
    expect(stderr).toContain("prod-1: keeps the new release of shop, since it had none before.");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "lets the switching server finish on %s, then puts back and stops",
    async (signal) => {
      one.answer({
        status: status(before),
        deploy: { ...answer({ release: after }), progress: ["switching"], until: signal },
        rollback: answer({ release: before }),
        allow: answer({ outcome: "allowed" }),
      });
      two.answer({ status: status(before) });
      const { child, output, finished } = start(args, { cwd: both });
      await vi.waitFor(() => expect(output.stderr).toContain("prod-1: switching"), 20_000);
      // A terminal's Ctrl-C goes to every process of the group, ssh too if it were in it.
      if (signal === "SIGINT") process.kill(-child.pid!, signal);
      else child.kill(signal);
      await vi.waitFor(() => expect(output.stderr).toContain("Stopping: "), 20_000);
      writeFileSync(join(one.folder, signal), "");
      const { code, stdout } = await finished;
      expect(code).toBe(signal === "SIGINT" ? 130 : 143);
      const result = JSON.parse(stdout) as ChangeResult;
      expect(result.untouched).toEqual(["prod-2"]);
      expect(result.servers[0]?.putBack).toMatchObject({ server: "prod-1", code: 0 });
      expect(two.asked().map(({ action }) => action)).toEqual(["status"]);
    },
  );

  it("leaves at once on the second signal, and leaves no key behind", async () => {
    const switching = { ...answer({ release: after }), progress: ["switching"], until: "never" };
    one.answer({ status: status(before), deploy: switching });
    two.answer({ status: status(before) });
    const { child, output, finished } = start(args, { cwd: both });
    await vi.waitFor(() => expect(output.stderr).toContain("prod-1: switching"), 20_000);
    child.kill("SIGTERM");
    await vi.waitFor(() => expect(output.stderr).toContain("Stopping: "), 20_000);
    child.kill("SIGTERM");
    expect((await finished).code).toBe(143);
    writeFileSync(join(one.folder, "never"), "");
  });
});

describe("slipway rollback and allow", () => {
  it("goes back to the release asked for", async () => {
    one.answer({ rollback: answer({ release: before }) });
    const args = ["rollback", "production", "shop", "--to", "41"];
    const { code, stdout } = await run(args, { cwd: single });
    expect(code).toBe(0);
    expect(stdout).toContain("prod-1: It is serving. (release 41, 1.0.0, aaaaaaaaaaaa; 3 s)");
    expect(one.asked()).toMatchObject([
      { role: "deployer", action: "rollback", request: { to: 41 } },
    ]);
  });

  it("wants one server for a release's number, since each counts for itself", async () => {
    one.answer({ rollback: answer({ release: before }) });
    two.answer({ rollback: answer({ release: before }) });
    const args = ["rollback", "production", "shop", "--to", "41"];
    const refused = await run(args, { cwd: both });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Say which one with --server");
    expect(one.asked()).toEqual([]);

    expect((await run([...args, "--server", "prod-2"], { cwd: both })).code).toBe(0);
    expect(one.asked()).toEqual([]);
    expect(two.asked()).toHaveLength(1);

    const unknown = await run([...args, "--server", "prod-3"], { cwd: both });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("Its servers: prod-1, prod-2.");
  });

  it("stops at the first server that fails", async () => {
    one.answer({ rollback: answer({ code: 12, outcome: "busy", message: "Busy." }) });
    two.answer({});
    const { code, stderr } = await run(["rollback", "production", "shop"], { cwd: both });
    expect(code).toBe(12);
    expect(stderr).toContain("prod-2: not touched.");
    expect(two.asked()).toEqual([]);
  });

  it("allows an image on every server", async () => {
    one.answer({ allow: answer({ outcome: "allowed", message: "Allowed." }) });
    two.answer({ allow: answer({ outcome: "allowed", message: "Allowed." }) });
    const { code, stdout } = await run(["allow", "production", "shop", good], { cwd: both });
    expect(code).toBe(0);
    expect(stdout).toBe("prod-1: Allowed.\nprod-2: Allowed.\n");
    expect(two.asked()).toMatchObject([{ action: "allow", request: { app: "shop", image: good } }]);
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

describe("secrets", () => {
  it("are in no output and no command line, though the server repeats them", async () => {
    const texts = [
      ...Object.values(canaries),
      "canary-passphrase",
      ...keys.deployers.shop!.private.split("\n").slice(1, -2),
    ];
    const message = `could not log in as puller:${canaries.registry}`;
    const failure = { check: "pull" as const, message, log: [`DB=${canaries.database}`] };
    const failed = answer({ code: 10, outcome: "put back", message, failure });
    one.answer({ deploy: { ...failed, echo: true, progress: ["switching"], until: "seen" } });
    const env = { ANYTHING: `canary-${randomUUID()}` };
    const { output, finished } = start(deployShop, { cwd: single, env });
    await vi.waitFor(() => expect(output.stderr).toContain("switching"), 20_000);
    // The command, ssh, sshd and what it runs are all alive now.
    expect(processesWith(["fakeHost.ts"]).length).toBeGreaterThan(0);
    expect(processesWith(texts)).toEqual([]);
    // What stands in the command's environment, a passphrase say, is not ssh's business.
    expect(processesWith([env.ANYTHING], "environ")).toHaveLength(1);
    writeFileSync(join(one.folder, "seen"), "");
    const { code, stdout, stderr } = await finished;
    expect(code).toBe(10);
    for (const text of texts) expect(stdout + stderr).not.toContain(text);
    expect(stderr).toContain("puller:[redacted]");

    one.answer({ deploy: { ...failed, echo: true } });
    const json = await run([...deployShop, "--json"], { cwd: single });
    for (const text of texts) expect(json.stdout + json.stderr).not.toContain(text);
    expect(json.stdout).toContain("puller:[redacted]");
  });
});
