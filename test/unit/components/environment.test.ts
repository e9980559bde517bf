import { gunzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Environment } from "../../../components/environment/environment.ts";
import type { EnvironmentSettings } from "../../../settings/index.ts";
import { isSecret, recordRegistrations, type Registration } from "../../support/recorder.ts";
import { environmentSettings } from "../../support/settings.ts";

const settings = environmentSettings();

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
    for (const { name, inputs } of commands) {
      expect(isSecret(inputs.stdin)).toBe(name === "shop-prod-1");
      expect(JSON.stringify(inputs.create)).not.toContain("canary");
    }
    const inClear = all.map(({ inputs }) =>
      JSON.stringify(inputs, (_key, value: unknown) => (isSecret(value) ? undefined : value)),
    );
    inClear.push(stdinOf(commands.find(({ name }) => name === "prod-1-bootstrap")!.inputs));
    expect(inClear.join("\n")).not.toContain("canary");
  });

  it("checks the host key of every connection", async () => {
    await Environment.create(settings);
    const commands = (await registrations()).filter(({ type }) => type.includes("remote:Command"));
    for (const { inputs } of commands) {
      expect(JSON.stringify(inputs.connection)).toContain("ssh-ed25519 AAAAhost");
    }
  });

  it("gives a pipeline keys and addresses once their servers have taken them, the rest at once", async () => {
    const other = { ...settings.servers["prod-1"]!, name: "prod-2", address: "192.0.2.2" };
    const variables = await made("gitlab:index/projectVariable:ProjectVariable", {
      servers: { ...settings.servers, "prod-2": other },
    });
    const waitsFor = variables.map(({ name, dependsOn }) => [
      name,
      dependsOn.filter((dependency) => dependency.endsWith("-bootstrap")),
    ]);
    expect(Object.fromEntries(waitsFor)).toEqual({
      "shop-DB_PASSWORD": [],
      "shop-SLIPWAY_DEPLOYER_KEY": ["prod-1-bootstrap"],
      "shop-SLIPWAY_KNOWN_HOSTS": ["prod-1-bootstrap"],
      "shop-SLIPWAY_SERVERS": ["prod-1-bootstrap"],
    });
  });

  it("makes GitLab's environment by the stack's name, to be stopped before it is deleted", async () => {
    const [environment] = await made("gitlab:index/projectEnvironment:ProjectEnvironment");
    expect(environment).toMatchObject({
      name: "shop",
      inputs: {
        project: "42",
        name: "production",
        externalUrl: "https://shop.example.com",
        tier: "production",
        autoStopSetting: "with_action",
        stopBeforeDestroy: true,
      },
    });
  });

  it("gives a variable each of its settings", async () => {
    const app = settings.apps[0]!;
    const variable = {
      ...{ key: "KUBECONFIG", value: "plain", secret: false },
      ...{ protected: true, masked: false, raw: false, description: "The cluster" },
      ...{ variableType: "file" as const, environmentScope: "production" },
    };
    const twin = { ...variable, key: "OPEN", protected: false, masked: true, raw: true };
    const variables = await made("gitlab:index/projectVariable:ProjectVariable", {
      apps: [{ ...app, variables: [variable, twin] }],
    });
    const byKey = new Map(variables.map(({ inputs }) => [inputs.key, inputs]));
    expect(byKey.get("KUBECONFIG")).toMatchObject({
      ...{ value: "plain", variableType: "file", protected: true, masked: false, raw: false },
      description: "The cluster",
    });
    expect(byKey.get("OPEN")).toMatchObject({ protected: false, masked: true, raw: true });
  });

  it("binds each key to what it may do, and to the apps of that server only", async () => {
    const app = settings.apps[0]!;
    const other = { ...settings.servers["prod-1"]!, name: "prod-2", address: "192.0.2.2" };
    const commands = await made("command:remote:Command", {
      servers: { ...settings.servers, "prod-2": other },
      apps: [app, { ...app, name: "blog", servers: ["prod-2"] }],
      keys: { ...settings.keys, deployers: { shop: key("shop"), blog: key("blog") } },
    });
    const keysOf = (server: string) => {
      const { inputs } = commands.find(({ name }) => name === `${server}-bootstrap`)!;
      const [, request] = stdinOf(inputs).split("\n# --- request ---\n");
      return (JSON.parse(request ?? "") as { keys: unknown }).keys;
    };
    const common = [
      { role: "configurator", public: "ssh-ed25519 AAAAconfigurator" },
      { role: "observer", public: "ssh-ed25519 AAAAobserver" },
    ];
    const shop = { role: "deployer", public: "ssh-ed25519 AAAAshop", app: "shop" };
    const blog = { role: "deployer", public: "ssh-ed25519 AAAAblog", app: "blog" };
    expect(keysOf("prod-1")).toEqual([...common, shop]);
    expect(keysOf("prod-2")).toEqual([...common, blog]);
  });

  it("comes first as the administrator, and to apply as slipway-host's user", async () => {
    const commands = await made("command:remote:Command");
    const [bootstrap, apply] = ["prod-1-bootstrap", "shop-prod-1"].map(
      (name) => commands.find((command) => command.name === name)!.inputs,
    );
    const address = { host: "prod.example.com", port: 2222, dialErrorLimit: 3, perDialTimeout: 10 };
    expect(connectionOf(bootstrap!)).toMatchObject({
      ...{ ...address, user: "root" },
      privateKey: "canary-bootstrap\n",
    });
    expect(connectionOf(apply!)).toMatchObject({
      ...{ ...address, user: "slipway" },
      privateKey: "canary-configurator\n",
    });
    const quiet = { logging: "none", addPreviousOutputInEnv: false };
    expect(bootstrap).toMatchObject(quiet);
    expect(apply).toMatchObject({ ...quiet, create: "apply" });
  });

  it("keeps the script that it sends small in the state, and out of previews", async () => {
    const [bootstrap] = await made("command:remote:Command");
    const script = stdinOf(bootstrap!.inputs);
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(String(bootstrap!.inputs.stdin).length).toBeLessThan(script.length * 0.45);
    expect(bootstrap!.hideDiffs).toEqual(["stdin"]);
  });

  it("lays an app down on each of its servers, once the server knows the app's keys", async () => {
    const second = { ...settings.servers["prod-1"]!, name: "prod-2", address: "192.0.2.2" };
    const deployments = await made("slipway:environment:Deployment", {
      servers: { ...settings.servers, "prod-2": second },
      apps: [{ ...settings.apps[0]!, servers: ["prod-1", "prod-2"] }],
    });
    expect(deployments.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["shop-prod-1", ["prod-1-bootstrap"]],
      ["shop-prod-2", ["prod-2-bootstrap"]],
    ]);
  });

  it("lays at most eight apps down at a time on a server", async () => {
    const second = { ...settings.servers["prod-1"]!, name: "prod-2", address: "192.0.2.2" };
    const names = Array.from({ length: 20 }, (_, index) => `app-${index}`);
    const deployments = await made("slipway:environment:Deployment", {
      servers: { ...settings.servers, "prod-2": second },
      apps: [
        { ...settings.apps[0]!, name: "elsewhere", servers: ["prod-2"] },
        ...names.map((name) => ({ ...settings.apps[0]!, name })),
      ],
      keys: {
        ...settings.keys,
        deployers: Object.fromEntries(["elsewhere", ...names].map((name) => [name, key(name)])),
      },
    });
    const waitsFor = new Map(deployments.map(({ name, dependsOn }) => [name, dependsOn]));
    expect(waitsFor.get("elsewhere-prod-2")).toEqual(["prod-2-bootstrap"]);
    for (const [index, name] of names.entries()) {
      const earlier = index < 8 ? [] : [`app-${index - 8}-prod-1`];
      expect(waitsFor.get(`${name}-prod-1`)).toEqual(["prod-1-bootstrap", ...earlier]);
    }
  });

  it("shows and sends the images that it has pinned", async () => {
    await Environment.create(settings);
    const all = await registrations();
    const inputsOf = (type: string) =>
      all.find((one) => one.type === type && one.name === "shop-prod-1")!.inputs;
    const database = "postgres:17@sha256:abc";
    expect(inputsOf("slipway:environment:Deployment").images).toEqual({ database });
    const { configuration } = JSON.parse(stdinOf(inputsOf("command:remote:Command"))) as {
      configuration: { compose: { services: Record<string, { image: string }> } };
    };
    expect(configuration.compose.services.database?.image).toBe(database);
  });

  it("shows in a preview what decides over a server", async () => {
    const [server] = await made("slipway:environment:Server");
    expect(server?.inputs).toEqual({
      address: "prod.example.com:2222",
      user: "slipway",
      folder: "/srv/slipway",
      hostKey: "ssh-ed25519 AAAAhost",
      slipwayHost: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      keys: {
        configurator: "ssh-ed25519 AAAAconfigurator",
        observer: "ssh-ed25519 AAAAobserver",
        "deployer of shop": "ssh-ed25519 AAAAdeployer",
      },
    });
  });

  it("asks registries with the settings' credentials", async () => {
    const [provider] = await made("pulumi:providers:docker");
    const credentials = provider?.inputs.registryAuth;
    expect(isSecret(credentials)).toBe(true);
    expect(JSON.parse((credentials as { value: string }).value)).toEqual([
      { address: "registry.example.com", username: "puller", password: "canary-registry" },
    ]);
  });

  it.each([
    ["registry.example.com", {}, "registry.example.com"],
    ["registry.example.com:5050", { insecure: true }, "http://registry.example.com:5050"],
    ["127.0.0.1:5000", {}, "http://127.0.0.1:5000"],
    ["localhost", {}, "http://localhost"],
    ["127.0.0.1.example.com", {}, "127.0.0.1.example.com"],
  ])("asks the registry %s %j at %s", async (address, change, asked) => {
    const registry = { ...settings.registry!, address, ...change };
    const [provider] = await made("pulumi:providers:docker", { registry });
    const credentials = (provider?.inputs.registryAuth as { value: string }).value;
    expect(JSON.parse(credentials)).toMatchObject([{ address: asked }]);
  });

  it("asks no Docker daemon, whatever the operator's shell says of one", async () => {
    vi.stubEnv("DOCKER_HOST", "unix:///run/user/1000/docker.sock");
    onTestFinished(() => void vi.unstubAllEnvs());
    const [provider] = await made("pulumi:providers:docker");
    expect(provider?.inputs.host).toBe("ssh://registry.invalid");
  });

  /** The registrations of a type, for these settings with a change in them. */
  async function made(type: string, change: Partial<EnvironmentSettings> = {}) {
    await Environment.create({ ...settings, ...change });
    return (await registrations()).filter((registration) => registration.type === type);
  }
});

function key(name: string) {
  return { public: `ssh-ed25519 AAAA${name}`, private: `canary-${name}\n` };
}

/** What a command gets to read, unpacked. */
function stdinOf({ stdin }: Record<string, unknown>): string {
  if (isSecret(stdin)) return (stdin as { value: string }).value;
  return gunzipSync(Buffer.from(String(stdin), "base64")).toString();
}

function connectionOf(inputs: Record<string, unknown>) {
  return JSON.parse(
    JSON.stringify(inputs.connection, (_key, value: unknown) =>
      isSecret(value) ? (value as { value: unknown }).value : value,
    ),
  ) as Record<string, unknown>;
}
