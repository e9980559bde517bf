import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { processesWith, run, start } from "../support/command.ts";
import { answer } from "../support/server.ts";
import { canaries, makeTestKeys, removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import { after, deployShop, good, keys, one, single, two } from "./production.ts";

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

  it("names no release as serving where something runs by hand", async () => {
    const byHand = { image: good, since: "2026-11-23T09:30:00Z" };
    const closed = { code: 13, outcome: "refused" as const, message: "Closed: it runs by hand." };
    one.answer({ deploy: answer({ ...closed, release: after, byHand }) });
    const { code, stderr } = await run(deployShop, { cwd: single });
    expect(code).toBe(13);
    expect(stderr).toMatch(/prod-1: Closed: it runs by hand\.\n$/);
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
