import { describe, expect, it } from "vitest";
import { halfCreated, secret } from "../engine.ts";
import { createProject, gitlab, plugin, request, shop, types, writes } from "./sandbox.ts";

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

  it("is kept by the engine when it came to be before something failed, its secrets secret", async () => {
    const inputs = { ciDefaultGitDepth: "many", description: secret("a canary") };
    const error: unknown = await createProject(inputs).catch((refusal: unknown) => refusal);
    const reason = expect.stringContaining("ci_default_git_depth is invalid") as string;
    expect(error).toMatchObject({ message: reason });
    const { id, reasons, state } = halfCreated(error);
    expect({ id, reasons }).toEqual({ id: "1", reasons: [reason] });
    expect(state).toMatchObject({
      pathWithNamespace: "acme/shop",
      description: secret("a canary"),
      runnersToken: secret(expect.stringMatching(/^GR/)),
    });
    expect(Object.values(state)).not.toContain(null);
  });
});
