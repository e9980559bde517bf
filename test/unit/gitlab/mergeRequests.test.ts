import { beforeEach, describe, expect, it } from "vitest";
import { git, startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { join, person, type Person } from "./people.ts";

const path = "projects/1/merge_requests";
const source = { source_branch: "feature", target_branch: "main", title: "Add a shop" };
let gitlab: TestGitLab;
let developer: Person;

/** Commits a file to a branch as an administrator, and makes the branch first where it isn't there. */
async function write(branch: string, file: string, content: string): Promise<void> {
  await gitlab.request("POST", "projects/1/repository/branches", { branch, ref: "main" });
  const body = { branch, content, commit_message: `Write ${file}` };
  const at = `projects/1/repository/files/${file}`;
  const { status } = await gitlab.request("POST", at, body);
  if (status === 400) await gitlab.request("PUT", at, body);
}

async function open(more: object = {}, by: Pick<Person, "request"> = developer): Promise<number> {
  const made = await by.request("POST", path, { ...source, ...more });
  expect(made, JSON.stringify(made.body)).toMatchObject({ status: 201 });
  return (made.body as { iid: number }).iid;
}

async function status(iid: number): Promise<unknown> {
  const { body } = await gitlab.request("GET", `${path}/${iid}`);
  return (body as { detailed_merge_status: string }).detailed_merge_status;
}

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab());
  developer = await person(gitlab, "ada");
  await join(gitlab, developer, "developer");
  await write("feature", "shop.txt", "one\n");
});

describe("A merge request", () => {
  it("shows its branches, their commits, and what they differ in", async () => {
    const iid = await open({ description: "- [x] done\n- [ ] open", labels: "b,a" });
    const sha = git(gitlab, "rev-parse", "feature");
    const base = git(gitlab, "rev-parse", "main");
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({
      iid: 1,
      title: "Add a shop",
      state: "opened",
      author: { username: "ada" },
      sha,
      diff_refs: { base_sha: base, head_sha: sha, start_sha: base },
      changes_count: "1",
      labels: ["a", "b"],
      detailed_merge_status: "mergeable",
      merge_status: "can_be_merged",
      has_conflicts: false,
      references: { full: "acme/shop!1" },
      task_completion_status: { count: 2, completed_count: 1 },
      force_remove_source_branch: true,
      user: { can_merge: true },
    });
    const changes = await gitlab.request("GET", `${path}/${iid}/changes`);
    expect(changes.body).toMatchObject({
      changes: [
        { new_path: "shop.txt", new_file: true, b_mode: "100644", diff: "@@ -0,0 +1 @@\n+one\n" },
      ],
    });
    const diffs = await gitlab.request("GET", `${path}/${iid}/diffs?unidiff=true`);
    expect(diffs.body).toMatchObject([
      { diff: "--- /dev/null\n+++ b/shop.txt\n@@ -0,0 +1 @@\n+one\n" },
    ]);
    expect((await gitlab.request("GET", `${path}/${iid}/commits`)).body).toMatchObject([
      { id: sha, title: "Write shop.txt" },
    ]);
    expect(git(gitlab, "rev-parse", "refs/merge-requests/1/head")).toBe(sha);
  });

  it("is one for two branches, which are two", async () => {
    const iid = await open();
    expect(await developer.request("POST", path, source)).toMatchObject({
      status: 409,
      body: {
        message: [`Another open merge request already exists for this source branch: !${iid}`],
      },
    });
    expect(
      await developer.request("POST", path, { ...source, source_branch: "main" }),
    ).toMatchObject({
      status: 422,
      body: { message: ["You can't use same project/branch for source and target"] },
    });
    await developer.request("PUT", `${path}/${iid}`, { state_event: "close" });
    expect(await open()).toBe(iid + 1);
  });

  it("is changed by its author and by developers, closed and opened again", async () => {
    const iid = await open({}, gitlab);
    const reporter = await person(gitlab, "reporter");
    await join(gitlab, reporter, "reporter");
    expect((await reporter.request("POST", path, source)).status).toBe(403);
    expect((await reporter.request("PUT", `${path}/${iid}`, { title: "x" })).status).toBe(403);
    const asked = { title: "Draft: Add it", add_labels: "new", assignee_ids: [developer.id] };
    expect((await developer.request("PUT", `${path}/${iid}`, asked)).body).toMatchObject({
      title: "Draft: Add it",
      draft: true,
      labels: ["new"],
      assignee: { username: "ada" },
      detailed_merge_status: "draft_status",
    });
    const closed = await developer.request("PUT", `${path}/${iid}`, { state_event: "close" });
    expect(closed.body).toMatchObject({ state: "closed", closed_by: { username: "ada" } });
    expect(await status(iid)).toBe("not_open");
    const opened = await developer.request("PUT", `${path}/${iid}`, { state_event: "reopen" });
    expect(opened.body).toMatchObject({ state: "opened", closed_at: null });
    expect((await developer.request("DELETE", `${path}/${iid}`)).status).toBe(403);
    expect((await gitlab.request("DELETE", `${path}/${iid}`)).status).toBe(204);
  });

  it("follows its source branch, and is closed when that goes", async () => {
    const iid = await open();
    await write("feature", "shop.txt", "two\n");
    const sha = git(gitlab, "rev-parse", "feature");
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({ sha });
    expect(git(gitlab, "rev-parse", `refs/merge-requests/${iid}/head`)).toBe(sha);
    await gitlab.request("DELETE", "projects/1/repository/branches/feature");
    expect((await gitlab.request("GET", `${path}/${iid}`)).body).toMatchObject({ state: "closed" });
    expect(git(gitlab, "rev-parse", `refs/merge-requests/${iid}/head`)).toBe(sha);
  });

  it("is found by what lists are asked", async () => {
    await write("other", "other.txt", "x\n");
    const [one, two] = [
      await open(),
      await open({ source_branch: "other", title: "Other" }, gitlab),
    ];
    const found = async (query: string) => {
      const { body } = await developer.request("GET", `${path}?${query}`);
      return (body as { iid: number }[]).map(({ iid }) => iid);
    };
    expect(await found("")).toEqual([two, one]);
    expect(await found("sort=asc&order_by=title")).toEqual([one, two]);
    expect(await found("source_branch=other")).toEqual([two]);
    expect(await found("author_username=ada")).toEqual([one]);
    expect(await found("scope=created_by_me")).toEqual([one]);
    expect(await found(`not[author_id]=${developer.id}`)).toEqual([two]);
    expect(await found("search=shop&in=title")).toEqual([one]);
    expect(await found("state=merged")).toEqual([]);
    expect(await found(`iids[]=${two}`)).toEqual([two]);
    const mine = await developer.request("GET", "merge_requests");
    expect(mine.body).toMatchObject([{ iid: one }]);
    const stranger = await person(gitlab, "stranger");
    expect((await stranger.request("GET", "merge_requests?scope=all")).body).toEqual([]);
  });
});
