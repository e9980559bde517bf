import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gitlab } from "@gitbeaker/rest";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type GitLab, startGitLab } from "../../../sandbox/gitlab/server.ts";

// The server starts git for what it answers, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

type Client = InstanceType<typeof Gitlab<false>>;

const folder = mkdtempSync(join(tmpdir(), "slipway-gitbeaker-"));
const as = (token: string): Client => new Gitlab({ host: server.url, token });
let server: GitLab;
let root: Client;
let ada: Client;

beforeAll(async () => {
  server = await startGitLab({ folder, token: "a-token-for-tests", edition: "ee" });
  root = as("a-token-for-tests");
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What a client that others wrote makes of people and of code. Each test goes on from the last. */
describe("The client @gitbeaker/rest", () => {
  let group: number;
  let project: number;
  let user: number;
  let reverted: string;

  it("makes users and their tokens, and finds them", async () => {
    ({ id: user } = await root.Users.create({
      username: "ada",
      name: "Ada",
      email: "ada@example.com",
      forceRandomPassword: true,
    }));
    const made = await root.PersonalAccessTokens.create(user, "test", ["api"]);
    ada = as((made as unknown as { token: string }).token);
    expect(await ada.Users.showCurrentUser()).toMatchObject({ id: user, username: "ada" });
    expect(await ada.Users.all({ username: "ada" })).toMatchObject([{ id: user }]);
    expect(await ada.PersonalAccessTokens.show()).toMatchObject({ user_id: user, active: true });
  });

  it("gives people roles in groups and projects", async () => {
    ({ id: group } = await root.Groups.create("Acme", "acme"));
    ({ id: project } = await root.Projects.create({
      name: "shop",
      namespaceId: group,
      initializeWithReadme: true,
    }));
    await expect(ada.Projects.show(project)).rejects.toMatchObject({
      cause: { description: "404 Project Not Found" },
    });
    await root.GroupMembers.add(group, 20, { userId: user });
    await root.ProjectMembers.add(project, 30, { userId: user });
    const all = await root.ProjectMembers.all(project, { includeInherited: true });
    expect(all.map((one) => [one.username, one.access_level])).toContainEqual(["ada", 30]);
    expect(await root.GroupMembers.edit(group, user, 30)).toMatchObject({ access_level: 30 });
    await root.GroupMembers.remove(group, user);
    await expect(ada.ProjectVariables.all(project)).rejects.toMatchObject({
      cause: { description: "403 Forbidden" },
    });
  });

  it("makes service accounts and deploy tokens", async () => {
    const account = await root.GroupServiceAccounts.create(group, { name: "Release" });
    expect(account).toMatchObject({ name: "Release" });
    const made = await root.DeployTokens.create("servers", ["read_registry"], {
      projectId: project,
    });
    expect(made).toMatchObject({ token: expect.stringMatching(/^gldt-/) as string });
    const all = await root.DeployTokens.all({ projectId: project });
    expect(all).toMatchObject([{ scopes: ["read_registry"] }]);
    expect(all[0]).not.toHaveProperty("token");
  });

  it("commits files, lists commits, and compares branches", async () => {
    await ada.Commits.create(
      project,
      "feature",
      "Add a shop",
      [{ action: "create", filePath: "src/shop.ts", content: "export {};\n" }],
      { startBranch: "main" },
    );
    const [commit] = await ada.Commits.all(project, { refName: "feature" });
    expect(commit).toMatchObject({ title: "Add a shop", author_name: "Ada" });
    expect(await ada.Commits.showDiff(project, "feature")).toMatchObject([
      { new_path: "src/shop.ts", new_file: true },
    ]);
    expect(await ada.Repositories.compare(project, "main", "feature")).toMatchObject({
      commits: [{ title: "Add a shop" }],
    });
    const tree = await ada.Repositories.allRepositoryTrees(project, { ref: "feature", perPage: 1 });
    expect(tree.map(({ path }) => path)).toEqual(["src", "README.md"].sort());
    expect(await ada.RepositoryFiles.showRaw(project, "src/shop.ts", "feature")).toContain(
      "export {};",
    );
  });

  it("asks for a merge, talks about it, and merges", async () => {
    const asked = await ada.MergeRequests.create(project, "feature", "main", "Add a shop", {
      labels: ["new", "shop"],
    });
    const { iid } = asked;
    expect(asked).toMatchObject({ detailed_merge_status: "mergeable", labels: ["new", "shop"] });
    const note = await ada.MergeRequestNotes.create(project, iid, "What will change");
    await ada.MergeRequestNotes.edit(project, iid, note.id, { body: "What changes" });
    expect(await root.MergeRequestNotes.all(project, iid)).toMatchObject([
      { body: "What changes" },
    ]);
    await root.MergeRequestDiscussions.create(project, iid, "Why?");
    await ada.MergeRequestNotes.remove(project, iid, note.id);
    expect(await ada.MergeRequests.allDiffs(project, iid)).toMatchObject([
      { new_path: "src/shop.ts" },
    ]);
    expect(await ada.MergeRequests.allCommits(project, iid)).toHaveLength(1);
    await expect(ada.MergeRequests.merge(project, iid)).rejects.toMatchObject({
      cause: { description: "401 Unauthorized" },
    });
    const merged = await root.MergeRequests.merge(project, iid, { shouldRemoveSourceBranch: true });
    expect(merged).toMatchObject({ state: "merged", merge_user: { username: "root" } });
    reverted = merged.merge_commit_sha!;
    const brought = await ada.Commits.allMergeRequests(project, reverted);
    expect(brought.map((one) => one.iid)).toEqual([iid]);
    const open = await ada.MergeRequests.all({ projectId: project, state: "opened" });
    expect(open).toEqual([]);
  });

  it("reverts what was merged on a branch of its own, and tags", async () => {
    await ada.Branches.create(project, "revert", "main");
    const made = await ada.Commits.revert(project, reverted, "revert");
    expect(made).toMatchObject({ title: `Revert "Merge branch 'feature' into 'main'"` });
    const asked = await ada.MergeRequests.create(project, "revert", "main", "Take it back");
    await ada.MergeRequests.edit(project, asked.iid, { stateEvent: "close" });
    await ada.Tags.create(project, "v1", "main", { message: "First" });
    expect(await ada.Tags.all(project)).toMatchObject([{ name: "v1", message: "First" }]);
    await ada.Tags.remove(project, "v1");
  });
});
