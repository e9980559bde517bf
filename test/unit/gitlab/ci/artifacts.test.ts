import { strToU8, zipSync } from "fflate";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { FakeRunner, GivenJob } from "./world.ts";
import { World } from "./world.ts";

const configuration = `
stages: [build, test]
build:
  stage: build
  script: [a]
  artifacts:
    paths: [out/]
    expire_in: 1 week
    reports: { dotenv: build.env, junit: junit.xml, coverage_report: { coverage_format: cobertura, path: c.xml } }
needing: { stage: test, script: [a], needs: [build] }
without: { stage: test, script: [a], needs: [{ job: build, artifacts: false }] }
stage: { stage: test, script: [a] }
none: { stage: test, script: [a], dependencies: [] }
`;

const zip = zipSync({ "out/a.txt": strToU8("hello"), "out/b/c.txt": strToU8("deep") });

async function upload(
  runner: FakeRunner,
  job: GivenJob,
  bytes: Uint8Array,
  query = "artifact_type=archive&artifact_format=zip&expire_in=1%20week",
): Promise<number> {
  const form = new FormData();
  form.set("file", new File([new Uint8Array(bytes)], "artifacts.zip"));
  const response = await runner.gitlab.app.request(`/api/v4/jobs/${job.id}/artifacts?${query}`, {
    method: "POST",
    headers: { "job-token": job.token },
    body: form,
  });
  return response.status;
}

/** A world whose build has left its artifacts. */
async function built() {
  const world = await World.start(configuration);
  const runner = await world.runner();
  const pipeline = await world.pipeline();
  const build = await runner.takes("build");
  expect(await upload(runner, build, zip)).toBe(201);
  const dotenv = gzipSync("VERSION=1.2\nQUOTED='a b'\n");
  expect(await upload(runner, build, dotenv, "artifact_type=dotenv&artifact_format=gzip")).toBe(
    201,
  );
  await runner.ends(build);
  return { world, runner, pipeline, build };
}

async function bytesOf(world: World, path: string, headers: Record<string, string> = {}) {
  const response = await world.gitlab.app.request(`/api/v4/${path}`, {
    headers: { "private-token": "a-token-for-tests", ...headers },
  });
  return { status: response.status, text: Buffer.from(await response.arrayBuffer()) };
}

describe("Artifacts", () => {
  it("are asked of the runner as the configuration says, reports each as GitLab wants it", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    await world.pipeline();
    const { artifacts } = await runner.takes("build");
    expect(artifacts).toMatchObject([
      { artifact_type: "archive", artifact_format: "zip", paths: ["out/"], expire_in: "1 week" },
      { artifact_type: "dotenv", artifact_format: "gzip", name: ".env", paths: ["build.env"] },
      { artifact_type: "junit", artifact_format: "gzip", name: "junit.xml" },
      { artifact_type: "cobertura", artifact_format: "gzip", paths: ["c.xml"], when: "always" },
    ]);
  });

  it.each([
    ["needing", ["build"], "1.2"],
    ["without", [], undefined],
    ["stage", ["build"], "1.2"],
    ["none", [], undefined],
  ])("of earlier jobs go to %s: %s, and their variables too", async (name, from, version) => {
    const { runner } = await built();
    const given: Record<string, GivenJob> = {};
    for (let job = await runner.take(); job; job = await runner.take()) {
      given[job.job_info.name] = job;
    }
    const { dependencies, variables } = given[name]!;
    expect(dependencies.map((one) => one.name)).toEqual(from);
    expect(variables.find(({ key }) => key === "VERSION")?.value).toBe(version);
  });

  it("are a running job's that gets them, and no other's", async () => {
    const { world, runner, build } = await built();
    const jobs: GivenJob[] = [];
    for (let job = await runner.take(); job; job = await runner.take()) jobs.push(job);
    const fetch = (job: GivenJob) =>
      bytesOf(world, `jobs/${build.id}/artifacts`, { "job-token": job.token });
    const named = (name: string) => jobs.find(({ job_info }) => job_info.name === name)!;
    expect(await fetch(named("needing"))).toEqual({ status: 200, text: Buffer.from(zip) });
    const own = (token: string) =>
      world.gitlab.request("GET", "job", undefined, { "job-token": token });
    const { id, token } = named("needing");
    expect((await own(token)).body).toMatchObject({
      id,
      user: {},
      commit: { author_name: "Dora" },
    });
    expect((await own("another")).status).toBe(401);
    expect((await world.gitlab.request("GET", "job")).body).toEqual({
      message: "404 Job Not Found",
    });
    expect((await fetch(named("none"))).status).toBe(404);
    await runner.ends(named("needing"));
    expect((await fetch(named("needing"))).status).toBe(403);
  });

  it("may be read whole, by file, and from a ref's last pipeline that succeeded", async () => {
    const { world, runner, pipeline, build } = await built();
    const byRef = "projects/1/jobs/artifacts/main";
    expect((await bytesOf(world, `${byRef}/download?job=build`)).status).toBe(404);
    await runner.runsAll();
    expect(await world.status(pipeline)).toBe("success");
    const own = `projects/1/jobs/${build.id}/artifacts`;
    expect((await bytesOf(world, own)).text).toEqual(Buffer.from(zip));
    expect((await bytesOf(world, `${own}/out/b/c.txt`)).text.toString()).toBe("deep");
    expect((await bytesOf(world, `${own}/out/none.txt`)).status).toBe(404);
    expect((await bytesOf(world, `${byRef}/download?job=build`)).status).toBe(200);
    const file = await bytesOf(world, `${byRef}/raw/out/a.txt?job=build`);
    expect(file.text.toString()).toBe("hello");
  });

  it("are sent once of each kind, by the job itself", async () => {
    const world = await World.start(configuration);
    const runner = await world.runner();
    await world.pipeline();
    const job = await runner.takes("build");
    expect(await upload(runner, job, zip)).toBe(201);
    expect(await upload(runner, job, zip)).toBe(400);
    expect(await upload(runner, { ...job, token: "other" }, zip)).toBe(403);
  });

  it("that are erased fail the job that was to get them", async () => {
    const { world, runner, pipeline } = await built();
    await world.press("erase", await world.job(pipeline, "build"));
    expect(await runner.runsAll()).toEqual(["without", "none"]);
    expect(await world.job(pipeline, "needing")).toMatchObject({
      ...{ status: "failed", failure_reason: "missing_dependency_failure" },
    });
  });
});
