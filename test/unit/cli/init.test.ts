import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { check, examplePassphrase, passphraseReader } from "../../../settings/index.ts";
import { readStackFiles } from "../../../settings/index.ts";
import { run } from "./support/command.ts";

const repository = join(import.meta.dirname, "../../..");
const folders: string[] = [];

/** A fresh copy of the template, as far as it is the team's. */
function template(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-init-"));
  folders.push(folder);
  for (const name of readdirSync(repository)) {
    if (/^Pulumi.*\.yaml$/.test(name)) cpSync(join(repository, name), join(folder, name));
  }
  cpSync(join(repository, "compose"), join(folder, "compose"), { recursive: true });
  return folder;
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const secret = "canary-own-passphrase";
const answers = ["--gitlab", "gitlab.acme.io", "--project", "acme/web"];
const init = (folder: string, args: string[], passphrase: string | undefined = secret) =>
  run(["init", ...args], { cwd: folder, env: { PULUMI_CONFIG_PASSPHRASE: passphrase } });
const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");
const all = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("."))
    .map((name) => [name, read(folder, name)]);

describe("slipway init", () => {
  it("leaves only what is to be filled in, and nothing that opens with the example's passphrase", async () => {
    const folder = template();
    const { code, stdout, stderr } = await init(folder, answers);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { problems, notChecked } = check(readStackFiles(folder), (stack) =>
      passphraseReader(read(folder, `Pulumi.${stack}.yaml`), secret),
    );
    expect(notChecked).toEqual([]);
    const paths = (stack: string) =>
      problems.filter(({ file }) => file === `Pulumi.${stack}.yaml`).map(({ path }) => path);
    expect(paths("platform")).toEqual([]);
    expect(paths("uat").sort()).toEqual([
      "slipway:apps.web.pipeline.variables.SENTRY_PROPERTIES.value",
      "slipway:apps.web.secrets.DB_PASSWORD",
      "slipway:apps.web.secrets.SMTP__Password",
      "slipway:apps.web.url",
      "slipway:registry.address",
      "slipway:registry.password",
      "slipway:servers.uat-1.address",
      "slipway:servers.uat-1.hostKey",
    ]);
    expect(stdout).toContain("npx slipway secret set staging web DB_PASSWORD");
    expect(stdout).not.toContain(secret);

    const before = all(template()).filter(([name]) => name!.startsWith("Pulumi."));
    const old = before.flatMap(([, text]) => [
      ...text!.matchAll(/(?:secure|salt|public): (\S.*)/g),
    ]);
    for (const stack of ["platform", "staging", "uat", "production"]) {
      const text = read(folder, `Pulumi.${stack}.yaml`);
      for (const [, value] of old) expect(text).not.toContain(value);
      expect(() => passphraseReader(text, examplePassphrase)([], "")).toThrow("passphrase is not");
      expect(text).not.toContain("gitlab.example.com");
    }
  });

  it("names the app, moves its compose file, and sets up other environments", async () => {
    const folder = template();
    const args = [...answers, "--environments", "test", "production", "--json"];
    const { code, stdout } = await init(folder, args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      gitlab: "https://gitlab.acme.io/api/v4/",
      app: "web",
      files: ["Pulumi.platform.yaml", "Pulumi.production.yaml", "Pulumi.test.yaml"],
      removed: ["Pulumi.staging.yaml", "Pulumi.uat.yaml"],
      compose: "compose/web.yaml",
    });
    const { config } = parse(read(folder, "Pulumi.platform.yaml")) as {
      config: Record<string, unknown>;
    };
    expect(config["slipway:environments"]).toEqual({
      test: { branch: "develop", deploy: "automatic" },
      production: { branch: "main", deploy: "manual", after: "test" },
    });
    expect(config["slipway:apps"]).toMatchObject({ web: { project: "acme/web" } });
    expect(existsSync(join(folder, "compose/shop.yaml"))).toBe(false);
    expect(read(folder, "Pulumi.test.yaml")).toContain("compose: compose/web.yaml");
    expect(readdirSync(folder).sort()).toEqual([
      ...["Pulumi.platform.yaml", "Pulumi.production.yaml", "Pulumi.test.yaml"],
      ...["Pulumi.yaml", "compose"],
    ]);
  });

  it("takes the passphrase from standard input where no variable says it", async () => {
    const folder = template();
    const env = { PULUMI_CONFIG_PASSPHRASE: undefined };
    const { code } = await run(["init", ...answers], { cwd: folder, env, input: `${secret}\n` });
    expect(code).toBe(0);
    const text = read(folder, "Pulumi.staging.yaml");
    expect(() => passphraseReader(text, secret)([], "")).toThrow("The secret is damaged");
  });

  it("says all that is wrong with the answers at once, and changes nothing", async () => {
    const folder = template();
    const before = all(folder);
    const args = ["--gitlab", "a b", "--app", "Web", "--environments", "test", "test", "bin"];
    const { code, stdout, stderr } = await init(folder, args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    for (const part of [
      "--project is missing",
      "--gitlab:",
      '"Web"',
      "`test` stands twice",
      '"bin"',
    ]) {
      expect(stderr).toContain(part);
    }
    expect(all(folder)).toEqual(before);
  });

  it.each([
    ["the example's passphrase", examplePassphrase, "which is published"],
    ["an empty passphrase", "", "The passphrase is empty"],
  ])("refuses %s, and changes nothing", async (_, passphrase, sentence) => {
    const folder = template();
    const before = all(folder);
    const { code, stderr } = await init(folder, answers, passphrase);
    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
    expect(all(folder)).toEqual(before);
  });

  it("refuses a repository that is somebody's own, and changes nothing", async () => {
    const folder = template();
    await init(folder, answers);
    const before = all(folder);
    const { code, stderr } = await init(folder, answers);
    expect(code).toBe(1);
    expect(stderr).toContain("This repository is somebody's own already: Pulumi.platform.yaml,");
    expect(all(folder)).toEqual(before);
  });

  it.each([
    ["another secrets provider", (text: string) => `${text}secretsprovider: awskms://alias/x\n`],
    ["a secret of Pulumi Cloud's", (text: string) => text.replace(/^encryptionsalt.*\n/m, "")],
  ])("refuses one with %s", async (_, change) => {
    const folder = template();
    const file = join(folder, "Pulumi.uat.yaml");
    writeFileSync(file, change(read(folder, "Pulumi.uat.yaml")));
    const { code, stderr } = await init(folder, answers);
    expect(code).toBe(1);
    expect(stderr).toContain("Pulumi.uat.yaml is not encrypted with the example's passphrase");
  });

  it("refuses one whose compose file has gone", async () => {
    const folder = template();
    renameSync(join(folder, "compose/shop.yaml"), join(folder, "compose/other.yaml"));
    expect((await init(folder, answers)).stderr).toContain("compose/shop.yaml is not there");
  });
});
