import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const configuration = `
stages: [test, deploy]
variables:
  GREETING: hello $NAME
unit:
  stage: test
  before_script: [npm ci]
  script: [npm test]
  after_script: [echo bye]
  coverage: /Coverage (\\d+)%/
deploy:
  stage: deploy
  script: [./deploy]
  environment: { name: production, url: "https://$CI_COMMIT_REF_SLUG.example.com" }
`;

describe("A pipeline", () => {
  it("hands its jobs to a runner one stage after the other, and succeeds with them", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    expect(await world.jobs(pipeline)).toEqual({ unit: "pending", deploy: "created" });

    const unit = await runner.takes("unit");
    expect(await world.status(pipeline)).toBe("running");
    expect(unit.steps).toMatchObject([
      { name: "script", script: ["npm ci", "npm test"] },
      { name: "after_script", script: ["echo bye"] },
    ]);
    expect(unit.git_info).toMatchObject({
      sha: world.tip("main"),
      ref: "main",
      ref_type: "branch",
      repo_url: `http://gitlab-ci-token:${unit.token}@127.0.0.1/acme/shop.git`,
      refspecs: [
        `+refs/pipelines/${pipeline}:refs/pipelines/${pipeline}`,
        "+refs/heads/main:refs/remotes/origin/main",
      ],
    });
    expect(world.git(1, ["rev-parse", `refs/pipelines/${pipeline}`])).toBe(world.tip("main"));
    expect(await runner.take()).toBeUndefined();
    await runner.trace(unit, "Coverage 50%\nCoverage 87%\n");
    expect(await runner.tell(unit, { state: "success" })).toMatchObject({ status: 200 });
    expect(await world.job(pipeline, "unit")).toMatchObject({ status: "success", coverage: 87 });

    await runner.ends(await runner.takes("deploy"));
    expect(await world.status(pipeline)).toBe("success");
  });

  it("keeps a job's trace, and takes only what goes on where it ends", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const job = await runner.takes("unit");
    const first = await runner.trace(job, "one ");
    expect(first.status).toBe(202);
    expect(first.headers.get("range")).toBe("0-4");
    expect(first.headers.get("job-status")).toBe("running");
    const wrong = await runner.trace(job, "three", 9);
    expect(wrong.status).toBe(416);
    expect(wrong.headers.get("range")).toBe("0-4");
    await runner.trace(job, "two", 4);
    const { id } = await world.job(pipeline, "unit");
    expect((await world.gitlab.request("GET", `projects/1/jobs/${id}/trace`)).body).toBe("one two");
  });

  it("takes a job's end when the trace is whole, and asks for one that is not again", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const job = await runner.takes("unit");
    await runner.trace(job, "abc");
    const tell = (checksum: string, bytesize: number) =>
      runner.tell(job, { state: "success", output: { checksum, bytesize } });
    expect(await tell("crc32:352441c2", 4)).toMatchObject({ status: 202 });
    expect(await tell("crc32:0", 3)).toMatchObject({ status: 412 });
    expect((await world.job(pipeline, "unit")).status).toBe("running");
    await runner.trace(job, "abc");
    expect(await tell("crc32:352441c2", 3)).toMatchObject({ status: 200 });
    expect((await world.job(pipeline, "unit")).status).toBe("success");
  });

  it("is told to end a job that was canceled, whose token is worth nothing from then on", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const job = await runner.takes("unit");
    await world.press("cancel", await world.job(pipeline, "unit"));
    const answer = await runner.trace(job, "more");
    expect(answer.status).toBe(403);
    expect(answer.headers.get("job-status")).toBe("canceled");
    expect(await world.status(pipeline)).toBe("canceled");
  });

  it("lets a runner that can run after_script of a canceled job first", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner({}, { cancel_gracefully: true });
    const pipeline = await world.pipeline();
    const job = await runner.takes("unit");
    await world.press("cancel", await world.job(pipeline, "unit"));
    const answer = await runner.trace(job, "bye");
    expect(answer.status).toBe(202);
    expect(answer.headers.get("job-status")).toBe("canceling");
    await runner.tell(job, { state: "failed", failure_reason: "script_failure" });
    expect((await world.job(pipeline, "unit")).status).toBe("canceled");
  });
});

describe("A runner", () => {
  it.each([
    ["verify", "runners/verify"],
    ["ask for a job", "jobs/request"],
  ])("with a wrong token may not %s", async (_, path) => {
    const world = await World.start(configuration);
    expect(await world.gitlab.request("POST", path, { token: "wrong" }, {})).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden" },
    });
  });

  it("is who it says to be with its token, until it leaves", async () => {
    const { gitlab, ...world } = await World.start(configuration);
    const { token } = await new World(gitlab).runner();
    const verify = () => gitlab.request("POST", "runners/verify", { token }, {});
    expect(world).toEqual({});
    expect(await verify()).toMatchObject({ status: 200, body: { id: 1, token } });
    expect(await gitlab.request("DELETE", "runners", { token }, {})).toMatchObject({ status: 204 });
    expect(await verify()).toMatchObject({ status: 403 });
  });

  const tagged = `
untagged: { script: [a] }
tagged: { script: [b], tags: ["slipway-$KIND"], variables: { KIND: trusted } }
`;

  it.each([
    ["runs untagged jobs by default", {}, "main", ["untagged"]],
    [
      "runs jobs all of whose tags it has",
      { tag_list: "slipway-trusted,other" },
      "main",
      ["untagged", "tagged"],
    ],
    [
      "leaves untagged jobs if it is told to",
      { tag_list: "slipway-trusted", run_untagged: false },
      "main",
      ["tagged"],
    ],
    [
      "runs jobs of a protected branch only if it is told to",
      { access_level: "ref_protected" },
      "work",
      [],
    ],
    [
      "runs jobs of a protected branch though it is bound to them",
      { access_level: "ref_protected" },
      "main",
      ["untagged"],
    ],
    ["runs nothing while it is paused", { paused: true }, "main", []],
  ])("%s", async (_, settings, branch, names) => {
    const world = await World.start(tagged);
    world.commit("work", { x: "y" });
    await world.pipeline(branch);
    const { tag_list: tags, ...others } = settings as { tag_list?: string };
    const runner = await world.runner({
      ...others,
      ...(tags ? { tag_list: tags.split(",") } : {}),
    });
    expect(await runner.runsAll()).toEqual(names);
  });
});
