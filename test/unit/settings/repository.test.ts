import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { check, passphraseReader, readStackFiles } from "../../../settings/index.ts";
import type { EnvironmentSettings } from "../../../settings/index.ts";
import { written } from "../../../settings/write/generated.ts";

const repository = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(repository, path), "utf8");
const files = readStackFiles(repository);
const stacks = [...files.stacks].map(([stack, file]) => ({ stack, text: file.text ?? "" }));

describe("the repository's own stack files", () => {
  // The comment at the top of each environment's file publishes it.
  const passphrase = /PULUMI_CONFIG_PASSPHRASE=(\S+?)\./.exec(read("Pulumi.staging.yaml"))?.[1];
  const checked = check(files, (stack) =>
    passphraseReader(files.stacks.get(stack)?.text ?? "", passphrase ?? ""),
  );

  it("have no problem, and every value opens with the published passphrase", () => {
    expect(checked.problems).toEqual([]);
    expect(checked.notChecked).toEqual([]);
    expect([...checked.settings.keys()]).toEqual(["platform", "production", "staging", "uat"]);
  });

  it("give each environment a database password of its own", () => {
    const passwords = ["staging", "uat", "production"].map((stack) => {
      const { apps } = checked.settings.get(stack) as EnvironmentSettings;
      return apps[0]?.secrets.DB_PASSWORD;
    });
    expect(new Set(passwords).size).toBe(3);
  });

  it.each(stacks)("begin with their editors' schema: $stack", ({ stack, text }) => {
    const kind = stack === "platform" ? "platform" : "environment";
    expect(text.split("\n")[0]).toBe(
      `# yaml-language-server: $schema=./settings/${kind}.schema.json`,
    );
  });

  it.each(stacks)("have a salt, so that Pulumi does not write them anew: $stack", ({ text }) => {
    expect(parse(text)).toHaveProperty("encryptionsalt");
  });
});

describe("what follows from the schema", () => {
  it.each(Object.entries(written()))("is as `npm run settings` writes it: %s", (path, text) => {
    expect(read(path), "run `npm run settings`").toBe(text);
  });
});

describe("the editors' schema", () => {
  const ajv = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true });
  const compile = (kind: string) =>
    ajv.compile(JSON.parse(read(`settings/${kind}.schema.json`)) as object);
  const schemas = { platform: compile("platform"), environment: compile("environment") };
  const schemaOf = (stack: string) => schemas[stack === "platform" ? "platform" : "environment"];

  it.each(stacks)("accepts $stack", ({ stack, text }) => {
    const accepts = schemaOf(stack);
    expect(accepts(parse(text)), JSON.stringify(accepts.errors)).toBe(true);
  });

  it.each([
    ["an unknown key", "staging", "      env:\n", "      secret: {}\n      env:\n"],
    [
      "an environment variable that is encrypted",
      "staging",
      "LOG_LEVEL: Debug",
      "LOG_LEVEL: { secure: v1 }",
    ],
    ["a secret in clear", "staging", "secrets:\n", "secrets:\n        PLAIN: text\n"],
    ["a duration without its unit", "staging", "within: 60s", "within: 60"],
    ["text where a list belongs", "staging", "servers: [staging-1]", "servers: staging-1"],
    ["an address without its scheme", "staging", "url: https://staging", "url: staging"],
    ["a key with a dash", "staging", "LOG_LEVEL: Debug", "LOG-LEVEL: Debug"],
    ["an RSA host key", "staging", "hostKey: ssh-ed25519", "hostKey: ssh-rsa"],
    ["an unknown way to deploy", "platform", "deploy: automatic", "deploy: auto"],
    ["an environment without a branch", "platform", "branch: develop, ", ""],
    ["an API address without its slash", "platform", "/api/v4/", "/api/v4"],
    [
      "a setting outside `config`",
      "platform",
      "encryptionsalt:",
      "slipway:apps: {}\nencryptionsalt:",
    ],
    ["another version", "platform", "version: 1", "version: 2"],
  ])("rejects %s", (_, stack, from, to) => {
    const text = stacks.find((file) => file.stack === stack)!.text;
    expect(text.split(from).length).toBeGreaterThan(1);
    expect(schemaOf(stack)(parse(text.replace(from, to)))).toBe(false);
  });

  it.each([
    [
      "a variable with more than its value",
      "SENTRY_ENVIRONMENT: staging",
      "X: { value: a, masked: true }",
    ],
    ["an encrypted variable", "SENTRY_ENVIRONMENT: staging", "X: { secure: v1 }"],
    [
      "a provider's own setting",
      "slipway:version: 1",
      "slipway:version: 1\n  gitlab:insecure: true",
    ],
  ])("accepts %s", (_, from, to) => {
    const text = stacks.find((file) => file.stack === "staging")!.text;
    expect(schemas.environment(parse(text.replace(from, to)))).toBe(true);
  });
});
