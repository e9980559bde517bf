import { writeFileSync } from "node:fs";
import { join as pathOf } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { Push } from "../../../sandbox/gitlab/listeners.ts";
import { startTestGitLab, withProject } from "./client.ts";
import { commit, git, serve, type Served } from "./gitClient.ts";
import { join, person, type Person } from "./people.ts";

const none = "0".repeat(40);
let served: Served;
let clone: string;
let ada: Person;
let heard: (Omit<Push, "project" | "user"> & { who: string })[];
const who = "ada in 1";

beforeEach(async () => {
  served = await serve(await withProject(startTestGitLab()));
  ada = await person(served.gitlab, "ada");
  await join(served.gitlab, ada, "developer");
  clone = pathOf(served.folder, "clone");
  await git(served.folder, "clone", "--quiet", served.address(ada.token), clone);
  heard = [];
  served.store.listeners.onPushed(({ project, user, ...push }) => {
    heard.push({ ...push, who: `${user.username} in ${project.id}` });
  });
});

it("A push tells each ref that it changed, with its options, once it is through", async () => {
  const first = await commit(clone, "a.txt", "a\n");
  await git(clone, "push", "origin", "-o", "ci.skip", "-o", "x=y z", "HEAD:refs/heads/one");
  const second = await commit(clone, "b.txt", "b\n");
  await git(clone, "push", "origin", "HEAD:one", "HEAD:refs/tags/v1");
  await git(clone, "push", "origin", ":one");
  expect(heard).toEqual([
    { ref: "refs/heads/one", before: none, after: first, options: ["ci.skip", "x=y z"], who },
    { ref: "refs/heads/one", before: first, after: second, options: [], who },
    { ref: "refs/tags/v1", before: none, after: second, options: [], who },
    { ref: "refs/heads/one", before: second, after: none, options: [], who },
  ]);
});

it("A push opens the merge request that its options ask for, once", async () => {
  await commit(clone, "a.txt", "a\n");
  const options = [
    "merge_request.create",
    "merge_request.title=Add a",
    "merge_request.target=main",
  ];
  const push = () =>
    git(clone, "push", "origin", ...options.flatMap((one) => ["-o", one]), "HEAD:refs/heads/one");
  expect((await push()).status).toBe(0);
  await commit(clone, "b.txt", "b\n");
  await push();
  const { body } = await ada.request("GET", "projects/1/merge_requests");
  expect(body).toMatchObject([
    { title: "Add a", source_branch: "one", target_branch: "main", author: { username: "ada" } },
  ]);
  expect(body).toHaveLength(1);
});

it("A refused push tells nothing", async () => {
  await commit(clone, "a.txt", "a\n");
  await git(clone, "push", "origin", "HEAD:main");
  expect(heard).toEqual([]);
});

it("A tree that no git makes is refused", async () => {
  const [, root = ""] = /tree (\w+)/.exec((await git(clone, "cat-file", "-p", "HEAD")).said) ?? [];
  const bytes = Buffer.concat([Buffer.from("40000 ..\0"), Buffer.from(root, "hex")]);
  writeFileSync(pathOf(served.folder, "tree"), bytes);
  const made = ["hash-object", "-t", "tree", "--literally", "-w", pathOf(served.folder, "tree")];
  const tree = (await git(clone, ...made)).said.trim();
  const hostile = (await git(clone, "commit-tree", tree, "-m", "by hand")).said.trim();
  const { said } = await git(clone, "push", "origin", `${hostile}:refs/heads/one`);
  expect(said).toMatch(/hasDotdot: contains '\.\.'[^]*unpacker error/);
  expect(heard).toEqual([]);
});

it("Branches and files that the API changes are told too", async () => {
  const branches = "projects/1/repository/branches";
  const made = await ada.request("POST", branches, { branch: "two", ref: "main" });
  const first = (made.body as { commit: { id: string } }).commit.id;
  const file = { branch: "two", content: "x", commit_message: "Add x" };
  await ada.request("POST", "projects/1/repository/files/x.txt", file);
  const { body } = await ada.request("GET", `${branches}/two`);
  const second = (body as { commit: { id: string } }).commit.id;
  await ada.request("DELETE", `${branches}/two`);
  const ref = "refs/heads/two";
  expect(heard).toEqual([
    { ref, before: none, after: first, options: [], who },
    { ref, before: first, after: second, options: [], who },
    { ref, before: second, after: none, options: [], who },
  ]);
});

it("A job pushes where its project lets it, and starts nothing by it", async () => {
  const job = { id: 7, projectId: 1, userId: ada.id };
  served.store.jobOfToken = (token) => (token === "of-the-job" ? job : undefined);
  const address = served.address("of-the-job", "acme/shop", "gitlab-ci-token");
  expect((await git(clone, "fetch", address)).status).toBe(0);
  const after = await commit(clone, "a.txt", "a\n");
  const refused = await git(clone, "push", address, "HEAD:refs/heads/job");
  expect(refused.said).toContain("403");
  const setting = { ci_push_repository_for_job_token_allowed: true };
  await served.gitlab.request("PUT", "projects/1", setting);
  expect((await git(clone, "push", address, "HEAD:refs/heads/job")).status).toBe(0);
  expect(heard).toEqual([
    { ref: "refs/heads/job", before: none, after, options: ["ci.skip"], who },
  ]);
});

it("The API refuses a branch as a push is refused", async () => {
  const { request } = ada;
  const branches = "projects/1/repository/branches";
  await served.gitlab.request("POST", "projects/1/protected_branches", {
    name: "release-*",
    push_access_level: 40,
    merge_access_level: 40,
  });
  const asked = { branch: "release-1", ref: "main" };
  expect(await request("POST", branches, asked)).toMatchObject({
    status: 400,
    body: { message: "You are not allowed to create protected branches on this project." },
  });
  await served.gitlab.request("POST", branches, asked);
  expect(await request("DELETE", `${branches}/release-1`)).toMatchObject({
    status: 400,
    body: {
      message: expect.stringContaining("Only a project maintainer or owner can delete") as string,
    },
  });
  const file = { branch: "main", content: "x", commit_message: "Add x" };
  expect(await request("POST", "projects/1/repository/files/x.txt", file)).toMatchObject({
    status: 400,
    body: { message: "You are not allowed to push into this branch" },
  });
});
