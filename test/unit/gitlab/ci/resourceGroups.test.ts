import { describe, expect, it, vi } from "vitest";
import { World } from "./world.ts";

const configuration = `
deploy: { script: [a], resource_group: "$CI_COMMIT_BRANCH-group", interruptible: false }
`;

/** Three pipelines at once, of one commit each, that all want one resource. */
async function threeWaiting(settings: object = {}) {
  const world = await World.start(configuration, settings);
  await world.gitlab.request("PUT", "projects/1", { auto_cancel_pending_pipelines: "disabled" });
  const runner = await world.runner();
  const pipelines: number[] = [];
  for (const file of ["one", "two", "three"]) {
    world.commit("main", { [file]: "x" });
    pipelines.push(await world.pipeline());
  }
  const statuses = async () => {
    const found = await Promise.all(pipelines.map((pipeline) => world.jobs(pipeline)));
    return found.map(({ deploy }) => deploy);
  };
  return { world, runner, pipelines, statuses };
}

describe("A resource group", () => {
  it("has one job run at a time, under a key told when the pipeline is made", async () => {
    const { world, runner, statuses } = await threeWaiting();
    expect(await statuses()).toEqual(["pending", "waiting_for_resource", "waiting_for_resource"]);
    const first = await runner.takes("deploy");
    expect(await runner.take()).toBeUndefined();
    await runner.ends(first, "failed");
    expect(await statuses()).toEqual(["failed", "pending", "waiting_for_resource"]);
    expect((await world.gitlab.request("GET", "projects/1/resource_groups")).body).toMatchObject([
      { key: "main-group", process_mode: "unordered" },
    ]);
  });

  it.each([
    ["unordered", ["success", "pending", "waiting_for_resource"]],
    ["oldest_first", ["success", "pending", "waiting_for_resource"]],
    ["newest_first", ["success", "waiting_for_resource", "pending"]],
    ["newest_ready_first", ["success", "waiting_for_resource", "pending"]],
  ])(
    "of the mode %s, which a project sets for new ones, lets jobs in that order",
    async (mode, expected) => {
      const { world, runner, statuses } = await threeWaiting({
        resource_group_default_process_mode: mode,
      });
      const first = await runner.takes("deploy");
      const path = "projects/1/resource_groups/main-group";
      expect((await world.gitlab.request("GET", path)).body).toMatchObject({ process_mode: mode });
      await runner.ends(first);
      expect(await statuses()).toEqual(expected);
    },
  );

  it("tells who comes next", async () => {
    const { world } = await threeWaiting({
      resource_group_default_process_mode: "newest_ready_first",
    });
    const path = "projects/1/resource_groups/main-group/upcoming_jobs";
    const { body } = await world.gitlab.request("GET", path);
    expect((body as { id: number }[]).map(({ id }) => id)).toEqual([3, 2]);
  });

  it("is held by a runner that died until the job's time is over", async () => {
    const { runner, statuses } = await threeWaiting();
    await runner.takes("deploy");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 59 * 60_000 });
    try {
      expect(await runner.take()).toBeUndefined();
      vi.setSystemTime(Date.now() + 2 * 60_000);
      await runner.takes("deploy");
    } finally {
      vi.useRealTimers();
    }
    expect(await statuses()).toEqual(["failed", "running", "waiting_for_resource"]);
  });
});
