import { beforeEach, describe, expect, it } from "vitest";
import { createPipeline, type Outcome } from "../../../../sandbox/gitlab/ci/pipelines/create.ts";
import { play } from "../../../../sandbox/gitlab/ci/jobs/actions.ts";
import { jobOfToken } from "../../../../sandbox/gitlab/ci/jobTokens.ts";
import { ApiError } from "../../../../sandbox/gitlab/errors.ts";
import type { User } from "../../../../sandbox/gitlab/model.ts";
import { memberOf, root, Store } from "../../../../sandbox/gitlab/store.ts";
import { World } from "./world.ts";

const configuration = `
unit: { script: [a] }
door: { stage: deploy, script: [a], needs: [], rules: [{ when: manual }] }
`;

function person(store: Store, level: number, project = "1"): User {
  const id = store.number("user");
  const user: User = { ...root, id, username: `user${id}`, admin: false };
  store.data.users.push(user);
  if (level > 0) store.project(project).members.push(memberOf(user, level));
  return user;
}

function start(store: Store, user: User, more: object = {}): Outcome {
  const project = store.project("1");
  return createPipeline(store, {
    ...{ project, user, ref: "main", tag: false, source: "api", ...more },
    sha: world.tip("main")!,
  });
}

let world: World;

beforeEach(async () => {
  world = await World.start(configuration);
  world.commit("work", { a: "b" });
});

describe("Who may start a pipeline", () => {
  const onMain =
    "You do not have sufficient permission to run a pipeline on 'main'. Please select a different branch or contact your administrator for assistance.";

  it.each([
    ["a Reporter", 20, "work", "Insufficient permissions to create a new pipeline"],
    ["a Developer", 30, "work", undefined],
    ["a Developer", 30, "main", onMain],
    ["a Maintainer", 40, "main", undefined],
  ])("%s (%d) on %s: %s", (_, level, ref, refused) => {
    const store = new Store(world.gitlab.folder);
    const outcome = start(store, person(store, level), { ref });
    expect("refused" in outcome ? outcome.refused : undefined).toBe(refused);
  });

  it.each([
    ["developer", 30, true],
    ["maintainer", 30, false],
    ["maintainer", 40, true],
    ["owner", 40, false],
    ["no_one_allowed", 50, false],
  ])("with variables of their own, where the project says %s: %d %s", async (role, level, may) => {
    const settings = { ci_pipeline_variables_minimum_override_role: role };
    await world.gitlab.request("PUT", "projects/1", settings);
    const store = new Store(world.gitlab.folder);
    const variables = [{ key: "A", value: "b", variable_type: "env_var" }];
    const outcome = start(store, person(store, level), { ref: "work", variables });
    expect("pipeline" in outcome).toBe(may);
  });
});

describe("Who may open a door", () => {
  const press = (level: number, merge?: number) => {
    const store = new Store(world.gitlab.folder);
    const [rule] = store.project("1").protectedBranches;
    if (merge !== undefined) rule!.merge = [{ id: 99, level: merge }];
    start(store, root);
    const door = store.data.ci.jobs.find(({ name }) => name === "door")!;
    const user = person(store, level);
    try {
      play(store, door, user);
      return { status: door.status, by: door.userId === user.id };
    } catch (error) {
      if (error instanceof ApiError) return error.status;
      throw error;
    }
  };

  it("of a protected branch is whoever may push or merge to it", () => {
    expect(press(30)).toBe(403);
    expect(press(40)).toEqual({ status: "pending", by: true });
    expect(press(30, 30)).toEqual({ status: "pending", by: true });
    expect(press(20, 30)).toBe(403);
  });
});

describe("A pipeline's configuration of another project", () => {
  it("is read for who may read that project's code", async () => {
    const own = await World.start("mine: { script: [a] }\n", {
      ci_config_path: "shop.yml@acme/pipelines",
    });
    await own.gitlab.request("POST", "projects", {
      ...{ name: "pipelines", namespace_id: 2, initialize_with_readme: true },
    });
    own.commit("main", { "shop.yml": "theirs: { script: [a] }\n" }, "Configure", 2);
    world = own;
    const jobs = (level: number, settings: object = {}) => {
      const store = new Store(own.gitlab.folder);
      Object.assign(store.project("2").settings, settings);
      const user = person(store, 40);
      if (level > 0) store.project("2").members.push(memberOf(user, level));
      const outcome = start(store, user);
      if ("refused" in outcome) return outcome.refused;
      return outcome.pipeline.yamlErrors ?? store.data.ci.jobs.map(({ name }) => name);
    };
    const denied =
      "Project `acme/pipelines` not found or access denied! Make sure any includes in the pipeline configuration are correctly defined.";
    expect(jobs(0)).toBe(denied);
    expect(jobs(10)).toBe(denied);
    expect(jobs(20)).toEqual(["theirs"]);
    expect(jobs(0, { visibility: "internal" })).toEqual(["theirs"]);
    const members = { repository_access_level: "private" };
    expect(jobs(0, { visibility: "public", ...members })).toBe(denied);
    expect(jobs(20, { visibility: "public", ...members })).toEqual(["theirs"]);
    expect(jobs(20, { repository_access_level: "disabled" })).toBe(denied);
  });

  it.each([
    ["shop.yml@acme/shop:nowhere", "Project `acme/shop` reference `nowhere` does not exist!"],
    ["none.yml@acme/shop", "Project `acme/shop` file `none.yml` does not exist!"],
  ])("%s that isn't there fails the pipeline: %s", async (path, message) => {
    const own = await World.start("mine: { script: [a] }\n", { ci_config_path: path });
    const { body } = await own.gitlab.request("POST", "projects/1/pipeline", { ref: "main" });
    expect(body).toEqual({ message: { base: [message] } });
  });

  it("may include its own and others' files, and has the last word", async () => {
    const own = await World.start(
      "include: [base.yml, { project: acme/shop, file: [/more.yml] }]\nmine: { script: [a], tags: [mine] }\n",
    );
    own.commit("main", {
      "base.yml": "mine: { script: [b], stage: build }\nbase: { script: [a] }\n",
      "more.yml": "more: { script: [a] }\n",
    });
    const pipeline = await own.pipeline();
    const names = Object.keys(await own.jobs(pipeline));
    expect(names.toSorted()).toEqual(["base", "mine", "more"]);
    expect((await own.job(pipeline, "mine")).tag_list).toEqual(["mine"]);
  });
});

describe("A job's token", () => {
  it("is worth something while the job runs", async () => {
    const own = await World.start(configuration);
    const runner = await own.runner();
    await own.pipeline();
    const job = await runner.takes("unit");
    const found = () => jobOfToken(new Store(own.gitlab.folder), job.token)?.id;
    expect(found()).toBe(job.id);
    expect(jobOfToken(new Store(own.gitlab.folder), "other")).toBeUndefined();
    await runner.ends(job);
    expect(found()).toBeUndefined();
  });
});
