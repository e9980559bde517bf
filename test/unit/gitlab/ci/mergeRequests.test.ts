import { describe, expect, it } from "vitest";
import { mergeRequestChanged } from "../../../../sandbox/gitlab/ci/mergeRequests.ts";
import type { Pipeline } from "../../../../sandbox/gitlab/ci/model.ts";
import { variablesOf } from "../../../../sandbox/gitlab/ci/variables/job.ts";
import type { MergeRequestEvent } from "../../../../sandbox/gitlab/listeners.ts";
import type { MergeRequest } from "../../../../sandbox/gitlab/mergeRequests/model.ts";
import { root, Store } from "../../../../sandbox/gitlab/store.ts";
import { World } from "./world.ts";

const configuration = `
workflow:
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS
      when: never
    - if: $CI_COMMIT_BRANCH
unit: { script: [a] }
docs: { script: [a], rules: [{ changes: [docs/*] }] }
`;

/** A merge request of a branch into main, of which something is told. */
async function told(
  text: string,
  happened: Partial<MergeRequestEvent> = {},
  settings: object = {},
  branch = "work",
) {
  const world = await World.start(text, settings);
  const sha = world.commit(branch, { "docs/a": "x" });
  world.commit("main", { later: "x" });
  const store = new Store(world.gitlab.folder);
  const project = store.project("1");
  const mergeRequest = {
    ...{ id: 7, iid: 3, title: "Draft: work", sourceBranch: branch, targetBranch: "main", sha },
    state: "opened",
  } as MergeRequest;
  project.mergeRequests.push(mergeRequest);
  mergeRequestChanged(store, { project, mergeRequest, user: root, event: "open", ...happened });
  return { world, store, project, ci: store.data.ci, sha };
}

const names = (jobs: { name: string }[]) => jobs.map(({ name }) => name);

describe("A merge request", () => {
  it("gets a pipeline of its own ref when it is new", async () => {
    const { ci, sha } = await told(configuration);
    expect(ci.pipelines).toMatchObject([
      {
        ...{ ref: "refs/merge-requests/3/head", sha, source: "merge_request_event", tag: false },
        ...{ mergeRequestIid: 3, protected: false },
      },
    ]);
    expect(names(ci.jobs)).toEqual(["unit", "docs"]);
  });

  it.each([
    ["a push to its source", { event: "update", before: "0".repeat(40) }, 1],
    ["another title", { event: "update" }, 0],
    ["its end", { event: "merge" }, 0],
  ] as const)("gets for %s %d pipelines", async (_, happened, count) => {
    expect((await told(configuration, happened)).ci.pipelines).toHaveLength(count);
  });

  it("tells its jobs what it is", async () => {
    const { store, ci, sha, world } = await told(configuration);
    const { value } = variablesOf(store, ci.jobs[0]!);
    const expected: Record<string, string | undefined> = {
      ...{ CI_MERGE_REQUEST_IID: "3", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" },
      ...{ CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "work", CI_COMMIT_REF_NAME: "work" },
      ...{ CI_COMMIT_BRANCH: undefined, CI_COMMIT_SHA: sha, CI_MERGE_REQUEST_DRAFT: "true" },
      CI_MERGE_REQUEST_DIFF_BASE_SHA: world.git(1, ["merge-base", "main", sha]),
      CI_OPEN_MERGE_REQUESTS: "acme/shop!3",
    };
    for (const [key, wanted] of Object.entries(expected)) expect(value(key), key).toBe(wanted);
  });

  it("leaves its branch without a pipeline where the workflow says so", async () => {
    const { world, store } = await told(configuration);
    store.save();
    const { gitlab } = world;
    const again = new World(gitlab.restarted());
    const ask = (ref: string) => again.gitlab.request("POST", "projects/1/pipeline", { ref });
    expect(await ask("work")).toMatchObject({ status: 400 });
    expect(await ask("main")).toMatchObject({ status: 201 });
  });

  it("shows its pipelines, and gets another when somebody asks for one", async () => {
    const { world, store } = await told(configuration);
    store.save();
    const { gitlab } = new World(world.gitlab.restarted());
    const path = "projects/1/merge_requests/3/pipelines";
    expect(await gitlab.request("POST", path)).toMatchObject({
      body: { ref: "refs/merge-requests/3/head", source: "merge_request_event" },
    });
    const { body } = await gitlab.request("GET", path);
    expect((body as { id: number }[]).map(({ id }) => id)).toEqual([2, 1]);
    expect((await gitlab.request("GET", path.replace("3", "4"))).status).toBe(404);
  });

  it("has no jobs of a configuration without rules, which is for branches", async () => {
    expect((await told("unit: { script: [a] }\n")).ci.pipelines).toEqual([]);
    const one = "unit: { script: [a], rules: [{ when: always }] }\nother: { script: [a] }\n";
    expect(names((await told(one)).ci.jobs)).toEqual(["unit"]);
  });

  it.each([
    [true, "main", true],
    [true, "work", false],
    [false, "main", false],
  ])(
    "sees protected variables if the project lets it (%s) and %s is protected: %s",
    async (lets, branch, expected) => {
      const source = branch === "main" ? "guarded" : "work";
      const settings = { protect_merge_request_pipelines: lets };
      const world = await World.start(configuration, settings);
      await world.gitlab.request("POST", "projects/1/protected_branches", { name: "guarded" });
      const sha = world.commit(source, { a: "b" });
      const store = new Store(world.gitlab.folder);
      const project = store.project("1");
      const mergeRequest = {
        ...{ id: 7, iid: 3, title: "x", sourceBranch: source, targetBranch: "main", sha },
        state: "opened",
      } as MergeRequest;
      project.mergeRequests.push(mergeRequest);
      mergeRequestChanged(store, { project, mergeRequest, user: root, event: "open" });
      const [pipeline] = store.data.ci.pipelines as [Pipeline];
      expect(pipeline.protected).toBe(expected);
    },
  );
});
