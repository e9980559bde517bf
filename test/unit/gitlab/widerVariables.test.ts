import { beforeEach, describe, expect, it } from "vitest";
import { World } from "./ci/world.ts";
import { join, person } from "./people.ts";
import { startTestGitLab, type TestGitLab } from "./client.ts";

const pipeline = "deploy: { script: [a], environment: { name: production, action: access } }\n";
const group = "groups/acme/variables";
const instance = "admin/ci/variables";
const named = { key: "KEY", value: "value" };

let world: World;
let gitlab: TestGitLab;
beforeEach(async () => {
  world = await World.start(pipeline);
  gitlab = world.gitlab;
});

/** What a job of production is given. */
async function given(ref = "main") {
  const runner = await world.runner();
  await world.pipeline(ref);
  const { variables } = await runner.takes("deploy");
  return Object.fromEntries(variables.map(({ key, value }) => [key, value]));
}

describe("A group's variable", () => {
  it("has GitLab's defaults, is listed, and stays over a restart", async () => {
    const made = await gitlab.request("POST", group, named);
    const shown = {
      ...{ ...named, variable_type: "env_var", protected: false, masked: false, hidden: false },
      ...{ raw: false, environment_scope: "*", description: null },
    };
    expect(made).toMatchObject({ status: 201, body: shown });
    expect((await gitlab.restarted().request("GET", group)).body).toEqual([shown]);
  });

  it("stands once in each scope, and may be hidden", async () => {
    const hidden = { ...named, value: "long-enough", masked_and_hidden: true };
    expect((await gitlab.request("POST", group, hidden)).body).toMatchObject({ value: null });
    const again = await gitlab.request("POST", group, named);
    expect(again.body).toEqual({ message: { key: ["(KEY) has already been taken"] } });
  });

  it("is for its owners alone", async () => {
    const maintainer = await person(gitlab, "maintainer");
    expect(await maintainer.request("GET", group)).toMatchObject({
      ...{ status: 404, body: { message: "404 Group Not Found" } },
    });
    await join(gitlab, maintainer, "maintainer", "groups/acme");
    expect(await maintainer.request("GET", group)).toMatchObject({
      ...{ status: 403, body: { message: "403 Forbidden" } },
    });
    const owner = await person(gitlab, "owner");
    await join(gitlab, owner, "owner", "groups/acme");
    expect(await owner.request("GET", group)).toMatchObject({ status: 200, body: [] });
  });

  it("has a scope where the licence has it", async () => {
    const scoped = { ...named, environment_scope: "production" };
    expect((await gitlab.request("POST", group, scoped)).body).toMatchObject(scoped);
    const free = startTestGitLab("ee");
    await free.request("POST", "groups", { name: "acme", path: "acme" });
    const { body } = await free.request("POST", group, scoped);
    expect(body).toMatchObject({ environment_scope: "*" });
  });
});

it("shows the instance's variables to administrators alone, without a scope", async () => {
  expect(await gitlab.request("POST", instance, named)).toMatchObject({ status: 201 });
  expect((await gitlab.request("GET", instance)).body).toEqual([
    {
      ...{ ...named, variable_type: "env_var", protected: false, masked: false },
      ...{ raw: false, description: null },
    },
  ]);
  const owner = await person(gitlab, "owner");
  await join(gitlab, owner, "owner", "groups/acme");
  expect(await owner.request("GET", instance)).toMatchObject({
    ...{ status: 403, body: { message: "403 Forbidden" } },
  });
});

describe("A job", () => {
  it("gets the nearest value: the project's, its group's, the outer group's, the instance's", async () => {
    const parent = (await gitlab.request("POST", "groups", { name: "outer", path: "outer" })).body;
    const { id } = parent as { id: number };
    const inner = await gitlab.request("POST", "groups", {
      ...{ name: "inner", path: "inner", parent_id: id },
    });
    const namespace = (inner.body as { id: number }).id;
    await gitlab.request("PUT", "projects/1/transfer", { namespace });
    const places = [instance, "groups/outer/variables", "groups/outer%2Finner/variables"];
    const found: Record<string, string | undefined> = {};
    for (const place of [...places, "projects/1/variables"]) {
      await gitlab.request("POST", place, { key: "KEY", value: place });
      found[place] = (await given())["KEY"];
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((place) => [place, place])));
  });

  it("gets a nearer group's whatever scope the farther one's has, and protected ones where its ref is", async () => {
    await gitlab.request("POST", instance, { ...named, value: "instance", protected: true });
    world.commit("work", { a: "b" });
    expect((await given("work"))["KEY"]).toBeUndefined();
    await gitlab.request("POST", group, { ...named, value: "all" });
    await gitlab.request("POST", group, { ...named, value: "here", environment_scope: "prod*" });
    await gitlab.request("POST", "projects/1/variables", { ...named, value: "own" });
    expect((await given())["KEY"]).toBe("own");
    await gitlab.request("DELETE", "projects/1/variables/KEY");
    expect((await given())["KEY"]).toBe("here");
  });
});
