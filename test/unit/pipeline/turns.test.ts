import { describe, expect, it, vi } from "vitest";
import { pipelineOf } from "../../../pipeline/index.ts";
import { World } from "../gitlab/ci/world.ts";
import type { FakeRunner } from "../gitlab/ci/world.ts";
import { cases } from "./cases.ts";

/** The example's pipeline, turned in the sandbox's GitLab: what waits for what, and at which door. */

vi.setConfig({ testTimeout: 60_000 });

interface Runners {
  trusted: FakeRunner;
  code: FakeRunner;
}

async function start(): Promise<{ world: World; runners: Runners }> {
  const { app, ...around } = cases["shop"]!();
  const world = await World.start(pipelineOf(app, around));
  // main is protected from the start, as a default branch.
  const runner = (tag: string) =>
    world.runner({ tag_list: tag, run_untagged: false, access_level: "ref_protected" });
  const { trusted, protected: code } = around.runners;
  return { world, runners: { trusted: await runner(trusted), code: await runner(code) } };
}

/** Runs what may run until there is nothing left; the jobs by the runner that took them. */
async function turn({ trusted, code }: Runners): Promise<{ trusted: string[]; code: string[] }> {
  const took = { trusted: [] as string[], code: [] as string[] };
  for (;;) {
    const own = await trusted.runsAll();
    const apps = await code.runsAll();
    if (own.length + apps.length === 0) return took;
    took.trusted.push(...own);
    took.code.push(...apps);
  }
}

async function press(world: World, pipeline: number, job: string): Promise<number> {
  return (await world.press("play", await world.job(pipeline, job))).status;
}

describe("main's pipeline", () => {
  it("goes to the first door by itself, and from door to door as they are pressed", async () => {
    const { world, runners } = await start();
    const pipeline = await world.pipeline();
    const first = await turn(runners);
    expect(first.code.sort()).toEqual(["build", "integration", "lint", "types", "unit"]);
    const [inputs, release, ...others] = first.trusted;
    expect([inputs, release]).toEqual(["inputs", "release"]);
    // Both doors' images are pulled while staging is deployed.
    expect(others.sort()).toEqual(["production:pull", "staging", "staging:served", "uat:pull"]);
    expect(await world.status(pipeline)).toBe("manual");
    // A door that comes after another is none yet.
    expect(await world.jobs(pipeline)).toMatchObject({ uat: "manual", production: "created" });
    expect(await press(world, pipeline, "production")).toBe(400);

    expect(await press(world, pipeline, "uat")).toBe(200);
    expect((await turn(runners)).trusted).toEqual(["uat", "uat:served"]);
    expect(await world.jobs(pipeline)).toMatchObject({ production: "manual" });
    expect(await press(world, pipeline, "production")).toBe(200);
    expect((await turn(runners)).trusted).toEqual(["production", "production:served"]);
    // The buttons to roll back are still there, and held up nothing.
    expect(await world.status(pipeline)).toBe("success");
    expect(await world.jobs(pipeline)).toMatchObject({ "production:rollback": "manual" });
  });

  it("releases nothing and opens no door where a test fails", async () => {
    const { world, runners } = await start();
    const pipeline = await world.pipeline();
    await runners.trusted.ends(await runners.trusted.takes("inputs"));
    for (let job = await runners.code.take(); job; job = await runners.code.take()) {
      await runners.code.ends(job, job.job_info.name === "lint" ? "failed" : "success");
    }
    expect((await turn(runners)).trusted).toEqual([]);
    expect(await world.status(pipeline)).toBe("failed");
    expect(await world.jobs(pipeline)).toMatchObject({ release: "skipped", uat: "skipped" });
  });

  it("opens no door behind a deploy that failed, and does not try it again by itself", async () => {
    const { world, runners } = await start();
    const pipeline = await world.pipeline();
    await turn(runners);
    await press(world, pipeline, "uat");
    await runners.trusted.ends(await runners.trusted.takes("uat"), "failed");
    expect((await turn(runners)).trusted).toEqual([]);
    expect(await world.jobs(pipeline)).toMatchObject({ "uat:served": "skipped" });
    expect(await press(world, pipeline, "production")).toBe(400);
  });

  it("rolls back while a door is open, and leaves the door as it is", async () => {
    const { world, runners } = await start();
    const pipeline = await world.pipeline();
    await turn(runners);
    expect(await press(world, pipeline, "production:rollback")).toBe(200);
    expect((await turn(runners)).trusted).toEqual(["production:rollback"]);
    expect(await world.jobs(pipeline)).toMatchObject({ uat: "manual", production: "created" });
  });

  it("releases one after another pipeline's, so that a second build of the same files is none", async () => {
    const { world, runners } = await start();
    const pipelines = [await world.pipeline(), await world.pipeline()];
    for (let count = 0; count < 2; count++) {
      await runners.trusted.ends(await runners.trusted.takes("inputs"));
    }
    while ((await runners.code.runsAll()).length > 0);
    const first = await runners.trusted.takes("release");
    const statuses = await Promise.all(pipelines.map((one) => world.job(one, "release")));
    expect(statuses.map(({ status }) => status).sort()).toEqual([
      "running",
      "waiting_for_resource",
    ]);
    await runners.trusted.ends(first);
    expect((await turn(runners)).trusted).toContain("release");
  });
});
