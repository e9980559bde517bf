import { join as pathOf } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { MergeRequestEvent, Push } from "../../../sandbox/gitlab/listeners.ts";
import { git, type TestGitLab, withProject } from "./client.ts";
import { git as runGit, serve, type Served } from "./gitClient.ts";
import { join, person, type Person } from "./people.ts";

const path = "projects/1/merge_requests";
let gitlab: TestGitLab;
let developer: Person;
let maintainer: Person;
let served: Served;
let told: string[];

async function cloneAs(token: string): Promise<string> {
  const clone = pathOf(served.folder, "clone");
  await runGit(served.folder, "clone", "--quiet", served.address(token), clone);
  return clone;
}

async function write(branch: string, file: string, content: string): Promise<void> {
  await gitlab.request("POST", "projects/1/repository/branches", { branch, ref: "main" });
  const body = { branch, content, commit_message: `Write ${file}` };
  const at = `projects/1/repository/files/${file}`;
  const { status } = await gitlab.request("POST", at, body);
  if (status === 400) await gitlab.request("PUT", at, body);
}

async function open(more: object = {}): Promise<number> {
  const asked = { source_branch: "feature", target_branch: "main", title: "Add a shop", ...more };
  const made = await developer.request("POST", path, asked);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return (made.body as { iid: number }).iid;
}

const merge = (iid: number, more: object = {}, by = maintainer) =>
  by.request("PUT", `${path}/${iid}/merge`, more);

async function status(iid: number): Promise<unknown> {
  const { body } = await gitlab.request("GET", `${path}/${iid}`);
  return (body as { detailed_merge_status: string }).detailed_merge_status;
}

/** Each line of what git tells of the tip of main, from this format. */
const tip = (format: string) => git(gitlab, "log", "-1", `--format=${format}`, "main");

beforeEach(async () => {
  served = await serve();
  gitlab = await withProject(served.gitlab);
  developer = await person(gitlab, "ada");
  maintainer = await person(gitlab, "lead");
  await join(gitlab, developer, "developer");
  await join(gitlab, maintainer, "maintainer");
  await write("feature", "shop.txt", "one\n");
  told = [];
  const { listeners } = served.store;
  listeners.onPushed(({ ref, after, user }: Push) =>
    told.push(`${user.username} ${/^0+$/.test(after) ? "deleted" : "pushed"} ${ref}`),
  );
  listeners.onMergeRequest(({ event, mergeRequest, user }: MergeRequestEvent) =>
    told.push(`${user.username} ${event} !${mergeRequest.iid}`),
  );
});

describe("A merge", () => {
  it("makes a merge commit in GitLab's words, and takes the source branch away", async () => {
    const iid = await open();
    const before = [git(gitlab, "rev-parse", "main"), git(gitlab, "rev-parse", "feature")];
    const merged = await merge(iid);
    expect(merged).toMatchObject({
      status: 200,
      body: {
        state: "merged",
        merge_commit_sha: git(gitlab, "rev-parse", "main"),
        squash_commit_sha: null,
        merge_user: { username: "lead" },
      },
    });
    expect(tip("%P")).toBe(before.join(" "));
    expect(tip("%B%an <%ae>")).toBe(
      "Merge branch 'feature' into 'main'\n\nAdd a shop\n\nSee merge request acme/shop!1\nlead <lead@example.com>",
    );
    const branch = await gitlab.request("GET", "projects/1/repository/branches/feature");
    expect(branch.status).toBe(404);
    expect(told).toEqual([
      "ada open !1",
      "lead pushed refs/heads/main",
      "lead deleted refs/heads/feature",
      "lead merge !1",
    ]);
    expect(await status(iid)).toBe("not_open");
    expect((await merge(iid)).status).toBe(405);
  });

  it("is for those whom the target's protection lets merge or push", async () => {
    const iid = await open();
    expect(await merge(iid, {}, developer)).toMatchObject({
      status: 401,
      body: { message: "401 Unauthorized" },
    });
    await gitlab.request("DELETE", "projects/1/protected_branches/main");
    const rule = { name: "main", push_access_level: 0, merge_access_level: 30 };
    await gitlab.request("POST", "projects/1/protected_branches", rule);
    expect((await merge(iid, {}, developer)).status).toBe(200);
  });

  it("leaves a protected source branch where it is", async () => {
    await gitlab.request("POST", "projects/1/protected_branches", { name: "feature" });
    await merge(await open({ remove_source_branch: true }));
    const branch = await gitlab.request("GET", "projects/1/repository/branches/feature");
    expect(branch.status).toBe(200);
  });

  it("is of the commit that was asked for", async () => {
    const iid = await open();
    const sha = git(gitlab, "rev-parse", "feature");
    expect(await merge(iid, { sha: git(gitlab, "rev-parse", "main") })).toMatchObject({
      status: 409,
      body: { message: `SHA does not match HEAD of source branch: ${sha}` },
    });
    expect((await merge(iid, { sha })).status).toBe(200);
  });

  it("refuses two that conflict, and changes nothing", async () => {
    const iid = await open();
    await write("main", "shop.txt", "other\n");
    const before = git(gitlab, "rev-parse", "main");
    expect(await status(iid)).toBe("conflict");
    expect(await merge(iid)).toMatchObject({
      status: 422,
      body: { message: "Branch cannot be merged" },
    });
    expect(git(gitlab, "rev-parse", "main")).toBe(before);
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({
      state: "opened",
      merge_status: "cannot_be_merged",
      has_conflicts: true,
    });
  });

  it("squashes where it is asked to, unless the project never or always does", async () => {
    await write("feature", "more.txt", "more\n");
    const iid = await open({ squash: true });
    const { body } = await merge(iid, { squash_commit_message: "All of it" });
    const { squash_commit_sha: squashed } = body as { squash_commit_sha: string };
    expect(git(gitlab, "log", "-1", "--format=%s", squashed)).toBe("All of it");
    expect(git(gitlab, "log", "--format=%s", "main^1..main")).toBe(
      "Merge branch 'feature' into 'main'\nAll of it",
    );
    expect(git(gitlab, "show", "main:more.txt")).toBe("more");
    await gitlab.request("PUT", "projects/1", { squash_option: "never" });
    await write("second", "second.txt", "x\n");
    const again = await open({ source_branch: "second", squash: true });
    expect((await merge(again)).body).toMatchObject({ squash_commit_sha: null });
  });

  it.each([
    ["ff", "Write shop.txt"],
    ["rebase_merge", "Merge branch 'feature' into 'main'"],
  ])("by %s is of a source that has all of the target", async (method, title) => {
    await gitlab.request("PUT", "projects/1", { merge_method: method });
    await write("late", "late.txt", "x\n");
    const [iid, late] = [await open(), await open({ source_branch: "late" })];
    expect((await merge(iid)).status).toBe(200);
    expect(tip("%s")).toBe(title);
    expect(await status(late)).toBe("need_rebase");
    expect((await merge(late)).status).toBe(422);
  });

  it("goes on after a rebase, which keeps who wrote each commit", async () => {
    await gitlab.request("PUT", "projects/1", { merge_method: "ff" });
    const iid = await open();
    await write("feature", "more.txt", "more\n");
    await write("main", "other.txt", "x\n");
    const target = git(gitlab, "rev-parse", "main");
    const behind = `${path}/${iid}?include_diverged_commits_count=true`;
    expect((await gitlab.request("GET", behind)).body).toMatchObject({ diverged_commits_count: 1 });
    const rebased = await developer.request("PUT", `${path}/${iid}/rebase`);
    expect(rebased).toMatchObject({ status: 202, body: { rebase_in_progress: true } });
    expect(git(gitlab, "log", "--format=%s %an %cn", "main..feature")).toBe(
      "Write more.txt Administrator ada\nWrite shop.txt Administrator ada",
    );
    expect(git(gitlab, "merge-base", "main", "feature")).toBe(target);
    expect(await status(iid)).toBe("mergeable");
    expect((await merge(iid)).status).toBe(200);
  });

  it("says that a rebase conflicts, and leaves the branch", async () => {
    const iid = await open();
    await write("main", "shop.txt", "other\n");
    const before = git(gitlab, "rev-parse", "feature");
    await developer.request("PUT", `${path}/${iid}/rebase`);
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({
      merge_error: "Rebase failed: Rebase locally, resolve all conflicts, then push the branch.",
    });
    expect(git(gitlab, "rev-parse", "feature")).toBe(before);
  });

  it("waits for pipelines and discussions where the project says so", async () => {
    const iid = await open();
    const told = await developer.request("POST", `${path}/${iid}/discussions`, { body: "Why?" });
    const { id } = told.body as { id: string };
    await gitlab.request("PUT", "projects/1", {
      only_allow_merge_if_all_discussions_are_resolved: true,
    });
    expect(await status(iid)).toBe("discussions_not_resolved");
    expect((await merge(iid)).status).toBe(405);
    await developer.request("PUT", `${path}/${iid}/discussions/${id}`, { resolved: true });
    expect(await status(iid)).toBe("mergeable");
    await gitlab.request("PUT", "projects/1", { only_allow_merge_if_pipeline_succeeds: true });
    expect(await status(iid)).toBe("ci_must_pass");
    expect((await merge(iid)).status).toBe(405);
  });

  it("is none of a merge request that had nothing to merge", async () => {
    await gitlab.request("POST", "projects/1/repository/branches", { branch: "same", ref: "main" });
    const iid = await open({ source_branch: "same" });
    expect(await status(iid)).toBe("commits_status");
    await write("main", "other.txt", "x\n");
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({ state: "opened" });
  });

  it("that was made elsewhere is seen when it is pushed", async () => {
    const iid = await open();
    const clone = await cloneAs(maintainer.token);
    await runGit(clone, "merge", "--no-ff", "-m", "By hand", "origin/feature");
    expect((await runGit(clone, "push", "origin", "HEAD:main")).status).toBe(0);
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({
      state: "merged",
      merge_user: { username: "lead" },
    });
    expect(told.slice(-2)).toEqual(["lead pushed refs/heads/main", `lead merge !${iid}`]);
  });
});
