import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const chain = `
stages: [build, staging, production, after]
build: { stage: build, script: [a] }
staging: { stage: staging, script: [a], environment: staging }
production:
  stage: production
  script: [a]
  environment: { name: production, deployment_tier: production }
  rules: [{ when: manual }]
optional: { stage: production, script: [a], when: manual }
after: { stage: after, script: [a] }
`;

describe("A manual job", () => {
  it("of a rule is a door that the pipeline waits at", async () => {
    const world = await World.start(chain);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    expect(await runner.runsAll()).toEqual(["build", "staging"]);
    expect(await world.status(pipeline)).toBe("manual");
    expect(await world.jobs(pipeline)).toMatchObject({
      ...{ production: "manual", optional: "manual", after: "created" },
    });
    expect(await world.job(pipeline, "optional")).toMatchObject({ allow_failure: true });

    const { status, body } = await world.press("play", await world.job(pipeline, "production"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "production", status: "pending" });
    expect(await runner.runsAll()).toEqual(["production", "after"]);
    expect(await world.status(pipeline)).toBe("success");
  });

  it("is no job that may be played twice at once", async () => {
    const world = await World.start(chain);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.runsAll();
    const door = await world.job(pipeline, "production");
    await world.press("play", door);
    expect(await world.press("play", door)).toMatchObject({
      status: 400,
      body: { message: "400 Bad request - Unplayable Job" },
    });
  });

  it("that is over is played again as a new job", async () => {
    const world = await World.start(chain);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.runsAll();
    const door = await world.job(pipeline, "production");
    await world.press("play", door);
    await runner.ends(await runner.takes("production"), "failed");
    expect((await world.jobs(pipeline))["after"]).toBe("skipped");
    expect(await world.status(pipeline)).toBe("failed");

    const { body } = await world.press("play", await world.job(pipeline, "production"));
    expect((body as { id: number }).id).toBeGreaterThan(door.id);
    expect(await runner.runsAll()).toEqual(["production", "after"]);
    expect(await world.status(pipeline)).toBe("success");
  });

  it("takes variables of who presses it", async () => {
    const world = await World.start(chain);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.runsAll();
    await world.press("play", await world.job(pipeline, "production"), {
      job_variables_attributes: [{ key: "WHY", value: "hurry" }],
    });
    const { variables } = await runner.takes("production");
    expect(variables.find(({ key }) => key === "WHY")).toMatchObject({ value: "hurry" });
  });
});

const dag = `
stages: [one, two, three]
slow: { stage: one, script: [a] }
quick: { stage: one, script: [a] }
early: { stage: two, script: [a], needs: [quick] }
free: { stage: three, script: [a], needs: [] }
gated: { stage: two, script: [a], rules: [{ when: manual, allow_failure: true }] }
behind: { stage: three, script: [a], needs: [gated] }
cleanup: { stage: three, script: [a], when: on_failure }
always: { stage: three, script: [a], when: always }
`;

describe("A job with needs", () => {
  it("begins when those have ended, whatever their stage still does", async () => {
    const world = await World.start(dag);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    expect(await world.jobs(pipeline)).toMatchObject({ free: "pending", early: "created" });
    const slow = await runner.takes("slow");
    await runner.ends(await runner.takes("quick"));
    await runner.ends(await runner.takes("early"));
    await runner.ends(await runner.takes("free"));
    expect(await runner.take()).toBeUndefined();
    await runner.ends(slow);
    expect(await world.jobs(pipeline)).toMatchObject({
      // Behind a door that nobody has to open, and so skipped until somebody does.
      ...{ gated: "manual", behind: "skipped", cleanup: "skipped", always: "pending" },
    });
    await world.press("play", await world.job(pipeline, "gated"));
    expect(await runner.runsAll()).toEqual(["gated", "behind", "always"]);
  });

  it("does not begin if one of those failed, where others do for that reason", async () => {
    const world = await World.start(dag);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.ends(await runner.takes("slow"));
    await runner.ends(await runner.takes("quick"), "failed");
    expect(await runner.runsAll()).toEqual(["free", "cleanup", "always"]);
    expect(await world.jobs(pipeline)).toMatchObject({ early: "skipped", quick: "failed" });
    expect(await world.status(pipeline)).toBe("failed");

    await world.gitlab.request("POST", `projects/1/pipelines/${pipeline}/retry`);
    expect(await world.jobs(pipeline)).toMatchObject({ quick: "pending", early: "created" });
    expect(await runner.runsAll()).toEqual(["quick", "early"]);
  });
});

describe("A job that fails", () => {
  const retried = (retry: string) => `unit: { script: [a], retry: ${retry} }\n`;

  it.each([
    ["2", ["unit", "unit", "unit"]],
    ["{ max: 1, when: runner_system_failure }", ["unit"]],
    ["{ max: 1, when: [script_failure] }", ["unit", "unit"]],
    ["{ max: 1, exit_codes: 1 }", ["unit", "unit"]],
    ["{ max: 1, exit_codes: [2] }", ["unit"]],
  ])("with retry %s is tried as often as that says", async (retry, expected) => {
    const world = await World.start(retried(retry));
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const names: string[] = [];
    for (let job = await runner.take(); job; job = await runner.take()) {
      names.push(job.job_info.name);
      await runner.ends(job, "failed");
    }
    expect(names).toEqual(expected);
    expect(await world.status(pipeline)).toBe("failed");
    expect(await world.job(pipeline, "unit")).toMatchObject({ failure_reason: "script_failure" });
  });

  it.each([
    ["[1]", "success"],
    ["[2]", "failed"],
  ])("with the exit code 1 fails its pipeline unless %s allows it", async (codes, expected) => {
    const world = await World.start(
      `unit: { script: [a], allow_failure: { exit_codes: ${codes} } }\n`,
    );
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.ends(await runner.takes("unit"), "failed");
    expect(await world.status(pipeline)).toBe(expected);
  });
});
