import { beforeEach, describe, expect, it } from "vitest";
import { createProject, plugin, request, startOn, stop, types, writes } from "./sandbox.ts";

const account = { group: "acme", username: "slipway-release", name: "Slipway" };
const accounts = "groups/acme/service_accounts";

beforeEach(async () => {
  await stop();
  await startOn("ee");
});

describe("GroupServiceAccount", () => {
  it("is found among the group's, and gone after it is deleted", async () => {
    await request("POST", accounts, { username: "another" });
    const { id, state } = await plugin.create(types.serviceAccount, account);
    expect(state).toMatchObject({
      ...account,
      serviceAccountId: expect.stringMatching(/^\d+$/) as string,
    });
    expect(id).toBe(`acme:${state["serviceAccountId"] as string}`);
    expect(await plugin.read(types.serviceAccount, id, state, account)).toEqual({
      id,
      state,
      inputs: account,
    });
    await plugin.delete(types.serviceAccount, id, state);
    expect((await plugin.read(types.serviceAccount, id, state, account)).id).toBe("");
  });

  it("is refused by the Community Edition, which has none", async () => {
    await stop();
    await startOn("ce");
    await expect(plugin.create(types.serviceAccount, account)).rejects.toThrow("404 Not Found");
  });
});

describe("GroupServiceAccountAccessToken", () => {
  const inputs = {
    group: "acme",
    name: "slipway-release 2026-10",
    scopes: ["read_registry", "write_registry"],
    expiresAt: "2100-04-01",
  };

  it("is told once, and gone when it is revoked", async () => {
    const made = await plugin.create(types.serviceAccount, account);
    const userId = Number(made.state["serviceAccountId"]);
    const { id, state } = await plugin.create(types.serviceToken, { ...inputs, userId });
    expect(state).toMatchObject({ ...inputs, userId, active: true, revoked: false });
    expect(JSON.stringify(state["token"])).toContain("glpat-");
    const read = await plugin.read(types.serviceToken, id, state, { ...inputs, userId });
    expect(read).toEqual({ id, state, inputs: { ...inputs, userId } });
    const news = { ...inputs, userId, name: "slipway-release 2027-01" };
    const old = { id, state, inputs: { ...inputs, userId }, news };
    expect((await plugin.diff(types.serviceToken, old)).replaces).toEqual(["name"]);
    await plugin.delete(types.serviceToken, id, state);
    expect((await plugin.read(types.serviceToken, id, state)).id).toBe("");
  });
});

describe("ProjectMembership", () => {
  it("gives a user a role, and takes it", async () => {
    await createProject();
    const made = await plugin.create(types.serviceAccount, account);
    const userId = Number(made.state["serviceAccountId"]);
    const inputs = { project: "1", userId, accessLevel: "maintainer" };
    const { id, state } = await plugin.create(types.membership, inputs);
    expect(id).toBe(`1:${userId}`);
    expect(await plugin.read(types.membership, id, state, inputs)).toEqual({ id, state, inputs });
    const news = { ...inputs, accessLevel: "developer" };
    expect(await plugin.update(types.membership, { id, state, news })).toMatchObject(news);
    await plugin.delete(types.membership, id, state);
    expect((await plugin.read(types.membership, id, state, inputs)).id).toBe("");
    expect(writes().slice(2)).toEqual([
      "POST projects/1/members",
      `PUT projects/1/members/${userId}`,
      `DELETE projects/1/members/${userId}`,
    ]);
  });
});
