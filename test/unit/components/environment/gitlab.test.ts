import { describe, expect, it } from "vitest";
import { Environment } from "../../../../components/environment/environment.ts";
import { isSecret } from "../../../support/recorder.ts";
import { made, registrations, settings } from "./registered.ts";

describe("Environment", () => {
  it("scopes every variable to the environment and marks the secret ones", async () => {
    await Environment.create(settings);
    const variables = (await registrations())
      .filter(({ type, name }) => type.endsWith(":ProjectVariable") && !name.includes("-pull-"))
      .sort((a, b) => a.name.localeCompare(b.name));
    expect(variables.map(({ inputs }) => [inputs.key, isSecret(inputs.value)])).toEqual([
      ["DB_PASSWORD", true],
      ["SLIPWAY_DEPLOYER_KEY", true],
      ["SLIPWAY_HEALTH", false],
      ["SLIPWAY_KNOWN_HOSTS", false],
      ["SLIPWAY_REGISTRY", false],
      ["SLIPWAY_REGISTRY_PASSWORD", true],
      ["SLIPWAY_REGISTRY_USER", false],
      ["SLIPWAY_SERVERS", false],
    ]);
    for (const { inputs, deleteBeforeReplace } of variables) {
      expect(inputs).toMatchObject({ project: "42", environmentScope: "production" });
      expect(deleteBeforeReplace).toBe(true);
    }
    expect(variables[0]?.additionalSecretOutputs).toEqual(["value"]);
  });

  it("tells jobs of the waves of a roll-out, where settings have them", async () => {
    const type = "gitlab:index/projectVariable:ProjectVariable";
    const [app] = settings.apps;
    const variables = await made(type, { apps: [{ ...app!, waves: ["1", "50%", "100%"] }] });
    const waves = variables.filter(({ inputs }) => inputs.key === "SLIPWAY_WAVES");
    expect(waves.map(({ name, inputs }) => [name, inputs.value, inputs.environmentScope])).toEqual([
      ["shop-SLIPWAY_WAVES", "1,50%,100%", "production"],
    ]);
  });

  it("tells jobs for how long servers go on looking at a release, where they do", async () => {
    const type = "gitlab:index/projectVariable:ProjectVariable";
    const [app] = settings.apps;
    const variables = await made(type, { apps: [{ ...app!, watch: 90 }] });
    const watch = variables.filter(({ inputs }) => inputs.key === "SLIPWAY_WATCH");
    expect(watch.map(({ name, inputs }) => [name, inputs.value, inputs.environmentScope])).toEqual([
      ["shop-SLIPWAY_WATCH", "90", "production"],
    ]);
  });

  it("gives the job that pulls ahead of a door a key and a scope of its own", async () => {
    const type = "gitlab:index/projectVariable:ProjectVariable";
    const pulls = (await made(type)).filter(({ name }) => name.includes("-pull-"));
    expect(pulls.map(({ inputs }) => [inputs.key, isSecret(inputs.value)]).sort()).toEqual([
      ["SLIPWAY_KNOWN_HOSTS", false],
      ["SLIPWAY_PULLER_KEY", true],
      ["SLIPWAY_SERVERS", false],
    ]);
    for (const { inputs } of pulls) {
      expect(inputs).toMatchObject({
        environmentScope: "slipway-pull-production",
        protected: true,
      });
    }
  });

  it("pulls nothing ahead where a deploy waits for nobody", async () => {
    const type = "gitlab:index/projectVariable:ProjectVariable";
    const rule = { ...settings.rule, deploy: "automatic" as const };
    expect((await made(type, { rule })).filter(({ name }) => name.includes("-pull-"))).toEqual([]);
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
      "shop-SLIPWAY_HEALTH": [],
      "shop-SLIPWAY_KNOWN_HOSTS": ["prod-1-bootstrap"],
      "shop-SLIPWAY_REGISTRY": ["prod-1-bootstrap"],
      "shop-SLIPWAY_REGISTRY_PASSWORD": ["prod-1-bootstrap"],
      "shop-SLIPWAY_REGISTRY_USER": ["prod-1-bootstrap"],
      "shop-SLIPWAY_SERVERS": ["prod-1-bootstrap"],
      "shop-pull-SLIPWAY_KNOWN_HOSTS": ["prod-1-bootstrap"],
      "shop-pull-SLIPWAY_PULLER_KEY": ["prod-1-bootstrap"],
      "shop-pull-SLIPWAY_SERVERS": ["prod-1-bootstrap"],
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
});
