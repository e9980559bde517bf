import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { cpSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Addresses, copyStackFiles } from "../../../sandbox/copy.ts";
import {
  check,
  examplePassphrase,
  passphraseReader,
  readStackFiles,
} from "../../../settings/index.ts";
import { readYaml } from "../../../settings/read/yaml.ts";

const repository = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "slipway-copy-"));
const copy = join(folder, "work");

const addresses: Addresses = {
  gitlab: "http://127.0.0.1:4100/api/v4/",
  server: {
    address: "127.0.0.1",
    port: 4101,
    user: "somebody",
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPkcN+EsDPPXKaKRqT4zph9sdmggX3AtUQMjlV55e0Ye",
    folder: "/tmp/srv",
  },
  registry: { address: "127.0.0.1:4102", user: "slipway", password: "canary-registry" },
  ports: { staging: 4103, uat: 4104, production: 4105 },
};

const second = {
  ...addresses.server,
  address: "127.0.0.2",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOCGFOnLi5/AiwDfJwborOXS72sXWREMHqQg1nXj7KEC",
  folder: "/tmp/second/srv",
};

beforeAll(async () => {
  const from = join(folder, "team");
  mkdirSync(from);
  for (const name of readdirSync(repository).filter((file) => /^Pulumi.*\.yaml$/.test(file))) {
    cpSync(join(repository, name), join(from, name));
  }
  cpSync(join(repository, "compose"), join(from, "compose"), { recursive: true });
  appendFileSync(
    join(from, "compose/shop.yaml"),
    "  cache:\n    image: registry.example.com/acme/cache:1\n  other:\n    image: postgres:17-alpine\n",
  );
  writeFileSync(join(from, "README.md"), "not one of them\n");
  await copyStackFiles({ stacks: from, compose: join(from, "compose") }, copy, {
    ...addresses,
    second: { stack: "production", name: "prod-2", server: second },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (name: string) => readFileSync(join(copy, name), "utf8");

function configOf(stack: string) {
  const { config } = readYaml("", textOf(`Pulumi.${stack}.yaml`)).value as {
    config: Record<string, Record<string, Record<string, unknown>>>;
  };
  return config;
}

it("copies the stack files and compose/, and nothing else, for this user only", () => {
  expect(readdirSync(copy).sort()).toEqual([
    "Pulumi.platform.yaml",
    "Pulumi.production.yaml",
    "Pulumi.staging.yaml",
    "Pulumi.uat.yaml",
    "Pulumi.yaml",
    "compose",
  ]);
  expect(statSync(copy).mode & 0o777).toBe(0o700);
  expect(textOf("Pulumi.yaml")).toBe(readFileSync(join(repository, "Pulumi.yaml"), "utf8"));
});

it("keeps comments", () => {
  expect(textOf("Pulumi.staging.yaml")).toContain("# Its jobs see it as well");
  expect(textOf("Pulumi.platform.yaml")).toContain("# In the order of promotion");
});

it("names the schema where an editor finds it from there", () => {
  for (const stack of ["platform", "staging", "uat", "production"]) {
    const [, path] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(
      textOf(`Pulumi.${stack}.yaml`),
    )!;
    const schema = JSON.parse(readFileSync(join(copy, path!), "utf8")) as { title: string };
    expect(schema.title).toContain(stack === "platform" ? "platform" : "environment");
  }
});

it("takes compose files' images from the sandbox's registry", () => {
  const images = readYaml("", textOf("compose/shop.yaml")).value as {
    services: Record<string, { image: string }>;
  };
  expect(Object.values(images.services).map(({ image }) => image)).toEqual([
    "${IMAGE}",
    "${IMAGE}",
    "127.0.0.1:4102/library/postgres:17",
    "127.0.0.1:4102/acme/cache:1",
    "postgres:17-alpine",
  ]);
  expect(textOf("compose/shop.yaml")).not.toContain("example.com");
});

it("leaves the platform its own settings, and another GitLab", () => {
  const { "gitlab:baseUrl": address, ...rest } = configOf("platform");
  expect(address).toBe(addresses.gitlab);
  expect(Object.keys(rest)).toEqual(["slipway:version", "slipway:environments", "slipway:apps"]);
});

describe.each(["staging", "uat", "production"])("%s", (stack) => {
  const port = addresses.ports[stack];

  it("goes to the sandbox's server, registry and ports", () => {
    const config = configOf(stack);
    const { user, ...server } = addresses.server;
    const { "prod-2": other, ...declared } = config["slipway:servers"]!;
    for (const one of Object.values(declared)) {
      expect(one).toEqual({ ...server, user, administrator: user, timer: false });
    }
    const declaredSecond = { ...second, administrator: user, timer: false };
    expect(other).toEqual(stack === "production" ? declaredSecond : undefined);
    expect(config["slipway:registry"]).toMatchObject({
      address: "127.0.0.1:4102",
      user: "slipway",
    });
    const { shop } = config["slipway:apps"]!;
    expect(shop?.servers).toEqual(Object.keys(config["slipway:servers"]!));
    expect(shop).toMatchObject({
      url: `http://127.0.0.1:${port}`,
      health: { url: `http://127.0.0.1:${port}/health`, version: ".version" },
      env: { PORT: String(port) },
    });
  });

  it("has no keys of the published example", () => {
    expect(configOf(stack)).not.toHaveProperty("slipway:keys");
  });

  it("holds the registry's password encrypted, and the example's secrets as they were", () => {
    const text = textOf(`Pulumi.${stack}.yaml`);
    expect(text).not.toContain("canary");
    const config = configOf(stack);
    const read = passphraseReader(text, examplePassphrase);
    const { secure } = config["slipway:registry"]!.password as { secure: string };
    expect(read(["slipway:registry", "password"], secure)).toBe("canary-registry");
    const original = readFileSync(join(repository, `Pulumi.${stack}.yaml`), "utf8");
    const { secrets } = config["slipway:apps"]!.shop as {
      secrets: Record<string, { secure: string }>;
    };
    for (const secret of Object.values(secrets)) expect(original).toContain(secret.secure);
  });
});

it("wants nothing but keys to be complete", () => {
  const { problems } = check(readStackFiles(copy), () => () => undefined);
  expect(problems.map(({ path }) => path)).toEqual([
    "slipway:keys",
    "slipway:keys",
    "slipway:keys",
  ]);
});

describe("with pipelines", () => {
  const other = join(folder, "with-pipelines");
  const config = (stack: string) => {
    const text = readFileSync(join(other, `Pulumi.${stack}.yaml`), "utf8");
    const { config: groups } = readYaml("", text).value as {
      config: Record<string, Record<string, Record<string, { secure: string }>>>;
    };
    return { text, groups };
  };

  beforeAll(async () => {
    const from = { stacks: repository, compose: join(repository, "compose") };
    const pipelines = { project: "acme/pipelines", command: "/run/bin/slipway" };
    await copyStackFiles(from, other, { ...addresses, pipelines });
  });

  it("has the platform keep them, and each environment tell the sandbox's Slack and Telegram", () => {
    expect(config("platform").groups).toMatchObject({
      "slipway:pipelines": { project: "acme/pipelines" },
      "slipway:tool": { command: "/run/bin/slipway" },
    });
    const { text, groups } = config("staging");
    const { slack, telegram } = groups["slipway:tell"]!;
    const read = passphraseReader(text, examplePassphrase);
    expect(read(["slipway:tell", "slack", "webhook"], slack!.webhook!.secure)).toMatch(
      /^http:\/\/127\.0\.0\.1:4100\/slack\/services\/T0SANDBOX\/B0STAGING\/[a-z\d]{24}$/,
    );
    expect(read(["slipway:tell", "telegram", "token"], telegram!.token!.secure)).toMatch(
      /^\d+:[\w-]{35}$/,
    );
  });

  it("wants nothing but keys to be complete, too", () => {
    const reveal = (stack: string) => passphraseReader(config(stack).text, examplePassphrase);
    const { problems } = check(readStackFiles(other), reveal);
    expect(problems.map(({ path }) => path)).toEqual(Array(3).fill("slipway:keys"));
  });
});
