import { beforeEach, describe, expect, it } from "vitest";
import { createProject, plugin, request, types, writes } from "./sandbox.ts";

beforeEach(async () => {
  await createProject();
});

describe("ProjectContainerRepositoryProtection", () => {
  const inputs = {
    project: "1",
    repositoryPathPattern: "acme/shop/release",
    minimumAccessLevelForPush: "maintainer",
    minimumAccessLevelForDelete: "maintainer",
  };

  it("is found among the project's rules, changed in place, and gone after it is deleted", async () => {
    await plugin.create(types.registryRule, { ...inputs, repositoryPathPattern: "acme/shop/*" });
    const { id, state } = await plugin.create(types.registryRule, inputs);
    expect([id, state["protectionRuleId"]]).toEqual(["1:2", 2]);
    expect(await plugin.read(types.registryRule, id, state, inputs)).toEqual({ id, state, inputs });
    const news = { ...inputs, minimumAccessLevelForDelete: "owner" };
    const { details } = await plugin.diff(types.registryRule, { id, state, inputs, news });
    expect(details).toEqual({ minimumAccessLevelForDelete: "~" });
    const after = await plugin.update(types.registryRule, { id, state, news });
    expect(after).toMatchObject(news);
    await plugin.delete(types.registryRule, id, after);
    expect((await plugin.read(types.registryRule, id, after, news)).id).toBe("");
  });

  it("takes roles that GitLab takes", async () => {
    const { failures } = await plugin.check(types.registryRule, {
      ...inputs,
      minimumAccessLevelForPush: "developer",
    });
    expect(failures).toHaveLength(1);
  });
});

describe("ProjectShareGroup", () => {
  const inputs = { project: "1", groupId: 3, groupAccess: "reporter" };

  beforeEach(async () => {
    await request("POST", "groups", { name: "crew", path: "crew" });
  });

  it("is told by the project, and gone after it is deleted", async () => {
    const { id, state } = await plugin.create(types.share, inputs);
    expect(id).toBe("1:3");
    expect(await plugin.read(types.share, id, state, inputs)).toEqual({ id, state, inputs });
    await plugin.delete(types.share, id, state);
    expect((await plugin.read(types.share, id, state, inputs)).id).toBe("");
  });

  it("is another for another role", async () => {
    const { id, state } = await plugin.create(types.share, inputs);
    const news = { ...inputs, groupAccess: "guest" };
    expect((await plugin.diff(types.share, { id, state, inputs, news })).replaces).toEqual([
      "groupAccess",
    ]);
  });
});

describe("ProjectJobTokenScopes", () => {
  const inputs = { project: "1", targetProjectIds: [2] };

  beforeEach(async () => {
    await createProject({ name: "pipelines" });
    await createProject({ name: "web" });
  });

  it("is what the lists hold, which change by what is missing and what is too many", async () => {
    const { id, state } = await plugin.create(types.jobTokens, inputs);
    expect(id).toBe("1");
    expect(state).toMatchObject({ ...inputs, enabled: true, targetGroupIds: [] });
    expect(await plugin.read(types.jobTokens, id, state, inputs)).toEqual({ id, state, inputs });
    const news = { project: "1", targetProjectIds: [3], targetGroupIds: [2] };
    expect(await plugin.update(types.jobTokens, { id, state, news })).toMatchObject(news);
    await plugin.delete(types.jobTokens, id, state);
    expect((await plugin.read(types.jobTokens, id)).state).toMatchObject({
      targetProjectIds: [],
      targetGroupIds: [],
    });
    const scope = "projects/1/job_token_scope";
    expect(writes().slice(3)).toEqual([
      `PATCH ${scope}`,
      `POST ${scope}/allowlist`,
      `PATCH ${scope}`,
      `POST ${scope}/allowlist`,
      `DELETE ${scope}/allowlist/2`,
      `POST ${scope}/groups_allowlist`,
      `PATCH ${scope}`,
      `DELETE ${scope}/allowlist/3`,
      `DELETE ${scope}/groups_allowlist/2`,
    ]);
  });
});
