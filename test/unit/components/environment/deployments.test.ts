import { describe, expect, it } from "vitest";
import { Environment } from "../../../../components/environment/environment.ts";
import { key, made, registrations, settings, stdinOf } from "./registered.ts";

describe("Environment", () => {
  it("lays an app down on each of its servers, once the server knows the app's keys", async () => {
    const second = { ...settings.servers["prod-1"]!, name: "prod-2", address: "192.0.2.2" };
    const deployments = await made("slipway:environment:Deployment", {
      servers: { ...settings.servers, "prod-2": second },
      apps: [{ ...settings.apps[0]!, servers: ["prod-1", "prod-2"] }],
    });
    expect(deployments.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      ["shop-prod-1", ["prod-1-bootstrap"]],
      // Once the first has it: the app goes on serving on one of the two.
      ["shop-prod-2", ["prod-2-bootstrap", "shop-prod-1"]],
    ]);
  });

  it("lays it down wave by wave, side by side on the servers of a wave", async () => {
    const server = (name: string) => ({ ...settings.servers["prod-1"]!, name, address: name });
    const names = ["prod-1", "prod-2", "prod-3", "prod-4"];
    const deployments = await made("slipway:environment:Deployment", {
      servers: Object.fromEntries(names.map((name) => [name, server(name)])),
      apps: [{ ...settings.apps[0]!, servers: names, waves: ["1", "75%", "100%"] }],
    });
    const waitsFor = deployments.map(({ dependsOn }) =>
      dependsOn.filter((name) => name.startsWith("shop-")),
    );
    expect(waitsFor).toEqual([
      [],
      ["shop-prod-1"],
      ["shop-prod-1"],
      ["shop-prod-2", "shop-prod-3"],
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

  it("keeps what servers have taken just as previews show it", async () => {
    await Environment.create(settings);
    const all = await registrations();
    const found = (type: string, name: string) =>
      all.find((one) => one.type === `slipway:environment:${type}` && one.name === name)!;
    const [server, app] = [found("Server", "prod-1"), found("Deployment", "shop-prod-1")];
    expect(found("Applied", "prod-1").outputs).toEqual({ readable: server.inputs });
    expect(found("Applied", "shop-prod-1").outputs).toEqual({ readable: app.inputs });
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

  it("has servers watch beside the configuration, which stays the same", async () => {
    const sent = async (watch: number) => {
      const [app] = settings.apps;
      await Environment.create({ ...settings, apps: [{ ...app!, watch }] });
      const command = (await registrations()).findLast(
        (one) => one.type === "command:remote:Command" && one.name === "shop-prod-1",
      );
      return JSON.parse(stdinOf(command!.inputs)) as { watch?: number; configuration: object };
    };
    const [none, some] = [await sent(0), await sent(90)];
    expect(some.watch).toBe(90);
    expect(none).not.toHaveProperty("watch");
    expect(some.configuration).toEqual(none.configuration);
  });
});
