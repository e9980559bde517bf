import { readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { World } from "./world.ts";

afterEach(() => void vi.useRealTimers());

const configuration = `
stages: [one, two]
unit: { stage: one, script: [a] }
lint: { stage: two, script: [a] }
`;

/** Whether the data were written since this was last asked. */
function written(world: World): boolean {
  const path = join(world.gitlab.folder, "data.json");
  const is = statSync(path).mtimeMs !== 0;
  utimesSync(path, 0, 0);
  return is;
}

describe("A runner that asks for a job", () => {
  it("and gets none leaves the data on disk as they are", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    expect(written(world)).toBe(true);
    expect(await runner.take()).toBeUndefined();
    expect(await runner.take()).toBeUndefined();
    expect(written(world)).toBe(false);
    // It is known that the runner is there all the same.
    const { body } = await world.gitlab.request("GET", "runners/1");
    expect(body).toMatchObject({ status: "online" });
  });

  it("and gets one has it on disk before it hears of it", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    await world.pipeline();
    written(world);
    await runner.takes("unit");
    expect(written(world)).toBe(true);
    const text = readFileSync(join(world.gitlab.folder, "data.json"), "utf8");
    expect(text).toContain('"status": "running"');
  });

  it("and gets none as the only one there was can't run any more has that on disk", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 3_600_000 });
    written(world);
    expect(await runner.take()).toBeUndefined();
    expect(written(world)).toBe(true);
    expect(await world.status(pipeline)).toBe("failed");
  });

  it("and gets none as what the only one needs is gone has that on disk", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.ends(await runner.takes("unit"));
    await world.press("erase", await world.job(pipeline, "unit"));
    written(world);
    expect(await runner.take()).toBeUndefined();
    expect(written(world)).toBe(true);
    expect(await world.jobs(pipeline)).toMatchObject({ lint: "failed" });
  });
});

describe("Jobs are listed", () => {
  const statuses = async (world: World, path: string) => {
    const { status, body } = await world.gitlab.request("GET", path);
    if (status !== 200) return { status, body };
    return (body as { status: string }[]).map((job) => job.status);
  };

  it.each(["projects/1/jobs", "projects/1/pipelines/1/jobs"])(
    "by one status or by several: %s",
    async (path) => {
      const world = await World.start(configuration);
      const runner = await world.runner();
      await world.pipeline();
      await runner.ends(await runner.takes("unit"));
      expect(await statuses(world, path)).toEqual(["pending", "success"]);
      expect(await statuses(world, `${path}?scope=success`)).toEqual(["success"]);
      expect(await statuses(world, `${path}?scope[]=success`)).toEqual(["success"]);
      expect(await statuses(world, `${path}?scope[]=success&scope[]=pending`)).toEqual([
        "pending",
        "success",
      ]);
      expect(await statuses(world, `${path}?scope[]=failed`)).toEqual([]);
      const refused = { status: 400, body: { error: "scope does not have a valid value" } };
      expect(await statuses(world, `${path}?scope[]=done`)).toEqual(refused);
      expect(await statuses(world, `${path}?scope=done`)).toEqual(refused);
    },
  );

  it("and those that trigger pipelines, of which there are none, by the pipeline", async () => {
    const world = await World.start(configuration);
    await world.pipeline();
    const path = "projects/1/pipelines/1/bridges?scope[]=success";
    expect(await world.gitlab.request("GET", path)).toMatchObject({ status: 200, body: [] });
    const missing = await world.gitlab.request("GET", "projects/1/pipelines/9/bridges");
    expect(missing).toMatchObject({ status: 404 });
  });
});
