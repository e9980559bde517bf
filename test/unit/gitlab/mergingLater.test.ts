import { beforeEach, expect, it } from "vitest";
import { type FakeRunner, World } from "./ci/world.ts";

const path = "projects/1/merge_requests";
let world: World;
let runner: FakeRunner;

/** A merge request whose branch has a pipeline that waits for a runner. */
beforeEach(async () => {
  world = await World.start("test:\n  script: [npm test]\n", {
    only_allow_merge_if_pipeline_succeeds: true,
  });
  runner = await world.runner({ run_untagged: true });
  await runner.runsAll();
  const { gitlab } = world;
  await gitlab.request("POST", "projects/1/repository/branches", {
    branch: "feature",
    ref: "main",
  });
  await runner.runsAll();
  const file = { branch: "feature", content: "x", commit_message: "Add x" };
  await gitlab.request("POST", "projects/1/repository/files/x.txt", file);
  const asked = { source_branch: "feature", target_branch: "main", title: "Add x" };
  await gitlab.request("POST", path, asked);
});

const merge = (body: object = {}) => world.gitlab.request("PUT", `${path}/1/merge`, body);
const shown = async () => (await world.gitlab.request("GET", `${path}/1`)).body;

it("Merges when the pipeline has succeeded, if it is asked to", async () => {
  expect(await shown()).toMatchObject({ detailed_merge_status: "ci_still_running" });
  expect((await merge()).status).toBe(405);
  const later = await merge({ auto_merge: true });
  expect(later).toMatchObject({
    status: 200,
    body: {
      state: "opened",
      merge_when_pipeline_succeeds: true,
      merge_user: { username: "root" },
      head_pipeline: { status: "pending" },
    },
  });
  await runner.ends(await runner.takes("test"));
  expect(await shown()).toMatchObject({ state: "merged", merge_when_pipeline_succeeds: false });
  expect(world.git(1, ["show", "main:x.txt"])).toBe("x");
});

it("Doesn't merge when the pipeline has failed, nor after it was called off or pushed to", async () => {
  await merge({ merge_when_pipeline_succeeds: true });
  await runner.ends(await runner.takes("test"), "failed");
  expect(await shown()).toMatchObject({ state: "opened", detailed_merge_status: "ci_must_pass" });

  const file = { branch: "feature", content: "y", commit_message: "Change x" };
  await world.gitlab.request("PUT", "projects/1/repository/files/x.txt", file);
  expect(await shown()).toMatchObject({ merge_when_pipeline_succeeds: false });
  await merge({ auto_merge: true });
  const off = `${path}/1/cancel_merge_when_pipeline_succeeds`;
  expect((await world.gitlab.request("POST", off)).body).toMatchObject({
    merge_when_pipeline_succeeds: false,
  });
  expect((await world.gitlab.request("POST", off)).status).toBe(406);
  await runner.ends(await runner.takes("test"));
  expect(await shown()).toMatchObject({ state: "opened", detailed_merge_status: "mergeable" });
  expect((await merge()).status).toBe(200);
});
