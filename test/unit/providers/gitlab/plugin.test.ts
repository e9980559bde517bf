import { describe, expect, it } from "vitest";
import { version } from "../../../../sandbox/providers/gitlab/schema.ts";
import { secret, unknown } from "../engine.ts";
import { createProject, gitlab, plugin, shop, token, types, writes } from "./sandbox.ts";

describe("The plugin's configuration", () => {
  it("tells the version that the SDK asks for", async () => {
    expect(await plugin.version()).toBe(version);
  });

  it("accepts secrets and previews", async () => {
    expect(await plugin.configure({ baseUrl: gitlab.baseUrl, token: secret(token) })).toEqual({
      acceptSecrets: true,
      supportsPreview: true,
    });
  });

  it("refuses a token that GitLab refuses, without showing it", async () => {
    const configured = plugin.configure({ baseUrl: gitlab.baseUrl, token: "glpat-canary" });
    await expect(configured).rejects.toThrow(/user: 401 \{message: 401 Unauthorized\}$/);
    await expect(configured).rejects.not.toThrow("canary");
  });

  it("asks nothing at first when it is told not to", async () => {
    await plugin.configure({ baseUrl: "http://127.0.0.1:1/", token, earlyAuthCheck: "false" });
  });

  it.each(["https://gitlab.example.com/api/v4/", "http://10.0.0.1/", "http://127.0.0.1.example/"])(
    "refuses %s, which is not this machine",
    async (baseUrl) => {
      await expect(plugin.configure({ baseUrl, token })).rejects.toThrow(
        `The sandbox's stand-in for the gitlab ${version} plugin reaches this machine only`,
      );
    },
  );

  it("refuses keys that it doesn't know and values of the wrong type", async () => {
    const { failures } = await plugin.checkConfig({
      url: "x",
      retries: "often",
      version,
    });
    expect(failures).toEqual([
      `could not validate provider configuration: "retries" must be a whole number. Examine values at 'mine.retries'.`,
      "could not validate provider configuration: Invalid or unknown key. Examine values at 'mine.url'.",
    ]);
  });

  it("gives its configuration back as it came, secrets as secrets", async () => {
    const news = { baseUrl: gitlab.baseUrl, token: secret(token), retries: secret("1") };
    expect(await plugin.checkConfig(news)).toEqual({ inputs: news, failures: [] });
  });

  it("changes without replacing anything", async () => {
    const olds = { baseUrl: "http://127.0.0.1/", token: secret("a"), retries: "1" };
    const { details, replaces } = await plugin.diffConfig(olds, { ...olds, token: secret("b") });
    expect({ details, replaces }).toEqual({ details: { token: "~" }, replaces: [] });
  });
});

describe("Check", () => {
  it("finds what the provider's schema doesn't know, what is missing, and wrong types and values", async () => {
    const { failures } = await plugin.check(types.variable, {
      key: "KEY",
      project: 1,
      variableType: "envVar",
      scope: "*",
    });
    expect(failures).toEqual([
      `"project" must be a string. Examine values at 'it.project'.`,
      `Invalid Attribute Value Match. Attribute variable_type value must be one of: ["env_var" "file"], got: "envVar". Examine values at 'it.variableType'.`,
      "Missing required property 'value'",
      "Invalid or unknown key. Examine values at 'it.scope'.",
    ]);
  });

  it("looks into lists of objects", async () => {
    const inputs = { branch: "main", project: "1", allowedToPushes: [{ level: "admin" }] };
    const { failures } = await plugin.check(types.protection, inputs);
    expect(failures).toEqual([
      "Invalid or unknown key. Examine values at 'it.allowedToPushes[0].level'.",
    ]);
  });

  it("lets unknown values and secrets pass", async () => {
    const inputs = { key: "KEY", project: unknown, value: secret("x"), masked: unknown };
    expect(await plugin.check(types.variable, inputs)).toEqual({ inputs, failures: [] });
  });

  it("makes up a name where none is given, and keeps it", async () => {
    const { inputs } = await plugin.check(types.environment, { project: "1" });
    expect(inputs["name"]).toMatch(/^it-[0-9a-f]{7}$/);
    const again = await plugin.check(types.environment, { project: "1" }, inputs);
    expect(again.inputs).toEqual(inputs);
  });
});

describe("Preview", () => {
  it("shows a new resource's inputs and defaults, and the rest as unknown, without a write", async () => {
    const inputs = { project: unknown, key: "KEY", value: secret("x"), environmentScope: "uat" };
    const { state } = await plugin.create(types.variable, inputs, true);
    expect(state).toEqual({
      ...inputs,
      description: "",
      hidden: false,
      masked: false,
      protected: false,
      raw: false,
      variableType: "env_var",
    });
    const project = await plugin.create(types.project, shop, true);
    expect(project.state).toMatchObject({
      name: "shop",
      webUrl: unknown,
      mergeMethod: unknown,
      runnersToken: secret(unknown),
    });
    expect(writes()).toEqual([]);
  });

  it("shows an update without a write", async () => {
    const { id, state } = await createProject();
    const count = writes().length;
    const news = { ...shop, mergeMethod: "ff" };
    const after = await plugin.update(types.project, { id, state, news, preview: true });
    expect(after).toEqual({ ...state, mergeMethod: "ff" });
    expect(writes()).toHaveLength(count);
  });
});

describe("Functions", () => {
  it("tell the instance, a group and a project", async () => {
    await createProject();
    const call = async (name: string, args: object) =>
      (await plugin.invoke(`gitlab:index/${name}:${name}`, { ...args })).result;
    expect(await call("getMetadata", {})).toMatchObject({ enterprise: false, version: "19.0.0" });
    expect(await call("getGroup", { fullPath: "acme" })).toMatchObject({ groupId: 2 });
    expect(await call("getProject", { pathWithNamespace: "acme/shop" })).toMatchObject({
      id: "1",
      defaultBranch: "main",
    });
  });

  it("say what is missing", async () => {
    const called = plugin.invoke("gitlab:index/getGroup:getGroup", {});
    await expect(called).rejects.toThrow("One of `groupId` or `fullPath` must be set.");
    const { failures } = await plugin.invoke("gitlab:index/getGroup:getGroup", { groupId: "x" });
    expect(failures).toEqual(['[groupId] "groupId" must be a whole number']);
  });
});
