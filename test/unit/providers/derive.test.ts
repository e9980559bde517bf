import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gitlab } from "../../../sandbox/providers/gitlab.ts";
import type { GitLabClient } from "../../../sandbox/providers/gitlab/client.ts";
import { derive } from "../../../sandbox/providers/gitlab/derive.ts";
import { byToken } from "../../../sandbox/providers/gitlab/schema.ts";
import type { Context } from "../../../sandbox/providers/resource.ts";
import type { Values } from "../../../sandbox/providers/values.ts";

const slice = new URL("../../../sdks/gitlab/schema.json", import.meta.url);
const schema = JSON.parse(readFileSync(slice, "utf8")) as Record<string, Record<string, unknown>>;

const token = "gitlab:index/projectVariable:ProjectVariable";
const simple = { path: "projects/:project/variables/:key", id: ["project", "key"] };

/** A GitLab that answers each request with the next answer, and notes what it was asked. */
function answering(...answers: Values[]) {
  const asked: unknown[] = [];
  const ask =
    (method: string) =>
    (path: string, ...rest: unknown[]) => {
      asked.push([method, path, ...rest]);
      return Promise.resolve(answers.shift());
    };
  const methods = ["get", "find", "post", "put", "patch", "delete"];
  const client = Object.fromEntries(methods.map((name) => [name, ask(name)]));
  const context: Context<GitLabClient> = {
    client: client as unknown as GitLabClient,
    signal: new AbortController().signal,
    log: () => undefined,
  };
  return { asked, context };
}

it("has a behaviour for each resource and each function that is in use", () => {
  expect(Object.keys(gitlab.resources).sort()).toEqual(Object.keys(schema["resources"]!).sort());
  expect(Object.keys(gitlab.functions).sort()).toEqual(Object.keys(schema["functions"]!).sort());
});

it("refuses a behaviour for what is not in use", () => {
  expect(() => byToken(derive, { ProjectHooks: simple })).toThrow(
    'sdks/gitlab/schema.json has no "ProjectHooks".',
  );
});

describe("A derived resource", () => {
  it("has the schema's types, required inputs, outputs and secrets", () => {
    const hook = gitlab.resources["gitlab:index/projectHook:ProjectHook"]!;
    expect(hook.inputs).toMatchObject({
      project: { type: "string", required: true },
      pushEvents: { type: "boolean" },
    });
    expect(hook.inputs["pushEvents"]?.required).toBeUndefined();
    expect(hook.outputs).toEqual(["hookId", "projectId"]);
    expect(hook.secrets).toEqual(["token"]);
    const protection = gitlab.resources["gitlab:index/branchProtection:BranchProtection"]!;
    expect(protection.inputs["allowedToPushes"]?.type).toMatchObject([
      { accessLevel: { type: "string" }, deployKeyId: { type: "integer" } },
    ]);
    const project = gitlab.resources["gitlab:index/project:Project"]!;
    expect(project.inputs).toMatchObject({
      buildTimeout: { type: "integer" },
      containerExpirationPolicy: { type: { keepN: { type: "integer" } } },
      topics: { type: "strings" },
    });
  });

  it("makes up a name that may be left out, and no other", () => {
    const made = Object.entries(gitlab.resources).flatMap(([type, { inputs }]) =>
      Object.keys(inputs)
        .filter((name) => inputs[name]?.autonamed)
        .map((name) => `${type.split(":")[2]}.${name}`),
    );
    expect(made).toEqual([
      "Branch.name",
      "GroupServiceAccount.name",
      "GroupServiceAccountAccessToken.name",
      "Project.name",
      "ProjectEnvironment.name",
      "ProjectHook.name",
    ]);
  });

  it.each([
    { replaces: ["scope"] },
    { absent: { scope: "*" } },
    { values: { "value.scope": ["*"] } },
    { writeOnly: ["scope"] },
    { local: ["scope"] },
    { onlyOnCreation: ["scope"] },
    { same: { scope: () => true } },
  ])("refuses a behaviour that names what the schema doesn't have: %j", (slip) => {
    expect(() => derive(token, { ...simple, ...slip })).toThrow("The schema has no input");
  });

  it("is created with what is given, under GitLab's names, and known by its answer", async () => {
    const resource = derive(token, { ...simple, parameters: { variableType: "kind" } });
    const { asked, context } = answering({ key: "A", value: "x", kind: "file", masked: true });
    const inputs = { project: "acme/shop", key: "A", value: "x", variableType: "file" };
    const known = await resource.create(inputs, context, "it");
    expect(asked).toEqual([
      ["post", "projects/acme%2Fshop/variables", { key: "A", value: "x", kind: "file" }],
    ]);
    expect(known).toEqual({ id: "acme/shop:A", state: { ...inputs, masked: true } });
  });

  it("is updated with what may change, and with what absent properties mean", async () => {
    const absent = { masked: false, description: "" };
    const resource = derive(token, { ...simple, absent, replaces: ["key"], local: ["raw"] });
    const { asked, context } = answering({ key: "A", value: "y" });
    const inputs = { project: "1", key: "A", value: "y", raw: true };
    await resource.update("1:A", { ...inputs, value: "x" }, inputs, context);
    const body = { masked: false, description: "", value: "y" };
    expect(asked).toEqual([["put", "projects/1/variables/A", body, {}]]);
  });

  it("asks for itself only, where nothing may change", async () => {
    const names = ["project", "key", "value"];
    const resource = derive(token, { ...simple, replaces: names });
    const { asked, context } = answering({ key: "A" });
    await resource.update("1:A", {}, { project: "1", key: "A", value: "x" }, context);
    expect(asked).toEqual([["get", "projects/1/variables/A", {}]]);
  });

  it("believes the program about what GitLab doesn't tell", async () => {
    const resource = derive(token, { ...simple, writeOnly: ["raw"], absent: { masked: false } });
    const { context } = answering({ key: "A", value: null, raw: false, description: null });
    const known = await resource.read?.("1:A", { value: "x", raw: true }, context);
    const state = { project: "1", key: "A", value: "x", raw: true, description: "", masked: false };
    expect(known).toEqual({ id: "1:A", state });
  });

  it("is kept when what follows its creation fails", async () => {
    const settle = () => Promise.reject(new Error("too late"));
    const resource = derive(token, { ...simple, settle });
    const { context } = answering({ key: "A", value: "x" });
    const created = resource.create({ project: "1", key: "A", value: "x" }, context, "it");
    await expect(created).rejects.toMatchObject({ message: "too late", known: { id: "1:A" } });
  });
});

describe("ProjectHook", () => {
  const hook = gitlab.resources["gitlab:index/projectHook:ProjectHook"]!;
  const inputs = { project: "1", name: "it", url: "https://a.example.com/", token: "canary" };
  const answer = { id: 7, project_id: 1, url: inputs.url, name: "it", push_events: true };

  it("sends its token and keeps it, since GitLab never tells it", async () => {
    const { asked, context } = answering(answer);
    const { token, name, url } = inputs;
    const known = await hook.create(inputs, context, "it");
    expect(asked).toEqual([["post", "projects/1/hooks", { name, url, token }]]);
    expect(known).toMatchObject({ id: "1:7", state: { hookId: 7, projectId: 1, token } });

    const read = answering(answer);
    expect(await hook.read?.("1:7", known.state, read.context)).toMatchObject(known);
    expect(read.asked).toEqual([["find", "projects/1/hooks/7", {}]]);
  });

  it("is changed in place, except for another address", async () => {
    const { asked, context } = answering(answer);
    await hook.update("1:7", {}, { ...inputs, pushEvents: false }, context);
    expect(asked).toMatchObject([
      ["put", "projects/1/hooks/7", { push_events: false, enable_ssl_verification: true }, {}],
    ]);
    const replacing = Object.keys(hook.inputs).filter((name) => hook.inputs[name]?.replaces);
    expect(replacing).toEqual(["project", "url"]);
  });
});
