import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  load,
  passphraseReader,
  pathFrom,
  readStackFiles,
  valueAt,
} from "../../../settings/index.ts";
import type { EnvironmentSettings } from "../../../settings/index.ts";
import { providerOf } from "../../../cli/stackFiles/secrets.ts";
import { processesWith, run, start, temporary, testPassphrase } from "./support/command.ts";
import { canaries, makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";
import type { Keys } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let keys: Keys;
beforeAll(async () => {
  keys = await makeTestKeys();
});

const folders: string[] = [];
function stackFiles(options: Parameters<typeof writeStackFiles>[0] = { keys }): string {
  const folder = writeStackFiles(options);
  folders.push(folder);
  return folder;
}
afterEach(() => {
  folders.splice(0).forEach(removeFolder);
  expect(readdirSync(temporary)).toEqual([]);
});

const read = (folder: string, name = "Pulumi.production.yaml") =>
  readFileSync(join(folder, name), "utf8");

function edit(folder: string, name: string, from: string | RegExp, to: string): void {
  const before = read(folder, name);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${name} has no ${String(from)}`);
  writeFileSync(join(folder, name), after);
}

function settingsOf(folder: string, stack = "production"): EnvironmentSettings {
  const reader = passphraseReader(read(folder, `Pulumi.${stack}.yaml`), testPassphrase);
  return load(readStackFiles(folder), stack, reader) as EnvironmentSettings;
}

/** Every line of the one text that the other has not. */
function addedLines(before: string, after: string): string[] {
  const known = new Set(before.split("\n"));
  return after.split("\n").filter((line) => !known.has(line));
}

describe("slipway check", () => {
  it("exits with 0 when all is well", async () => {
    const { code, stdout, stderr } = await run(["check"], { cwd: stackFiles() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe("No problems in the settings of platform, production, staging.\n");
  });

  it("shows all problems of all files at once and exits with 1", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    edit(folder, "Pulumi.staging.yaml", "compose/shop.yaml", "compose/shopp.yaml");
    const { code, stdout } = await run(["check"], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain("slipway:apps.shop.urll");
    expect(stdout).toContain("compose/shopp.yaml");
    expect(stdout).toContain("The settings have 2 problems.");
  });

  it("prints them as JSON", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    const { code, stdout } = await run(["check", "--json"], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ file: "Pulumi.production.yaml", path: "slipway:apps.shop.urll" }],
      notChecked: [],
      elsewhere: 0,
    });
  });

  it("of one stack counts the problems of the others", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    const { code, stdout } = await run(["check", "staging"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain("Other stacks' files have 1 problem: npx slipway check");
  });

  it("keeps an engine from starting on another stack's problems", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    const { code, stdout, stderr } = await run(["preview", "staging"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "slipway: Other stacks' files have a problem, and the files are used together or not at all. " +
        "To see what and where: npx slipway check\n",
    );
  });

  it("keeps an engine from starting on its own, and lists them for a machine", async () => {
    const folder = stackFiles();
    edit(folder, "Pulumi.production.yaml", "url: https://production", "urll: https://production");
    for (const args of [
      ["preview", "production"],
      ["status", "production"],
    ]) {
      const { code, stdout, stderr } = await run([...args, "--json"], { cwd: folder });
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        error: "The settings have 1 problem.",
        problems: [{ file: "Pulumi.production.yaml", path: "slipway:apps.shop.urll" }],
      });
      expect(stderr).toContain("slipway:apps.shop.urll");
    }
  });

  it("tells a warning, and ends well", async () => {
    const folder = stackFiles();
    edit(
      folder,
      "compose/shop.yaml",
      "image: ${IMAGE}",
      "image: ${IMAGE}\n    container_name: shop",
    );
    const { code, stdout } = await run(["check"], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain("No problems in the settings of");
    expect(stdout).toContain("The settings have 1 warning.\n\ncompose/shop.yaml:");
    const json = await run(["check", "--json"], { cwd: folder });
    expect(JSON.parse(json.stdout)).toMatchObject({
      problems: [],
      warnings: [{ rule: "compose.container-name", severity: "warning" }],
    });
  });

  it("says how many values it did not check for want of a passphrase", async () => {
    const env = { PULUMI_CONFIG_PASSPHRASE: undefined };
    const { code, stdout } = await run(["check"], { cwd: stackFiles(), env });
    expect(code).toBe(0);
    const reason = "neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set";
    expect(stdout).toContain(
      `14 secret values not checked:\n  production: ${reason}\n  staging: ${reason}\n`,
    );
  });

  it("says once for each file that the passphrase is another one", async () => {
    const env = { PULUMI_CONFIG_PASSPHRASE: "other" };
    const { code, stdout } = await run(["check"], { cwd: stackFiles(), env });
    expect(code).toBe(1);
    expect(stdout).toContain("The settings have 2 problems.");
    expect(stdout).toContain("check PULUMI_CONFIG_PASSPHRASE");
  });

  it("refuses a stack that is not there and names the likely one", async () => {
    const { code, stderr } = await run(["check", "prodction"], { cwd: stackFiles() });
    expect(code).toBe(1);
    expect(stderr).toContain("Did you mean `production`?");
  });
});

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

const setPassword = ["secret", "set", "production", "shop", "DB_PASSWORD"];

describe("slipway secret set", () => {
  const today = new Date().toISOString().slice(0, 10);

  it("encrypts what comes through a pipe, keeps every comment, and stamps the date", async () => {
    const folder = stackFiles();
    const before = read(folder);
    const input = "canary-new-password\n";
    const { code, stdout, stderr } = await run(setPassword, { cwd: folder, input });
    expect(code).toBe(0);
    expect(stderr).toBe(
      "One newline was taken off the end of the value; --keep-newline keeps it.\n",
    );
    expect(stdout).toContain("DB_PASSWORD of shop is set in Pulumi.production.yaml, encrypted.");
    expect(stdout).toContain("npx slipway preview production");
    expect(settingsOf(folder).apps[0]?.secrets).toEqual({ DB_PASSWORD: "canary-new-password" });
    const after = read(folder);
    expect(after.match(/#.*/g)).toEqual(before.match(/#.*/g));
    const { config } = parse(after) as { config: Record<string, { shop: { rotate: unknown } }> };
    expect(config["slipway:apps"]?.shop.rotate).toMatchObject({ DB_PASSWORD: { changed: today } });
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("keeps every byte of a value, and its newline when asked to", async () => {
    const folder = stackFiles();
    const value = " $HOME \\ \"'`\t# {x: y}\u{1f512}\r\nline two\n";
    const args = ["secret", "set", "production", "shop", "TEXT", "--keep-newline"];
    const { code, stderr } = await run(args, { cwd: folder, input: value });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(settingsOf(folder).apps[0]?.secrets.TEXT).toBe(value);
  });

  it.each([
    ["the registry's password", "production", "slipway:registry.password"],
    ["GitLab's token", "platform", "gitlab:token"],
    ["a pipeline's variable", "production", "slipway:apps.shop.pipeline.variables.SENTRY_TOKEN"],
    ["an app's secret by its path", "production", "slipway:apps.shop.secrets.DB_PASSWORD"],
  ])("sets %s, in place", async (_, stack, path) => {
    const folder = stackFiles();
    const name = `Pulumi.${stack}.yaml`;
    const before = read(folder, name);
    const value = "canary-new-password";
    const { code, stderr } = await run(["secret", "set", stack, path], {
      ...{ cwd: folder, input: value },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const text = read(folder, name);
    const { config } = parse(text) as { config: unknown };
    const sealed = valueAt(config, pathFrom(path)!) as { secure: string };
    expect(passphraseReader(text, testPassphrase)(pathFrom(path)!, sealed.secure)).toBe(value);
    expect(text.match(/#.*/g)).toEqual(before.match(/#.*/g));
    expect(/changed:/.test(text)).toBe(path.includes(".secrets."));
    expect((await run(["check"], { cwd: folder })).code).toBe(0);
  });

  it("works on a file that is not complete yet, and gives it its salt", async () => {
    const folder = stackFiles({});
    const { code } = await run(setPassword, { cwd: folder, input: "canary-new-password" });
    expect(code).toBe(0);
    expect(read(folder)).toMatch(/^encryptionsalt: v1:/m);
  });

  it.each([
    ["an unknown stack", ["prod", "shop", "KEY"], "There is no Pulumi.prod.yaml"],
    ["the platform", ["platform", "shop", "KEY"], "Pulumi.platform.yaml is the platform's"],
    ["an unknown app", ["production", "shopp", "KEY"], "Did you mean `shop`?"],
    ["an app alone", ["production", "shop"], "slipway secret set production <app> <KEY>"],
    ["no path", ["production", "slipway:apps.shop..x"], "alone names no secret"],
    ["a key", ["production", "slipway:keys.observer.private"], "npx slipway keys production"],
    ["a group", ["production", "slipway:registry"], "`slipway:registry.password`"],
    ["what is shown in previews", ["production", "slipway:apps.shop.url"], "was not set"],
    ["a path that settings don't know", ["production", "slipway:registry.pasword"], "`password`"],
    ["a key that is none", ["production", "shop", "DB PASSWORD"], "was not set"],
    ["a key that Slipway sets itself", ["production", "shop", "IMAGE"], "IMAGE"],
    ["a key that stands in `env`", ["production", "shop", "LOG_LEVEL"], "LOG_LEVEL"],
  ])("refuses %s before it reads a value", async (_, place, sentence) => {
    const folder = stackFiles();
    const before = read(folder);
    // Standard input stays open: a command that waited for it would not end.
    const { child, finished } = start(["secret", "set", ...place], { cwd: folder });
    const { code, stdout, stderr } = await finished;
    child.stdin.destroy();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(read(folder)).toBe(before);
  });

  it.each([
    ["nothing", "", "Nothing came in on standard input"],
    ["bytes that are no text", Uint8Array.of(0xff, 0x00), "is not UTF-8 text"],
    ["a NUL", "canary\0value", "was not set"],
    ["what GitLab can't mask, for a pipeline's variable", "short", "was not set"],
  ])("refuses %s and leaves the file alone", async (_, input, sentence) => {
    const folder = stackFiles();
    const before = read(folder);
    const { code, stderr } = await run(setPassword, { cwd: folder, input });
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("canary");
    expect(read(folder)).toBe(before);
  });

  it("shows the value nowhere", async () => {
    const folder = stackFiles();
    const key = `SHOWN_NOWHERE_${process.pid}`;
    const args = ["secret", "set", "production", "shop", key];
    const { child, output, finished } = start(args, { cwd: folder });
    child.stdin.write("canary-shown-");
    await vi.waitFor(() => expect(processesWith([key])).toHaveLength(1));
    expect(processesWith(["canary-shown-", testPassphrase])).toEqual([]);
    child.stdin.end("nowhere");
    expect((await finished).code).toBe(0);
    expect(output.stdout + output.stderr + read(folder)).not.toContain("canary");
  });
});

describe("another secrets provider", () => {
  /** Production's secrets as a key service encrypts them, and the `pulumi` that can ask it. */
  function withProvider() {
    const folder = stackFiles({});
    const file = join(folder, "Pulumi.production.yaml");
    const marks = "secretsprovider: awskms://alias/slipway\nencryptedkey: abc\n";
    writeFileSync(file, marks + read(folder));
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const script = join(import.meta.dirname, "support", "fakePulumi.ts");
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\nexec ${process.execPath} ${script} "$@"\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}`, PULUMI_CONFIG_PASSPHRASE: undefined };
    return { folder, env };
  }

  it("is not taken for granted because a comment speaks of encrypted values", () => {
    expect(providerOf("# every other secure: value\nconfig: {}\n").kind).toBe("passphrase");
    expect(providerOf("config: { slipway:a: { secure: x } }\n").kind).toBe("pulumi");
  });

  it("is asked through Pulumi's CLI, with values on its standard input", async () => {
    const { folder, env } = withProvider();
    expect((await run(["keys", "production"], { cwd: folder, env })).code).toBe(0);
    const input = "canary-new-password\n\n";
    const args = ["secret", "set", "production", "shop", "TEXT"];
    expect((await run(args, { cwd: folder, env, input })).code).toBe(0);

    const sealed = Buffer.from("canary-new-password\n").toString("base64");
    expect(read(folder)).toContain(`secure: ${sealed}`);
    expect(read(folder)).not.toContain("slipway:new");
    const asked = readFileSync(join(folder, "pulumi.jsonl"), "utf8");
    expect(asked).not.toContain("canary");
    expect(asked).not.toContain("PRIVATE");

    const { code, stdout } = await run(["check", "production"], { cwd: folder, env });
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).not.toContain("not checked");
  });

  it("leaves values unchecked when it can't be asked, and says why", async () => {
    const { folder, env } = withProvider();
    expect((await run(["keys", "production"], { cwd: folder, env })).code).toBe(0);
    const script =
      '[ "$1" = version ] && echo v3.230.0 && exit\necho "error: no credentials" >&2\nexit 255\n';
    writeFileSync(join(folder, "bin", "pulumi"), `#!/bin/sh\n${script}`);
    const { code, stdout } = await run(["check", "production"], { cwd: folder, env });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "5 secret values not checked:\n  production: `pulumi config --stack production` says: no credentials\n",
    );
    const refused = await run(["status", "production"], { cwd: folder, env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      "The secrets of Pulumi.production.yaml can't be read: `pulumi",
    );
  });
});

it("the values of the tests' stack files are where the tests look for them", () => {
  const folder = stackFiles();
  expect(settingsOf(folder).apps[0]?.secrets.DB_PASSWORD).toBe(canaries.database);
  expect(settingsOf(folder).registry?.password).toBe(canaries.registry);
});
