import { describe, expect, it } from "vitest";
import { nowhere } from "../../../../sandbox/gitlab/ci/git.ts";
import { pushed } from "../../../../sandbox/gitlab/ci/listen.ts";
import type { Push } from "../../../../sandbox/gitlab/listeners.ts";
import { root as user, Store } from "../../../../sandbox/gitlab/store.ts";
import { World } from "./world.ts";

/** What a push to the first project makes of its pipelines and jobs. */
function push(world: World, given: Partial<Push>) {
  const store = new Store(world.gitlab.folder);
  const project = store.project("1");
  pushed(store, {
    ...{ project, user, ref: "refs/heads/main", before: nowhere, options: [] },
    after: world.tip("main")!,
    ...given,
  });
  const { pipelines, jobs } = new Store(world.gitlab.folder).data.ci;
  return {
    pipelines: pipelines.map(({ ref, tag, status, source }) => ({ ref, tag, status, source })),
    jobs: jobs.map(({ name }) => name),
    variables: pipelines.flatMap(({ variables }) => variables),
    errors: pipelines.map(({ yamlErrors }) => yamlErrors),
  };
}

const one = "unit: { script: [a] }\n";

describe("A push", () => {
  it("of a branch starts a pipeline", async () => {
    const world = await World.start(one);
    expect(push(world, {})).toMatchObject({
      pipelines: [{ ref: "main", tag: false, status: "pending", source: "push" }],
      jobs: ["unit"],
    });
  });

  it("of a tag starts a pipeline", async () => {
    const world = await World.start(one);
    expect(push(world, { ref: "refs/tags/v1" }).pipelines).toMatchObject([
      { ref: "v1", tag: true, status: "pending" },
    ]);
  });

  it("that deletes starts none", async () => {
    const world = await World.start(one);
    expect(push(world, { after: nowhere }).pipelines).toEqual([]);
  });

  it.each(["Skip [skip ci]", "[ci skip] it", "[SKIP CI]"])(
    "of a commit that says %s makes a pipeline that is skipped, with no job",
    async (message) => {
      const world = await World.start(one);
      const after = world.commit("main", { a: "b" }, message);
      expect(push(world, { after })).toMatchObject({
        pipelines: [{ status: "skipped" }],
        jobs: [],
      });
    },
  );

  it("with ci.skip makes a pipeline that is skipped", async () => {
    const world = await World.start(one);
    expect(push(world, { options: ["ci.skip"] })).toMatchObject({
      pipelines: [{ status: "skipped" }],
      jobs: [],
    });
  });

  it("gives its pipeline the variables that came along", async () => {
    const world = await World.start(one);
    expect(push(world, { options: ['ci.variable="A=b c"'] }).variables).toEqual([
      { key: "A", value: "b c", variable_type: "env_var" },
    ]);
  });

  it("of a branch without a configuration starts none", async () => {
    const world = await World.start(one, { ci_config_path: "nowhere.yml" });
    expect(push(world, {}).pipelines).toEqual([]);
  });

  it("of a configuration that is wrong makes a pipeline that failed and says why", async () => {
    const world = await World.start("unit: { stage: nowhere, script: [a] }\n");
    expect(push(world, {})).toMatchObject({
      pipelines: [{ status: "failed" }],
      jobs: [],
      errors: [
        "unit job: chosen stage nowhere does not exist; available stages are .pre, build, test, deploy, .post",
      ],
    });
  });
});
