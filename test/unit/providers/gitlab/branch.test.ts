import { beforeEach, describe, expect, it } from "vitest";
import { unknown } from "../engine.ts";
import { createProject, plugin, request, startOn, stop, types, writes } from "./sandbox.ts";

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

    const refreshed = await plugin.read(types.protection, id, after, news);
    expect(refreshed.inputs).toEqual(news);
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
