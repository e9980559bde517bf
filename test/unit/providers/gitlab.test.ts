import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type GitLab, isWrite, readRequests, startGitLab } from "../../../sandbox/gitlab/server.ts";
import { type Json, type PluginClient, secret, startPlugin, unknown, urn } from "./engine.ts";

const token = "a-token-for-tests";
const types = {
  project: urn("gitlab:index/project:Project"),
  branch: urn("gitlab:index/branch:Branch"),
  protection: urn("gitlab:index/branchProtection:BranchProtection"),
  environment: urn("gitlab:index/projectEnvironment:ProjectEnvironment"),
  variable: urn("gitlab:index/projectVariable:ProjectVariable"),
  hook: urn("gitlab:index/projectHook:ProjectHook"),
};

let plugin: PluginClient;
let folder: string;
let gitlab: GitLab;

beforeAll(async () => {
  plugin = await startPlugin("gitlab");
});

beforeEach(async () => {
  await startOn("ce");
});

afterEach(async () => {
  await stop();
});

async function startOn(edition: "ce" | "ee"): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "slipway-gitlab-"));
  gitlab = await startGitLab({ folder, token, edition });
  await plugin.configure({ baseUrl: gitlab.baseUrl, token: secret(token) });
  await request("POST", "groups", { name: "acme", path: "acme" });
}

async function stop(): Promise<void> {
  await gitlab.close();
  rmSync(folder, { recursive: true });
}

/** A change by hand. */
async function request(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

function writes(): string[] {
  return readRequests(folder)
    .filter(isWrite)
    .map(({ method, path }) => `${method} ${path.replace("/api/v4/", "")}`)
    .slice(1);
}

const shop = { name: "shop", namespaceId: 2, initializeWithReadme: true };

async function createProject(inputs: object = {}) {
  return plugin.create(types.project, { ...shop, ...inputs });
}

describe("The plugin's configuration", () => {
  it("tells the version that the SDK asks for", async () => {
    expect(await plugin.version()).toBe("10.1.1");
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
        "The sandbox's stand-in for the gitlab 10.1.1 plugin reaches this machine only",
      );
    },
  );

  it("refuses keys that it doesn't know and values of the wrong type", async () => {
    const { failures } = await plugin.checkConfig({
      url: "x",
      retries: "often",
      version: "10.1.1",
    });
    expect(failures).toEqual([
      `could not validate provider configuration: "retries" must be a whole number. Examine values at 'mine.retries'.`,
      "could not validate provider configuration: Invalid or unknown key. Examine values at 'mine.url'.",
    ]);
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

describe("Project", () => {
  it("is created, with a PUT for what POST ignores, once its default branch is protected", async () => {
    const { id, state } = await createProject({
      defaultBranch: "develop",
      ciForwardDeploymentEnabled: false,
      archiveOnDestroy: true,
    });
    expect(id).toBe("1");
    expect(state).toMatchObject({
      name: "shop",
      path: "shop",
      pathWithNamespace: "acme/shop",
      namespaceId: 2,
      defaultBranch: "develop",
      ciForwardDeploymentEnabled: false,
      archiveOnDestroy: true,
      initializeWithReadme: true,
      description: "",
      webUrl: `${gitlab.url}/acme/shop`,
      runnersToken: secret(expect.stringMatching(/^GR/)),
    });
    expect(writes()).toEqual(["POST projects", "PUT projects/1"]);
  });

  it("sends what changed only, and nothing when nothing did", async () => {
    const inputs = { ...shop, mergeMethod: "ff", description: "old" };
    const { id, state } = await plugin.create(types.project, inputs);
    const same = await plugin.diff(types.project, { id, state, inputs, news: inputs });
    expect(same.changes).toEqual([]);

    const news = { ...shop, mergeMethod: "merge" };
    const { details, replaces } = await plugin.diff(types.project, { id, state, inputs, news });
    expect({ details, replaces }).toEqual({
      details: { mergeMethod: "~", description: "-" },
      replaces: [],
    });
    const after = await plugin.update(types.project, { id, state, news });
    expect(after).toMatchObject({ mergeMethod: "merge", description: "" });
    expect(writes().slice(1)).toEqual(["PUT projects/1"]);
  });

  it("keeps what GitLab has for settings that the program doesn't mention", async () => {
    const { id, state } = await createProject();
    await request("PUT", "projects/1", { squash_option: "always" });
    const read = await plugin.read(types.project, id, state, shop);
    expect(read.inputs).toEqual(shop);
    const { changes } = await plugin.diff(types.project, {
      id,
      state: read.state,
      inputs: read.inputs,
      news: shop,
    });
    expect(changes).toEqual([]);
  });

  it("is archived instead of deleted when it was told so", async () => {
    const { id, state } = await createProject({ archiveOnDestroy: true });
    await plugin.delete(types.project, id, state);
    expect(await request("GET", "projects/1")).toMatchObject({
      archived: true,
      marked_for_deletion_on: null,
    });
  });

  it("counts as gone once it is marked for deletion", async () => {
    const { id, state } = await createProject();
    await plugin.delete(types.project, id, state);
    expect((await plugin.read(types.project, id, state, shop)).id).toBe("");
  });

  it("is removed for good when it was told so", async () => {
    const { id, state } = await createProject({ permanentlyDeleteOnDestroy: true });
    await plugin.delete(types.project, id, state);
    expect(await request("GET", "projects/1")).toMatchObject({ message: "404 Project Not Found" });
  });

  it("is adopted by its path; what GitLab doesn't tell shows as added", async () => {
    await createProject({ mergeMethod: "ff" });
    const read = await plugin.read(types.project, "acme/shop");
    expect(read.id).toBe("1");
    expect(read.inputs).toMatchObject({ name: "shop", namespaceId: 2, mergeMethod: "ff" });
    expect(read.inputs).not.toHaveProperty("initializeWithReadme");
    const request = { ...read, news: { ...shop, skipWaitForDefaultBranchProtection: true } };
    const { details } = await plugin.diff(types.project, request);
    expect(details).toEqual({ initializeWithReadme: "+" });
    const ignore = ["initializeWithReadme"];
    expect((await plugin.diff(types.project, { ...request, ignore })).changes).toEqual([]);
  });

  it("says what GitLab says when it refuses", async () => {
    await createProject();
    await expect(createProject()).rejects.toThrow(
      `POST ${gitlab.baseUrl}projects: 400 {message: {name: [has already been taken]}, {path: [has already been taken]}, {project_namespace.name: [has already been taken]}}`,
    );
  });

  it("is kept by the engine when it came to be before something failed", async () => {
    const error: unknown = await createProject({ ciDefaultGitDepth: "many" }).catch(
      (refusal: unknown) => refusal,
    );
    expect(error).toMatchObject({
      message: expect.stringContaining("ci_default_git_depth is invalid") as string,
    });
    const { metadata } = error as { metadata: { get(name: string): Buffer[] } };
    const [details] = metadata.get("grpc-status-details-bin");
    expect(details?.toString()).toContain("pulumirpc.ErrorResourceInitFailed");
    expect(details?.toString()).toContain("acme/shop");
  });
});

describe("ProjectVariable", () => {
  const inputs = {
    project: "1",
    key: "DB_PASSWORD",
    value: secret("pa$$word#1"),
    environmentScope: "production",
    masked: true,
    raw: true,
    protected: true,
  };

  beforeEach(async () => {
    await createProject();
  });

  it("keeps a secret value secret, through create, refresh and update", async () => {
    const { id, state } = await plugin.create(types.variable, inputs);
    expect(id).toBe("1:DB_PASSWORD:production");
    expect(state["value"]).toEqual(secret("pa$$word#1"));
    await request("PUT", "projects/1/variables/DB_PASSWORD", { value: "by-hand-1" });
    const read = await plugin.read(types.variable, id, state, inputs);
    expect(read.inputs).toEqual({ ...inputs, value: secret("by-hand-1") });
    expect(read.state["value"]).toEqual(secret("by-hand-1"));
    const { details } = await plugin.diff(types.variable, { ...read, news: inputs });
    expect(details).toEqual({ value: "~" });
    const after = await plugin.update(types.variable, { id, state: read.state, news: inputs });
    expect(after).toEqual(state);
  });

  it("shows a setting that drifted though the program leaves it at its default", async () => {
    const plain = { project: "1", key: "KEY", value: "value" };
    const { id, state } = await plugin.create(types.variable, plain);
    await request("PUT", "projects/1/variables/KEY", { protected: true });
    const read = await plugin.read(types.variable, id, state, plain);
    const { details } = await plugin.diff(types.variable, { ...read, news: plain });
    expect(details).toEqual({ protected: "-" });
  });

  it.each([
    ["key", "OTHER"],
    ["environmentScope", "staging"],
    ["project", "2"],
    ["hidden", true],
  ])("is replaced for another %s", async (name, value) => {
    const { id, state } = await plugin.create(types.variable, inputs);
    const news = { ...inputs, [name]: value };
    const difference = await plugin.diff(types.variable, { id, state, inputs, news });
    expect(difference).toMatchObject({ replaces: [name], deleteBeforeReplace: false });
    expect(Object.values(difference.details)[0]).toMatch(/±$/);
  });

  it("is replaced when its project is not known yet", async () => {
    const { id, state } = await plugin.create(types.variable, inputs);
    const news = { ...inputs, project: unknown };
    const { replaces } = await plugin.diff(types.variable, { id, state, inputs, news });
    expect(replaces).toEqual(["project"]);
  });

  it("is adopted without a change", async () => {
    await plugin.create(types.variable, inputs);
    const read = await plugin.read(types.variable, "1:DB_PASSWORD:production");
    const { changes } = await plugin.diff(types.variable, { ...read, news: inputs });
    expect(changes).toEqual([]);
    expect(read.inputs).toEqual({ ...inputs, value: "pa$$word#1" });
  });

  it("believes the program about a hidden value", async () => {
    const hidden = { ...inputs, hidden: true };
    const { id, state } = await plugin.create(types.variable, hidden);
    expect(state["value"]).toEqual(secret("pa$$word#1"));
    const read = await plugin.read(types.variable, id, state, hidden);
    expect(read.inputs).toEqual(hidden);
  });

  it("is gone after it is deleted, once or twice", async () => {
    const { id, state } = await plugin.create(types.variable, inputs);
    await plugin.delete(types.variable, id, state);
    await plugin.delete(types.variable, id, state);
    expect((await plugin.read(types.variable, id, state, inputs)).id).toBe("");
  });

  it("says which id it can't read", async () => {
    await expect(plugin.read(types.variable, "1:KEY")).rejects.toThrow(
      'The id "1:KEY" is not of the form <project>:<key>:<environment scope>.',
    );
  });

  it("tells GitLab's refusal without the value", async () => {
    const refused = plugin.create(types.variable, { ...inputs, value: secret("a canary") });
    await expect(refused).rejects.toThrow("400 {message: {value: [is invalid]}}");
    await expect(refused).rejects.not.toThrow("canary");
  });
});

describe("ProjectEnvironment", () => {
  const inputs = { project: "1", name: "production", externalUrl: "https://a.example.com" };

  beforeEach(async () => {
    await createProject();
  });

  it("is read as it was made, and adopted without a change", async () => {
    const { id, state } = await plugin.create(types.environment, inputs);
    expect({ id, state }).toMatchObject({
      id: "1:1",
      state: { slug: "production", tier: "production", state: "available" },
    });
    const read = await plugin.read(types.environment, "1:1");
    const { changes } = await plugin.diff(types.environment, { ...read, news: inputs });
    expect(changes).toEqual([]);
  });

  it("is replaced for another project, its name being free only when it is gone", async () => {
    const { id, state } = await plugin.create(types.environment, inputs);
    const news = { ...inputs, project: "2" };
    expect(await plugin.diff(types.environment, { id, state, inputs, news })).toMatchObject({
      replaces: ["project"],
      deleteBeforeReplace: true,
    });
    const renamed = { ...inputs, name: "other" };
    expect(
      await plugin.diff(types.environment, { id, state, inputs, news: renamed }),
    ).toMatchObject({ replaces: ["name"], deleteBeforeReplace: false });
  });

  it("is deleted only when it may be stopped first", async () => {
    const { id, state } = await plugin.create(types.environment, inputs);
    await expect(plugin.delete(types.environment, id, state)).rejects.toThrow(
      'The environment "production" is available, and GitLab deletes stopped ones only.',
    );
    await plugin.delete(types.environment, id, { ...state, stopBeforeDestroy: true });
    expect(writes().slice(-2)).toEqual([
      "POST projects/1/environments/1/stop",
      "DELETE projects/1/environments/1",
    ]);
  });
});

describe("Branch", () => {
  const inputs = { project: "1", name: "develop", ref: "main" };

  beforeEach(async () => {
    await createProject();
  });

  it("is made from its ref, which is never read back", async () => {
    const { id, state } = await plugin.create(types.branch, inputs);
    expect(id).toBe("1:develop");
    expect(state).toMatchObject({ ref: "main", protected: false, default: false });
    expect(await plugin.read(types.branch, id, state, inputs)).toEqual({ id, state, inputs });
    const adopted = await plugin.read(types.branch, id);
    const { details } = await plugin.diff(types.branch, { ...adopted, news: inputs });
    expect(details).toEqual({ ref: "+±" });
  });

  it("stays when it was told to", async () => {
    const { id, state } = await plugin.create(types.branch, { ...inputs, keepOnDestroy: true });
    await plugin.delete(types.branch, id, state);
    expect((await plugin.read(types.branch, id)).id).toBe(id);
  });
});

describe("BranchProtection", () => {
  const common = { project: "1", branch: "main" };
  const ofCommunity = { ...common, pushAccessLevel: "no one", mergeAccessLevel: "developer" };
  const ofEnterprise = {
    ...common,
    allowedToPushes: [{ accessLevel: "no one" }],
    allowedToMerges: [{ accessLevel: "maintainer" }, { accessLevel: "developer" }],
  };

  it("takes over what GitLab made for the default branch", async () => {
    await createProject();
    const { id, state } = await plugin.create(types.protection, ofCommunity);
    expect(id).toBe("1:main");
    expect(state).toMatchObject({ ...ofCommunity, allowForcePush: false });
    expect(writes().slice(1)).toEqual([
      "DELETE projects/1/protected_branches/main",
      "POST projects/1/protected_branches",
    ]);
  });

  it("leaves somebody else's protection alone", async () => {
    await createProject();
    await request("POST", "projects/1/protected_branches", { name: "develop" });
    const created = plugin.create(types.protection, { ...ofCommunity, branch: "develop" });
    await expect(created).rejects.toThrow(
      'protected branch "develop" on project "1" already exists. Import it: pulumi import gitlab:index/branchProtection:BranchProtection <name> 1:develop',
    );
  });

  it("is replaced for other levels on the Community Edition", async () => {
    await createProject();
    const { id, state } = await plugin.create(types.protection, ofCommunity);
    const inputs = ofCommunity;
    const news = { ...inputs, pushAccessLevel: "maintainer", allowForcePush: true };
    expect(await plugin.diff(types.protection, { id, state, inputs, news })).toMatchObject({
      replaces: ["pushAccessLevel"],
      details: { pushAccessLevel: "~±", allowForcePush: "~" },
    });
  });

  it("is changed in place on the Enterprise Edition, whatever the order of its lists", async () => {
    await stop();
    await startOn("ee");
    await createProject();
    const { id, state } = await plugin.create(types.protection, ofEnterprise);
    expect(state).toMatchObject({
      allowedToPushes: [{ accessLevel: "no one", accessLevelDescription: "No one" }],
    });
    const inputs = ofEnterprise;
    const turned = { ...inputs, allowedToMerges: inputs.allowedToMerges.toReversed() };
    const same = await plugin.diff(types.protection, { id, state, inputs, news: turned });
    expect(same.changes).toEqual([]);

    const news = { ...inputs, allowedToMerges: [{ accessLevel: "admin" }] };
    const { details, replaces } = await plugin.diff(types.protection, { id, state, inputs, news });
    expect({ details, replaces }).toEqual({
      details: { "allowedToMerges[0].accessLevel": "~", "allowedToMerges[1]": "-" },
      replaces: [],
    });
    const unsure = { ...inputs, allowedToMerges: unknown };
    expect(await plugin.diff(types.protection, { id, state, inputs, news: unsure })).toMatchObject({
      details: { allowedToMerges: "~" },
    });
    const after = await plugin.update(types.protection, { id, state, news });
    expect(after).toMatchObject({ allowedToMerges: [{ accessLevel: "admin" }] });

    const read = await plugin.read(types.protection, id);
    expect((await plugin.diff(types.protection, { ...read, news })).changes).toEqual([]);
  });

  it("refuses the other edition's shape", async () => {
    await createProject();
    await expect(plugin.create(types.protection, ofEnterprise)).rejects.toThrow(
      "allowedToPushes and allowedToMerges take a GitLab Enterprise instance. Use pushAccessLevel and mergeAccessLevel instead.",
    );
    await stop();
    await startOn("ee");
    await expect(plugin.create(types.protection, ofCommunity)).rejects.toThrow(
      "pushAccessLevel and mergeAccessLevel can't be used with GitLab Enterprise. Use allowedToPushes and allowedToMerges instead.",
    );
  });
});

describe("ProjectHook", () => {
  const inputs = {
    project: "1",
    name: "chat",
    url: "https://chat.example.com/hook",
    token: secret("a canary"),
    deploymentEvents: true,
    pushEvents: false,
  };

  beforeEach(async () => {
    await createProject();
  });

  it("is made, changed in place, and gone after it is deleted", async () => {
    const { id, state } = await plugin.create(types.hook, inputs);
    expect(id).toBe("1:1");
    expect(state).toMatchObject({
      ...inputs,
      hookId: 1,
      projectId: 1,
      enableSslVerification: true,
    });
    const news: Json = { ...inputs, pipelineEvents: true };
    delete news["pushEvents"];
    const { details } = await plugin.diff(types.hook, { id, state, inputs, news });
    expect(details).toEqual({ pipelineEvents: "~", pushEvents: "-" });
    const after = await plugin.update(types.hook, { id, state, news });
    expect(after).toMatchObject({ ...news, pushEvents: true });
    await plugin.delete(types.hook, id, after);
    expect((await plugin.read(types.hook, id, after, news)).id).toBe("");
    expect(writes().slice(1)).toEqual([
      "POST projects/1/hooks",
      "PUT projects/1/hooks/1",
      "DELETE projects/1/hooks/1",
    ]);
  });

  it("keeps its token through a refresh, and is adopted without it", async () => {
    const { id, state } = await plugin.create(types.hook, inputs);
    expect(await plugin.read(types.hook, id, state, inputs)).toEqual({ id, state, inputs });
    const adopted = await plugin.read(types.hook, id);
    const { details } = await plugin.diff(types.hook, { ...adopted, news: inputs });
    expect(details).toEqual({ token: "~" });
  });

  it("is replaced for another address", async () => {
    const { id, state } = await plugin.create(types.hook, inputs);
    const news = { ...inputs, url: "https://other.example.com/" };
    const { replaces } = await plugin.diff(types.hook, { id, state, inputs, news });
    expect(replaces).toEqual(["url"]);
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
