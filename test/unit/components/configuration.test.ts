import { describe, expect, it } from "vitest";
import { applyRequest, readable } from "../../../components/environment/configuration.ts";
import { connectionVariables } from "../../../components/environment/connectionVariables.ts";
import type { EnvironmentApp } from "../../../settings/index.ts";
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

  describe("a changed file", () => {
    const compose = {
      ...app.compose,
      content: {
        services: {
          app: { image: "${IMAGE}", volumes: ["./files/app.conf:/etc/app.conf:ro"] },
          long: {
            image: "nginx",
            volumes: [{ type: "bind", source: "files/conf.d/", target: "/c" }],
          },
          all: { image: "nginx", volumes: ["./files:/etc/app"] },
          config: { image: "nginx", configs: ["site", { source: "other", target: "/o" }] },
          secret: { image: "nginx", secrets: ["token"] },
          environment: { image: "nginx", env_file: [{ path: "./files/app.env" }] },
          database: { image: "postgres:17", volumes: ["./data:/data", "data-files:/files"] },
        },
        configs: { site: { file: "./files/conf.d/site.conf" }, other: { file: "./files/other" } },
        secrets: { token: { file: "./files/token" } },
      },
    };
    const files = {
      ...{ "app.conf": "a", "app.env": "A=1", other: "o", token: "t" },
      ...{ "conf.d/site.conf": "s", "conf.d.old": "x" },
    };
    const hashes = (changed: Record<string, string>) =>
      shown({ compose, files: { ...files, ...changed } }).services;

    it.each([
      ["app.conf", ["app", "all"]],
      ["app.env", ["all", "environment"]],
      ["conf.d/site.conf", ["long", "all", "config"]],
      ["other", ["all", "config"]],
      ["token", ["all", "secret"]],
      ["conf.d.old", ["all"]],
    ])("%s restarts %j and no other service", (path, restarting) => {
      const [before, after] = [hashes({}), hashes({ [path]: "changed" })];
      expect(Object.keys(before).filter((name) => after[name] !== before[name])).toEqual(
        restarting,
      );
    });
  });

  it("takes `$$` for the dollar sign that Compose takes it for", () => {
    const database = { image: "postgres:17", environment: { FORMAT: "$$DB_PASSWORD" } };
    const compose = { ...app.compose, content: { services: { database } } };
    const rotated = { DB_PASSWORD: "canary-rotated" };
    expect(shown({ compose, secrets: rotated }).services).toEqual(shown({ compose }).services);
  });

  it("hashes services with the stack's key, for they see secrets", () => {
    const keys = { ...settings.keys, fingerprint: "another" };
    const other = readable(app, { ...settings, keys }, images);
    expect(other.services.app).not.toBe(shown().services.app);
  });

  it("shows files by their hash, and the health rules", () => {
    const { files, health } = shown();
    expect(files).toEqual({ "app.conf": expect.stringMatching(/^[0-9a-f]{12}$/) as string });
    expect(shown({ files: { "app.conf": "listen 4000\n" } }).files).not.toEqual(files);
    expect(health).toEqual(app.health);
  });

  it("shows which compose file it is, and that it waits for the next image only when it does", () => {
    expect(shown()).toMatchObject({ app: "shop", compose: "compose/shop.yaml", images });
    expect(shown()).not.toHaveProperty("withNextImage");
    expect(shown({ withNextImage: true }).withNextImage).toBe(true);
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

  it("leaves a service alone whose name JavaScript knows", () => {
    const services = { constructor: { image: "${IMAGE}" } };
    const compose = { ...app.compose, content: { services } };
    const sent = applyRequest({ ...app, compose }, settings, {}).configuration.compose;
    expect(sent).toEqual({ services });
  });

  it("sends everything that the app has, secrets apart from plain lines", () => {
    expect(applyRequest({ ...app, withNextImage: true }, settings, images)).toMatchObject({
      protocol: 1,
      app: "shop",
      withNextImage: true,
      registry: settings.registry,
      configuration: { env: app.env, secrets: app.secrets, health: app.health },
    });
  });

  it("says what runs once and how data are backed up where settings do, and nothing of it elsewhere: hashes stay what they were", () => {
    const { configuration } = applyRequest(app, settings, images);
    expect(Object.keys(configuration)).toEqual(["compose", "files", "env", "secrets", "health"]);
    expect(Object.keys(shown())).not.toContain("once");
    expect(Object.keys(shown())).not.toContain("backup");
    const change = {
      once: ["migrate"],
      backup: { service: "database", command: ["sh", "-c", "pg_dump"], keep: 5 },
    };
    const sent = applyRequest({ ...app, ...change }, settings, images).configuration;
    expect(sent).toEqual({ ...configuration, ...change });
    expect(shown(change)).toMatchObject(change);
  });

  it("sends files byte by byte", () => {
    const { files } = applyRequest(app, settings, images).configuration;
    expect(Buffer.from(files["app.conf"]!, "base64").toString()).toBe("listen 3000\n");
  });
});

describe("Where images have to be from", () => {
  const asked = (change: Partial<typeof settings>) => {
    const changed = { ...settings, ...change };
    const { repository } = applyRequest({ ...app, project: "acme/web/Shop" }, changed, images);
    return [repository, readable({ ...app, project: "acme/web/Shop" }, changed, images)] as const;
  };

  it("is the repository of releases, where the platform keeps the pipelines", () => {
    const [repository, shown] = asked({ keepsPipelines: true });
    expect(repository).toBe("registry.example.com/acme/web/shop/release");
    expect(shown).toMatchObject({ repository });
  });

  it("is what settings say, with pipelines and without", () => {
    const repository = "other.example.com/acme/shop";
    for (const keepsPipelines of [true, false]) {
      const changed = { ...settings, keepsPipelines };
      expect(applyRequest({ ...app, repository }, changed, images).repository).toBe(repository);
      expect(readable({ ...app, repository }, changed, images)).toMatchObject({ repository });
    }
  });

  it("is where the serving image is otherwise, said by an empty text, and not shown", () => {
    for (const change of [{}, { keepsPipelines: true, registry: undefined }]) {
      const [repository, shown] = asked(change);
      expect(repository).toBe("");
      expect(shown).not.toHaveProperty("repository");
    }
  });
});

describe("connectionVariables", () => {
  it("writes a known_hosts line with the port, as ssh looks it up", () => {
    const variable = connectionVariables(app, settings).find(
      ({ key }) => key === "SLIPWAY_KNOWN_HOSTS",
    );
    expect(variable?.value).toBe("[prod.example.com]:2222 ssh-ed25519 AAAAhost\n");
  });

  it("writes it without a port where ssh looks it up so", () => {
    const server = { ...settings.servers["prod-1"]!, port: 22 };
    const at22 = { ...settings, servers: { "prod-1": server } };
    expect(connectionVariables(app, at22)[1]?.value).toBe(
      "prod.example.com ssh-ed25519 AAAAhost\n",
    );
  });

  it("names the servers with user and port, in the order of deployment", () => {
    const second = { ...settings.servers["prod-1"]!, name: "prod-2", address: "192.0.2.2" };
    const servers = { ...settings.servers, "prod-2": second };
    const [, , variable] = connectionVariables(
      { ...app, servers: ["prod-2", "prod-1"] },
      { ...settings, servers },
    );
    expect(variable).toMatchObject({
      key: "SLIPWAY_SERVERS",
      value: "slipway@192.0.2.2:2222 slipway@prod.example.com:2222",
    });
  });

  it("publishes the app's own deployer key, protected, as a file", () => {
    expect(connectionVariables(app, settings)[0]).toMatchObject({
      key: "SLIPWAY_DEPLOYER_KEY",
      value: "canary-deployer\n",
      secret: true,
      protected: true,
      variableType: "file",
    });
  });

  it("has none masked, which GitLab does with single lines only", () => {
    for (const variable of connectionVariables(app, { ...settings, registry: undefined })) {
      expect(variable.masked).toBe(false);
    }
  });

  it.each([
    ["canary-registry", true],
    // GitLab refuses to mask these.
    ["canary", false],
    ["canary registry", false],
  ])("names who may pull, with the password %s masked: %s", (password, masked) => {
    const registry = { address: "registry.example.com:5050", user: "slipway-pull", password };
    const shown = connectionVariables(app, { ...settings, registry }).slice(3);
    expect(shown).toMatchObject([
      { key: "SLIPWAY_REGISTRY", value: registry.address, secret: false },
      { key: "SLIPWAY_REGISTRY_USER", value: "slipway-pull", secret: false },
      { key: "SLIPWAY_REGISTRY_PASSWORD", value: password, secret: true, masked, protected: true },
    ]);
  });

  it("has nothing expanded in them, and shows them to jobs of this environment only", () => {
    for (const variable of connectionVariables(app, settings)) {
      expect(variable).toMatchObject({ raw: true, environmentScope: "production" });
    }
  });

  it("puts an IPv6 address into brackets, as `slipway deploy` reads it", () => {
    const server = { ...settings.servers["prod-1"]!, address: "2001:db8::1" };
    const [, , variable] = connectionVariables(app, { ...settings, servers: { "prod-1": server } });
    expect(variable?.value).toBe("slipway@[2001:db8::1]:2222");
  });
});
