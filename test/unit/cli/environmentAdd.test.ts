import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { check, passphraseReader, readStackFiles } from "../../../settings/index.ts";
import { run, testPassphrase } from "./support/command.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";
import type { Keys } from "./support/stackFiles.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await makeTestKeys();
});

const folders: string[] = [];
function stackFiles(): string {
  const folder = writeStackFiles({ keys, after: "staging" });
  folders.push(folder);
  return folder;
}
afterEach(() => folders.splice(0).forEach(removeFolder));

const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");
/** Every file's text; a file that a command left behind shows as well. */
const all = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.startsWith("Pulumi") || name.startsWith("."))
    .map((name) => [name, read(folder, name)]);
const add = (folder: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  run(["environment", "add", ...args], { cwd: folder, env });

describe("slipway environment add", () => {
  it("writes a file like the other's, with keys of its own, and leaves values to be filled in", async () => {
    const folder = stackFiles();
    const { code, stdout, stderr } = await add(folder, ["qa", "--like", "production"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(read(folder, "Pulumi.platform.yaml")).toContain(
      "    production: { branch: main, deploy: manual, after: staging }\n" +
        "    qa: { branch: main, deploy: manual, after: staging }\n",
    );
    const { problems } = check(readStackFiles(folder), (stack) =>
      passphraseReader(read(folder, `Pulumi.${stack}.yaml`), testPassphrase),
    );
    const places = ["slipway:registry.password", "slipway:servers.qa-1.address"];
    places.push("slipway:servers.qa-1.hostKey", "slipway:apps.shop.url");
    places.push("slipway:apps.shop.secrets.DB_PASSWORD");
    expect(problems.map(({ file, path }) => `${file} ${path}`)).toEqual(
      places.map((path) => `Pulumi.qa.yaml ${path}`),
    );
    for (const path of places.slice(1, 4)) expect(stdout).toContain(`\n  ${path}\n`);
    expect(stdout).toContain("\n  npx slipway secret set qa slipway:registry.password\n");
    expect(stdout).toContain("\n  npx slipway secret set qa shop DB_PASSWORD\n");

    const { config } = parse(read(folder, "Pulumi.qa.yaml")) as {
      config: { "slipway:keys": { bootstrap: { public: string } } };
    };
    const bootstrap = config["slipway:keys"].bootstrap.public;
    expect(stdout).toContain(`\n${bootstrap} slipway qa bootstrap\n`);
    expect(bootstrap).not.toBe(keys.bootstrap.public);
    const others = read(folder, "Pulumi.production.yaml");
    for (const [, secret] of read(folder, "Pulumi.qa.yaml").matchAll(/(?:secure|salt): (\S+)/g)) {
      expect(others).not.toContain(secret);
    }
  });

  it("has no problem once it is filled in", async () => {
    const folder = stackFiles();
    await add(folder, ["qa"]);
    const file = join(folder, "Pulumi.qa.yaml");
    const registry = /slipway:registry: .*\n/.exec(read(folder, "Pulumi.qa.yaml"))![0];
    const filled = read(folder, "Pulumi.qa.yaml")
      .replace(registry, "")
      .replace("address:", "address: qa.example.com")
      .replace(
        "hostKey:",
        "hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
      )
      .replace("url:", "url: https://qa.example.com");
    writeFileSync(file, filled);
    const set = ["secret", "set", "qa", "shop", "DB_PASSWORD"];
    expect((await run(set, { cwd: folder, input: "canary-password" })).code).toBe(0);
    const { code, stdout } = await run(["check"], { cwd: folder });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^No problems/) as string,
    });
  });

  it.each([
    [
      "the first environment, without more words",
      ["qa"],
      "staging",
      "{ branch: develop, deploy: automatic }",
    ],
    [
      "the one it comes after",
      ["qa", "--after", "production"],
      "production",
      "{ branch: main, deploy: manual, after: production }",
    ],
    [
      "the one that is named, but for what is said",
      [
        "qa",
        "--like",
        "production",
        "--after",
        "staging",
        "--branch",
        "develop",
        "--deploy",
        "automatic",
      ],
      "production",
      "{ branch: develop, deploy: automatic, after: staging }",
    ],
  ])("is made like %s", async (_, args, like, line) => {
    const folder = stackFiles();
    const { code, stdout } = await add(folder, [...args, "--json"]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { toFillIn: object[] };
    expect(result).toMatchObject({
      file: "Pulumi.qa.yaml",
      like,
      stackInit: "pulumi stack init qa",
    });
    expect(result.toFillIn).toContainEqual({
      path: "slipway:apps.shop.secrets.DB_PASSWORD",
      command: "npx slipway secret set qa shop DB_PASSWORD",
    });
    expect(read(folder, "Pulumi.platform.yaml")).toContain(`    qa: ${line}\n`);
  });

  it("writes the file alone where the platform has the line", async () => {
    const folder = stackFiles();
    const platform = read(folder, "Pulumi.platform.yaml").replace(
      "  slipway:apps:",
      "    qa: { branch: qa, deploy: manual }\n  slipway:apps:",
    );
    writeFileSync(join(folder, "Pulumi.platform.yaml"), platform);
    expect((await add(folder, ["qa", "--branch", "main"])).stderr).toContain("without --branch");
    expect((await add(folder, ["qa"])).code).toBe(0);
    expect(read(folder, "Pulumi.platform.yaml")).toBe(platform);
  });

  it("says all that is wrong at once, and changes nothing", async () => {
    const folder = stackFiles();
    const before = all(folder);
    const args = ["Q a", "--like", "stagin", "--after", "x", "--branch", "a..b"];
    const { code, stdout, stderr } = await add(folder, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    for (const part of [
      "is not a name for an env",
      "Did you mean `staging`?",
      "--after:",
      '"a..b"',
    ]) {
      expect(stderr).toContain(part);
    }
    expect(all(folder)).toEqual(before);
  });

  it.each([
    ["a name that is taken", ["staging"], {}, "Pulumi.staging.yaml is there already."],
    ["a name that Slipway uses", ["platform"], {}, "is a name that Slipway uses itself"],
    ["another passphrase", ["qa"], { PULUMI_CONFIG_PASSPHRASE: "other" }, "The passphrase is not"],
    ["no passphrase", ["qa"], { PULUMI_CONFIG_PASSPHRASE: undefined }, "neither PULUMI_CONFIG"],
  ])("refuses %s, and changes nothing", async (_, args, env, sentence) => {
    const folder = stackFiles();
    const before = all(folder);
    const { code, stderr } = await add(folder, args, env);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(all(folder)).toEqual(before);
  });

  it("refuses what would be a problem, and changes nothing", async () => {
    const folder = stackFiles();
    const file = join(folder, "Pulumi.staging.yaml");
    writeFileSync(
      file,
      read(folder, "Pulumi.staging.yaml").replace("      env:", "      envv: 1\n      env:"),
    );
    const before = all(folder);
    const { code, stderr } = await add(folder, [
      "qa",
      "--after",
      "production",
      "--like",
      "staging",
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain("Made like staging, it would bring");
    expect(stderr).toContain("slipway:apps.shop.envv");
    expect(all(folder)).toEqual(before);
  });

  it("refuses to take a secret of the other's along", async () => {
    const folder = stackFiles();
    const file = join(folder, "Pulumi.staging.yaml");
    writeFileSync(
      file,
      read(folder, "Pulumi.staging.yaml").replace(
        /public: (.*)\n( +)private:\n +secure: (.*)\n/,
        "public: $1\n$2private:\n$2  secure: $3\n$2old: { secure: $3 }\n",
      ),
    );
    const { code, stderr } = await add(folder, ["qa"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the secret in line \d+ would come along/);
  });

  it("asks the other's secrets provider", async () => {
    const folder = stackFiles();
    const file = join(folder, "Pulumi.staging.yaml");
    const marks = "secretsprovider: awskms://alias/slipway\nencryptedkey: abc\n";
    const text = read(folder, "Pulumi.staging.yaml").replace(/^encryptionsalt: .*\n/m, "");
    writeFileSync(file, marks + text);
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const script = join(import.meta.dirname, "support", "fakePulumi.ts");
    writeFileSync(join(bin, "pulumi"), `#!/bin/sh\nexec ${process.execPath} ${script} "$@"\n`);
    chmodSync(join(bin, "pulumi"), 0o755);
    const env = { PATH: `${bin}:${process.env.PATH}`, PULUMI_CONFIG_PASSPHRASE: undefined };
    const { code, stdout, stderr } = await add(folder, ["qa"], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(
      "Next: begin the stack, which alone can decrypt its secrets: " +
        "pulumi stack init qa --secrets-provider 'awskms://alias/slipway'\n",
    );
    const written = read(folder, "Pulumi.qa.yaml");
    expect(written).toContain(marks);
    expect(written).not.toContain("encryptionsalt");
    const asked = read(folder, "pulumi.jsonl");
    expect(asked).toContain('"--stack","staging"');
    expect(asked).not.toContain("PRIVATE");
  });
});
