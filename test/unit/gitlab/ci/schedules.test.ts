import { afterEach, describe, expect, it, vi } from "vitest";
import { join, person } from "../people.ts";
import { World } from "./world.ts";

afterEach(() => void vi.useRealTimers());

const configuration = `
unit: { script: [a], rules: [{ if: $CI_PIPELINE_SOURCE == "schedule" }] }
`;
const path = "projects/1/pipeline_schedules";
const nightly = { description: "Nightly", ref: "main", cron: "0 3 * * *" };

describe("A pipeline schedule", () => {
  it("starts a pipeline when somebody says so, with its variables", async () => {
    const world = await World.start(configuration);
    const made = await world.gitlab.request("POST", path, nightly);
    expect(made).toMatchObject({
      status: 201,
      body: { ref: "refs/heads/main", active: true, last_pipeline: null, owner: { id: 1 } },
    });
    await world.gitlab.request("POST", `${path}/1/variables`, { key: "KIND", value: "nightly" });
    const played = await world.gitlab.request("POST", `${path}/1/play`);
    expect(played).toMatchObject({ status: 201, body: { message: "201 Created" } });
    const { variables } = await (await world.runner()).takes("unit");
    const of = Object.fromEntries(variables.map(({ key, value }) => [key, value]));
    expect(of).toMatchObject({
      ...{ KIND: "nightly", CI_PIPELINE_SOURCE: "schedule" },
      CI_PIPELINE_SCHEDULE_DESCRIPTION: "Nightly",
    });
    expect((await world.gitlab.request("GET", `${path}/1`)).body).toMatchObject({
      last_pipeline: { id: 1, source: "schedule" },
    });
    const { body } = await world.gitlab.request("GET", `${path}/1/pipelines`);
    expect(body).toMatchObject([{ id: 1 }]);
  });

  it("has no variables where the project lets nobody set a pipeline's", async () => {
    const settings = { ci_pipeline_variables_minimum_override_role: "no_one_allowed" };
    const world = await World.start(configuration);
    await world.gitlab.request("POST", path, nightly);
    const variables = `${path}/1/variables`;
    await world.gitlab.request("POST", variables, { key: "KIND", value: "nightly" });
    await world.gitlab.request("PUT", "projects/1", settings);
    for (const [method, where, body] of [
      ["POST", variables, { key: "MORE", value: "nightly" }],
      ["PUT", `${variables}/KIND`, { value: "daily" }],
    ] as const) {
      expect(await world.gitlab.request(method, where, body)).toMatchObject({
        status: 403,
        body: { message: "403 Forbidden" },
      });
    }
    expect((await world.gitlab.request("GET", `${path}/1`)).body).toMatchObject({
      variables: [{ key: "KIND", value: "nightly" }],
    });
  });

  it("is made for a protected branch by who may push or merge to it, and moved there by no other", async () => {
    const world = await World.start(configuration);
    world.commit("work", { a: "b" });
    const dana = await person(world.gitlab, "dana");
    await join(world.gitlab, dana, "developer");
    const refused = (what: string) => ({
      status: 400,
      body: {
        message: { base: [`The current user is not authorized to ${what} the pipeline schedule`] },
      },
    });
    expect(await dana.request("POST", path, nightly)).toMatchObject(refused("create"));
    expect(await dana.request("POST", path, { ...nightly, ref: "work" })).toMatchObject({
      status: 201,
    });
    expect(await dana.request("PUT", `${path}/1`, { ref: "main" })).toMatchObject(
      refused("update"),
    );
  });

  it("starts one when it is due, once", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2030, 0, 1, 2) });
    const world = await World.start(configuration);
    const runner = await world.runner();
    await world.gitlab.request("POST", path, nightly);
    expect(await runner.take()).toBeUndefined();
    vi.setSystemTime(Date.UTC(2030, 0, 1, 3, 1));
    expect(await runner.runsAll()).toEqual(["unit"]);
    expect((await world.gitlab.request("GET", `${path}/1`)).body).toMatchObject({
      next_run_at: "2030-01-02T03:00:00.000Z",
    });
    await world.gitlab.request("PUT", `${path}/1`, { active: false });
    vi.setSystemTime(Date.UTC(2030, 0, 3));
    expect(await runner.take()).toBeUndefined();
  });

  it.each([
    [{ ref: "nowhere" }, { ref: ["is ambiguous"] }],
    [{ cron: "often" }, { cron: ["syntax is invalid"] }],
    [{ description: "" }, { description: ["can't be blank"] }],
  ])("with %j is refused", async (wrong, message) => {
    const world = await World.start(configuration);
    expect(await world.gitlab.request("POST", path, { ...nightly, ...wrong })).toMatchObject({
      status: 400,
      body: { message },
    });
  });
});
