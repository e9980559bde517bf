import { beforeEach, describe, expect, it } from "vitest";
import { unknown } from "../engine.ts";
import { createProject, plugin, types, writes } from "./sandbox.ts";

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
    const unsure = { ...inputs, name: unknown };
    expect(await plugin.diff(types.environment, { id, state, inputs, news: unsure })).toMatchObject(
      { replaces: ["name"], deleteBeforeReplace: false },
    );
    const elsewhere = { ...inputs, externalUrl: "https://b.example.com" };
    expect(
      await plugin.diff(types.environment, { id, state, inputs, news: elsewhere }),
    ).toMatchObject({ replaces: [], deleteBeforeReplace: false });
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
