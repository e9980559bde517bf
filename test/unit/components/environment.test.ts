import { beforeEach, describe, expect, it } from "vitest";
import { applyRequest, readable } from "../../../components/environment/configuration.ts";
import { connectionVariables } from "../../../components/environment/connectionVariables.ts";
import { Environment } from "../../../components/environment/environment.ts";
import type { EnvironmentApp } from "../../../settings/index.ts";
import { isSecret, recordRegistrations, type Registration } from "../../support/recorder.ts";
import { environmentSettings } from "../../support/settings.ts";

const settings = environmentSettings();
const app = settings.apps[0]!;
const images = { database: "postgres:17@sha256:abc" };

function shown(change: Partial<EnvironmentApp> = {}) {
  return readable({ ...app, ...change }, settings, images);
}

describe("readable", () => {
  it("shows plain lines of .env and a fingerprint for a secret, with its date", () => {
    expect(shown().env).toEqual({
      LOG_LEVEL: "Warning",
      DB_PASSWORD: expect.stringMatching(/^secret [0-9a-f]{12}, changed 2026-11-01$/) as string,
    });
  });

  it("tells no secret", () => {
    expect(JSON.stringify(shown())).not.toContain("canary");
  });

  it("gives the same secret another fingerprint on a stack with another key", () => {
    const keys = { ...settings.keys, fingerprint: "another" };
    const other = readable(app, { ...settings, keys }, images);
    expect(other.env.DB_PASSWORD).not.toBe(shown().env.DB_PASSWORD);
  });

  it("changes the hash of a service that reads .env, and of no other", () => {
    const before = shown().services;
    const after = shown({ secrets: { DB_PASSWORD: "canary-other" } }).services;
    expect(after.app).not.toBe(before.app);
    expect(after.database).toBe(before.database);
  });

  it("changes the hash of a service that names a line of .env, when that line changes", () => {
    const database = { image: "postgres:17", environment: { PASSWORD: "${DB_PASSWORD:?}" } };
    const compose = { ...app.compose, content: { services: { database } } };
    const before = shown({ compose }).services.database;
    const other = { ...app.secrets, OTHER: "canary-unrelated" };
    expect(shown({ compose, secrets: other }).services.database).toBe(before);
    const rotated = { DB_PASSWORD: "canary-rotated" };
    expect(shown({ compose, secrets: rotated }).services.database).not.toBe(before);
  });

  it("changes a service's hash with its image", () => {
    const moved = readable(app, settings, { database: "postgres:17@sha256:def" });
    expect(moved.services.database).not.toBe(shown().services.database);
    expect(moved.services.app).toBe(shown().services.app);
  });

  it("does not depend on the order of keys in the file", () => {
    const reordered = shown({
      compose: {
        ...app.compose,
        content: {
          services: {
            database: { volumes: ["./data:/data"], image: "postgres:17" },
            app: { env_file: ".env", image: "${IMAGE}" },
          },
        },
      },
    });
    expect(reordered.services).toEqual(shown().services);
  });
});

describe("applyRequest", () => {
  it("pins other images and leaves the app's own to a deploy", () => {
    const { services } = applyRequest(app, settings, images).configuration.compose as {
      services: Record<string, { image: string }>;
    };
    expect(services.database?.image).toBe("postgres:17@sha256:abc");
    expect(services.app?.image).toBe("${IMAGE}");
  });

  it("sends files byte by byte", () => {
    const { files } = applyRequest(app, settings, images).configuration;
    expect(Buffer.from(files["app.conf"]!, "base64").toString()).toBe("listen 3000\n");
  });
});

describe("connectionVariables", () => {
  it("writes a known_hosts line with the port, as ssh looks it up", () => {
    const variable = connectionVariables(app, settings).find(
      ({ key }) => key === "SLIPWAY_KNOWN_HOSTS",
    );
    expect(variable?.value).toBe("[prod.example.com]:2222 ssh-ed25519 AAAAhost\n");
  });

  it("publishes the app's own deployer key, protected, as a file", () => {
    expect(connectionVariables(app, settings)[0]).toMatchObject({
      key: "SLIPWAY_DEPLOYER_KEY",
      value: "canary-deployer\n",
      secret: true,
      protected: true,
      type: "file",
    });
  });
});

describe("Environment", () => {
  let registrations: () => Promise<Registration[]>;

  beforeEach(async () => {
    registrations = await recordRegistrations({
      "gitlab:index/getProject:getProject": () => ({ id: "42" }),
      "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
        name,
        sha256Digest: "sha256:abc",
      }),
    });
  });

  it("scopes every variable to the environment and marks the secret ones", async () => {
    await Environment.create(settings);
    const variables = (await registrations())
      .filter(({ type }) => type === "gitlab:index/projectVariable:ProjectVariable")
      .sort((a, b) => a.name.localeCompare(b.name));
    expect(variables.map(({ inputs }) => [inputs.key, isSecret(inputs.value)])).toEqual([
      ["DB_PASSWORD", true],
      ["SLIPWAY_DEPLOYER_KEY", true],
      ["SLIPWAY_KNOWN_HOSTS", false],
      ["SLIPWAY_SERVERS", false],
    ]);
    for (const { inputs } of variables) {
      expect(inputs).toMatchObject({ project: "42", environmentScope: "production" });
    }
    expect(variables[0]?.additionalSecretOutputs).toEqual(["value"]);
  });

  it("sends everything secret to servers wrapped, and nothing secret in clear", async () => {
    await Environment.create(settings);
    const all = await registrations();
    const commands = all.filter(({ type }) => type === "command:remote:Command");
    expect(commands.map(({ name }) => name).sort()).toEqual(["prod-1-bootstrap", "shop-prod-1"]);
    for (const { inputs } of commands) {
      expect(isSecret(inputs.stdin)).toBe(true);
      expect(JSON.stringify(inputs.create)).not.toContain("canary");
    }
    const inClear = all.map(({ inputs }) =>
      JSON.stringify(inputs, (_key, value: unknown) => (isSecret(value) ? undefined : value)),
    );
    expect(inClear.join("\n")).not.toContain("canary");
  });

  it("checks the host key of every connection", async () => {
    await Environment.create(settings);
    const commands = (await registrations()).filter(({ type }) => type.includes("remote:Command"));
    for (const { inputs } of commands) {
      expect(JSON.stringify(inputs.connection)).toContain("ssh-ed25519 AAAAhost");
    }
  });
});
