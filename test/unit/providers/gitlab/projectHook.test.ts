import { beforeEach, describe, expect, it } from "vitest";
import { type Json, secret } from "../engine.ts";
import { createProject, plugin, types, writes } from "./sandbox.ts";

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
