import { beforeEach, describe, expect, it } from "vitest";
import { secret, unknown } from "../engine.ts";
import { createProject, plugin, request, types } from "./sandbox.ts";

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

  it("keeps secret through a refresh what is a secret in the state only", async () => {
    const { id, state } = await plugin.create(types.variable, inputs);
    const hidden = { ...state, variableType: secret("env_var") };
    expect(await plugin.read(types.variable, id, hidden, inputs)).toEqual({
      id,
      state: hidden,
      inputs,
    });
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
