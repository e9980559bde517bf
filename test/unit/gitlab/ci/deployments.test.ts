import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const configuration = `
stages: [build, deploy]
build: { stage: build, script: [a] }
production:
  stage: deploy
  script: [a]
  environment: { name: production, url: "https://$CI_ENVIRONMENT_SLUG.example.com" }
  rules: [{ when: manual }]
look: { stage: deploy, script: [a], environment: { name: production, action: access } }
`;

interface Shown {
  id: number;
  sha: string;
  status: string;
  environment: { name: string };
  deployable: { name: string; id: number } | null;
}

async function deployments(world: World): Promise<Shown[]> {
  return (await world.gitlab.request("GET", "projects/1/deployments")).body as Shown[];
}

/** A pipeline of a new commit, up to its open door. */
async function upToDoor(world: World, file: string): Promise<number> {
  world.commit("main", { [file]: "x" });
  const pipeline = await world.pipeline();
  await (await world.runner()).runsAll();
  return pipeline;
}

async function press(world: World, pipeline: number) {
  return world.press("play", await world.job(pipeline, "production"));
}

async function deploy(world: World, pipeline: number): Promise<void> {
  expect((await press(world, pipeline)).status).toBeLessThan(300);
  const runner = await world.runner();
  await runner.ends(await runner.takes("production"));
}

describe("A deployment", () => {
  it("is made when its job becomes manual, and follows the job", async () => {
    const world = await World.start(configuration);
    const pipeline = await upToDoor(world, "one");
    expect(await deployments(world)).toMatchObject([
      {
        status: "created",
        environment: { name: "production" },
        deployable: { name: "production" },
      },
    ]);
    const path = "projects/1/environments/1";
    expect((await world.gitlab.request("GET", path)).body).toMatchObject({
      ...{ name: "production", tier: "production", last_deployment: null },
    });
    await press(world, pipeline);
    const runner = await world.runner();
    const job = await runner.takes("production");
    expect(await deployments(world)).toMatchObject([{ status: "running" }]);
    await runner.ends(job);
    expect((await world.gitlab.request("GET", path)).body).toMatchObject({
      external_url: "https://production.example.com",
      last_deployment: { sha: world.tip("main"), status: "success" },
    });
  });

  it("older than one of another commit that succeeded is refused, in GitLab's words", async () => {
    const world = await World.start(configuration);
    const older = await upToDoor(world, "one");
    const newer = await upToDoor(world, "two");
    await deploy(world, newer);
    expect(await press(world, older)).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden" },
    });
  });

  it("older than another of the same commit is not", async () => {
    const world = await World.start(configuration);
    const older = await upToDoor(world, "one");
    const newer = await world.pipeline();
    await (await world.runner()).runsAll();
    await deploy(world, newer);
    await deploy(world, older);
  });

  it("older is not refused where the project does not ask for it", async () => {
    const world = await World.start(configuration, { ci_forward_deployment_enabled: false });
    const older = await upToDoor(world, "one");
    await deploy(world, await upToDoor(world, "two"));
    await deploy(world, older);
  });

  it("of an old job that runs again is the newest, and closes a newer pipeline's open door", async () => {
    const world = await World.start(configuration);
    const first = await upToDoor(world, "one");
    await deploy(world, first);
    await deploy(world, await upToDoor(world, "two"));
    const open = await upToDoor(world, "three");
    const again = await world.press("retry", await world.job(first, "production"));
    expect(again.status).toBe(201);
    const runner = await world.runner();
    await runner.ends(await runner.takes("production"));
    const { body } = await world.gitlab.request("GET", "projects/1/environments/1");
    const [newest] = (await deployments(world)).toSorted((left, right) => right.id - left.id);
    expect(body).toMatchObject({ last_deployment: { id: newest!.id } });
    expect(await press(world, open)).toMatchObject({ status: 403 });
  });

  it("of an old job is refused where the project allows no roll-back", async () => {
    const world = await World.start(configuration, {
      ci_forward_deployment_rollback_allowed: false,
    });
    const first = await upToDoor(world, "one");
    await deploy(world, first);
    await deploy(world, await upToDoor(world, "two"));
    expect(await world.press("retry", await world.job(first, "production"))).toMatchObject({
      status: 403,
    });
  });

  it("that waits for a resource fails when a newer one gets there first", async () => {
    const world = await World.start(
      "production: { script: [a], environment: production, resource_group: production }\n",
    );
    await world.gitlab.request("PUT", "projects/1", { auto_cancel_pending_pipelines: "disabled" });
    const runner = await world.runner();
    const one = await world.pipeline();
    const holding = await runner.takes("production");
    world.commit("main", { two: "x" });
    const two = await world.pipeline();
    world.commit("main", { three: "x" });
    const three = await world.pipeline();
    await world.gitlab.request("PUT", "projects/1/resource_groups/production", {
      process_mode: "newest_ready_first",
    });
    await runner.ends(holding);
    await runner.ends(await runner.takes("production"));
    expect(await world.status(one)).toBe("success");
    expect(await world.status(three)).toBe("success");
    expect(await world.job(two, "production")).toMatchObject({
      status: "failed",
      failure_reason: "failed_outdated_deployment_job",
    });
  });

  it("is somebody's to tell of by the API, with or without a job", async () => {
    const world = await World.start(configuration);
    const body = { environment: "elsewhere", ref: "main", tag: false, status: "running" };
    const post = (sha: string) =>
      world.gitlab.request("POST", "projects/1/deployments", { ...body, sha });
    expect(await post("0".repeat(40))).toMatchObject({ status: 400 });
    expect(await post(world.tip("main")!)).toMatchObject({
      status: 201,
      body: { status: "running", deployable: null, environment: { name: "elsewhere" } },
    });
    const put = (status: string) =>
      world.gitlab.request("PUT", "projects/1/deployments/1", { status });
    expect(await put("success")).toMatchObject({ status: 200, body: { status: "success" } });
    expect(await put("success")).toMatchObject({ status: 400 });
    const only = "projects/1/deployments?environment=elsewhere&status=failed";
    expect((await world.gitlab.request("GET", only)).body).toEqual([]);
    const found = await world.gitlab.request("GET", only.replace("failed", "success"));
    expect(found.body).toHaveLength(1);
  });
});
