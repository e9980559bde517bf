import { describe, expect, it } from "vitest";
import { run } from "../support/command.ts";
import { addedLines, edit, keys, read, settingsOf, stackFiles } from "./files.ts";

describe("slipway keys", () => {
  it("makes all that are missing, keeps every line, and tells where the first contact's key goes", async () => {
    const folder = stackFiles({});
    const before = read(folder);
    const { code, stdout, stderr } = await run(["keys", "production"], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(addedLines(read(folder), before)).toEqual([]);
    expect(stdout).toContain("Made in Pulumi.production.yaml");
    expect(stdout).toContain("bootstrap, configurator, observer, fingerprint, shop.");
    expect(stdout).toContain("slipway on prod-1 (127.0.0.1, port 1)");

    const made = settingsOf(folder).keys;
    expect(stdout).toContain(`\n${made.bootstrap.public} slipway production bootstrap\n`);
    const pairs = [made.bootstrap, made.configurator, made.observer, made.deployers.shop!];
    for (const pair of pairs) {
      expect(pair.public).toMatch(/^ssh-ed25519 \S+$/);
      expect(pair.private).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n[^]+-----\n$/);
      expect(stdout).not.toContain(pair.private.split("\n")[3]);
    }
    expect(new Set(pairs.map((pair) => pair.public)).size).toBe(4);
    expect(Buffer.from(made.fingerprint, "base64")).toHaveLength(32);
  });

  it("changes nothing when all are there", async () => {
    const folder = stackFiles();
    const before = read(folder);
    const { code, stdout } = await run(["keys", "production"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain("has all its keys; nothing was changed.");
    expect(stdout).toContain(keys.bootstrap.public);
    expect(read(folder)).toBe(before);
  });

  it("makes a new app's key and leaves the others", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "    shop: #", "    blog: {}\n    shop: #");
    const { code, stdout } = await run(["keys", "production", "--json"], { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      made: ["blog"],
      kept: ["bootstrap", "configurator", "observer", "fingerprint", "shop"],
      bootstrap: keys.bootstrap.public,
    });
  });

  it("makes new ones with --rotate, but not the fingerprints' key", async () => {
    const folder = stackFiles();
    expect((await run(["keys", "production", "--rotate"], { cwd: folder })).code).toBe(0);
    const { keys: made } = settingsOf(folder);
    expect(made.bootstrap.public).not.toBe(keys.bootstrap.public);
    expect(made.deployers.shop?.private).not.toBe(keys.deployers.shop?.private);
    expect(made.fingerprint).toBe(keys.fingerprint);
  });

  it("makes only those that are named", async () => {
    const folder = stackFiles();
    const args = ["keys", "production", "--rotate", "--only", "shop", "fingerprint"];
    expect((await run(args, { cwd: folder })).code).toBe(0);
    const { keys: made } = settingsOf(folder);
    expect(made.bootstrap).toEqual(keys.bootstrap);
    expect(made.deployers.shop?.public).not.toBe(keys.deployers.shop?.public);
    expect(made.fingerprint).not.toBe(keys.fingerprint);
  });

  it.each([
    ["the platform", ["keys", "platform"], "Pulumi.platform.yaml is the platform's"],
    ["an unknown key", ["keys", "production", "--only", "shopp"], "Did you mean `shop`?"],
  ])("refuses %s", async (_, args, sentence) => {
    const folder = stackFiles();
    const before = read(folder);
    const { code, stderr } = await run(args, { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(read(folder)).toBe(before);
  });

  it("refuses another passphrase before it writes", async () => {
    const folder = stackFiles();
    const before = read(folder);
    const env = { PULUMI_CONFIG_PASSPHRASE: "other" };
    const { code, stderr } = await run(["keys", "production", "--rotate"], { cwd: folder, env });
    expect(code).toBe(1);
    expect(stderr).toContain("The passphrase is not the one");
    expect(stderr).not.toMatch(/^ +at /m);
    expect(read(folder)).toBe(before);
  });
});
