import { describe, expect, it } from "vitest";
import { Environment } from "../../../../components/environment/environment.ts";
import { hostPackage } from "../../../../host/package.ts";
import { pullerKey } from "../../../../components/environment/pullerKey.ts";
import { isSecret } from "../../../support/recorder.ts";
import { connectionOf, key, made, registrations, settings, stdinOf } from "./registered.ts";

describe("Environment", () => {
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
      return (JSON.parse(stdinOf(inputs)) as { request: { keys: unknown } }).request.keys;
    };
    const common = [
      { role: "configurator", public: "ssh-ed25519 AAAAconfigurator" },
      { role: "observer", public: "ssh-ed25519 AAAAobserver" },
    ];
    const pullerOf = (app: string) => pullerKey(settings, app).public;
    const keysOfApp = (app: string) => [
      { role: "deployer", public: `ssh-ed25519 AAAA${app}`, app },
      { role: "puller", public: pullerOf(app), app },
    ];
    expect(keysOf("prod-1")).toEqual([...common, ...keysOfApp("shop")]);
    expect(keysOf("prod-2")).toEqual([...common, ...keysOfApp("blog")]);
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

  it("keeps the program that it sends small in the state, and out of previews", async () => {
    const [bootstrap] = await made("command:remote:Command");
    const sent = stdinOf(bootstrap!.inputs);
    expect(JSON.parse(sent)).toMatchObject(hostPackage());
    expect(String(bootstrap!.inputs.stdin).length).toBeLessThan(sent.length * 0.45);
    expect(bootstrap!.hideDiffs).toEqual(["stdin"]);
  });

  it("shows in a preview what decides over a server", async () => {
    const [server] = await made("slipway:environment:Server");
    expect(server?.inputs).toEqual({
      address: "prod.example.com:2222",
      user: "slipway",
      folder: "/srv/slipway",
      timer: true,
      hostKey: "ssh-ed25519 AAAAhost",
      slipwayHost: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      keys: {
        configurator: "ssh-ed25519 AAAAconfigurator",
        observer: "ssh-ed25519 AAAAobserver",
        "deployer of shop": "ssh-ed25519 AAAAdeployer",
        "puller of shop": pullerKey(settings, "shop").public,
      },
    });
  });

  it("shows an IPv6 address apart from its port", async () => {
    const server = { ...settings.servers["prod-1"]!, address: "2001:db8::1" };
    const [shown] = await made("slipway:environment:Server", { servers: { "prod-1": server } });
    expect(shown?.inputs.address).toBe("[2001:db8::1]:2222");
  });
});
