import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const one = "unit: { script: [a] }\nlast: { stage: deploy, script: [a] }\n";

describe("A job", () => {
  it("that succeeded is tried again as a new one, and those after it keep their ends", async () => {
    const world = await World.start(one);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.runsAll();
    const before = await world.job(pipeline, "unit");
    expect(await world.press("retry", before)).toMatchObject({
      status: 201,
      body: { name: "unit", status: "pending" },
    });
    expect(await runner.runsAll()).toEqual(["unit"]);
    expect(await world.press("retry", before)).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden - Job is not retryable" },
    });
    const path = `projects/1/pipelines/${pipeline}/jobs`;
    const count = async (query: string) =>
      ((await world.gitlab.request("GET", `${path}${query}`)).body as unknown[]).length;
    expect([await count(""), await count("?include_retried=true")]).toEqual([2, 3]);
  });

  it("that runs can't be tried again, played or erased", async () => {
    const world = await World.start(one);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.takes("unit");
    const job = await world.job(pipeline, "unit");
    expect((await world.press("retry", job)).status).toBe(403);
    expect((await world.press("play", job)).status).toBe(400);
    expect(await world.press("erase", job)).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden - Job is not erasable!" },
    });
  });

  it("that is erased has no trace any more", async () => {
    const world = await World.start(one);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.ends(await runner.takes("unit"));
    const job = await world.job(pipeline, "unit");
    const trace = async () =>
      (await world.gitlab.request("GET", `projects/1/jobs/${job.id}/trace`)).body;
    expect(await trace()).toBe("unit is done\n");
    expect((await world.press("erase", job)).status).toBe(201);
    expect(await trace()).toBeUndefined();
  });

  it("is found by its status among its project's", async () => {
    const world = await World.start(one);
    await (await world.runner()).take();
    await world.pipeline();
    const names = async (query: string) => {
      const { body } = await world.gitlab.request("GET", `projects/1/jobs${query}`);
      return (body as { name: string }[]).map(({ name }) => name);
    };
    expect(await names("")).toEqual(["last", "unit"]);
    expect(await names("?scope[]=pending")).toEqual(["unit"]);
  });
});

describe("A pipeline", () => {
  it("that is canceled ends with all its jobs, and goes on when it is tried again", async () => {
    const world = await World.start(one);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const path = `projects/1/pipelines/${pipeline}`;
    expect(await world.gitlab.request("POST", `${path}/cancel`)).toMatchObject({
      status: 201,
      body: { status: "canceled" },
    });
    expect(await runner.take()).toBeUndefined();
    expect(await world.gitlab.request("POST", `${path}/retry`)).toMatchObject({ status: 201 });
    expect(await runner.runsAll()).toEqual(["unit", "last"]);
  });

  it("shows what it was started with", async () => {
    const world = await World.start(one);
    await world.pipeline("main", [{ key: "WHY", value: "because" }]);
    expect((await world.gitlab.request("GET", "projects/1/pipelines/1/variables")).body).toEqual([
      { variable_type: "env_var", key: "WHY", value: "because", raw: false },
    ]);
  });

  it("that is deleted is gone with its jobs, traces and ref", async () => {
    const world = await World.start(one);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.runsAll();
    const { id } = await world.job(pipeline, "unit");
    const path = `projects/1/pipelines/${pipeline}`;
    expect(await world.gitlab.request("DELETE", path)).toMatchObject({ status: 204 });
    expect(await world.gitlab.request("GET", path)).toMatchObject({ status: 404 });
    expect((await world.gitlab.request("GET", `projects/1/jobs/${id}`)).status).toBe(404);
    expect(world.git(1, ["for-each-ref", "refs/pipelines"])).toBe("");
  });

  it("is found by ref, status and source, the newest first", async () => {
    const world = await World.start(one);
    world.commit("work", { a: "b" });
    await world.pipeline();
    await (await world.runner()).runsAll();
    await world.pipeline("work");
    const ids = async (query: string) => {
      const { body } = await world.gitlab.request("GET", `projects/1/pipelines${query}`);
      return (body as { id: number }[]).map(({ id }) => id);
    };
    expect(await ids("")).toEqual([2, 1]);
    expect(await ids("?ref=work")).toEqual([2]);
    expect(await ids("?status=success")).toEqual([1]);
    expect(await ids("?source=push")).toEqual([]);
    expect(await ids("?username=root&sort=asc")).toEqual([1, 2]);
    const latest = await world.gitlab.request("GET", "projects/1/pipelines/latest?ref=work");
    expect(latest.body).toMatchObject({ id: 2, status: "pending" });
  });

  it("is refused of a ref that isn't there, and in a project without pipelines", async () => {
    const world = await World.start(one);
    const ask = (ref: string) => world.gitlab.request("POST", "projects/1/pipeline", { ref });
    expect(await ask("nowhere")).toMatchObject({
      status: 400,
      body: { message: { base: ["Reference not found"] } },
    });
    await world.gitlab.request("PUT", "projects/1", { ci_config_path: "nowhere.yml" });
    expect(await ask("main")).toMatchObject({
      body: { message: { base: ["Missing CI config file"] } },
    });
    await world.gitlab.request("POST", "projects/1/archive");
    expect(await ask("main")).toMatchObject({
      status: 400,
      body: { message: { base: ["Pipelines are disabled!"] } },
    });
  });

  const cancelling = (workflow: string) => `
workflow: ${workflow}
first: { script: [a], interruptible: true }
second: { script: [a], interruptible: false }
after: { stage: deploy, script: [a], interruptible: true }
`;

  it.each([
    ["{}", false, ["canceled", "canceled", "canceled"]],
    ["{}", true, ["success", "running", "created"]],
    ["{ auto_cancel: { on_new_commit: interruptible } }", true, ["success", "running", "canceled"]],
    ["{ auto_cancel: { on_new_commit: none } }", false, ["pending", "pending", "created"]],
  ])(
    "with the workflow %s is canceled by a newer one of its branch, what must not be begun: %s",
    async (workflow, begun, expected) => {
      const world = await World.start(cancelling(workflow));
      const runner = await world.runner();
      const older = await world.pipeline();
      if (begun) {
        await runner.ends(await runner.takes("first"));
        await runner.takes("second");
      }
      world.commit("main", { newer: "x" });
      await world.pipeline();
      expect(Object.values(await world.jobs(older))).toEqual(expected);
    },
  );

  it("is canceled whole at its first failure if its workflow says so", async () => {
    const world = await World.start(cancelling("{ auto_cancel: { on_job_failure: all } }"));
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    await runner.ends(await runner.takes("first"), "failed");
    expect(Object.values(await world.jobs(pipeline))).toEqual(["failed", "canceled", "canceled"]);
  });

  it("goes on when the server starts again", async () => {
    const world = await World.start(one);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const job = await runner.takes("unit");
    const again = new World(world.gitlab.restarted());
    await runner.trace(job, "on\n");
    Object.assign(runner, { gitlab: again.gitlab });
    await runner.tell(job, { state: "success" });
    expect(await runner.runsAll()).toEqual(["last"]);
    expect(await again.status(pipeline)).toBe("success");
  });
});
