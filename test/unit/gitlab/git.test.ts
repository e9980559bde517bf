import { join as pathOf } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, withProject } from "./client.ts";
import { commit, git, serve, type Served } from "./gitClient.ts";
import { join, person, type Person, tokenOf } from "./people.ts";

let served: Served;
let clone: string;
let developer: Person;
let maintainer: Person;

/** Clones the project as somebody. */
async function cloneAs(token: string | undefined, ...options: string[]): Promise<string> {
  const ended = await git(
    served.folder,
    "clone",
    "--quiet",
    ...options,
    served.address(token),
    clone,
  );
  if (ended.status !== 0) throw new Error(ended.said);
  return clone;
}

/** Pushes to the project as somebody. */
function push(token: string, ...args: string[]) {
  return git(clone, "push", served.address(token), ...args);
}

async function tip(branch: string): Promise<string | undefined> {
  const { body } = await served.gitlab.request("GET", `projects/1/repository/branches/${branch}`);
  return (body as { commit?: { id: string } }).commit?.id;
}

beforeEach(async () => {
  served = await serve(await withProject(startTestGitLab()));
  clone = pathOf(served.folder, "clone");
  developer = await person(served.gitlab, "dev");
  maintainer = await person(served.gitlab, "lead");
  await join(served.gitlab, developer, "developer");
  await join(served.gitlab, maintainer, "maintainer");
});

describe("git clone", () => {
  it("brings a member what is there, shallow too", async () => {
    await cloneAs(developer.token, "--depth", "1");
    expect((await git(clone, "log", "--format=%s")).said.trim()).toBe("Initial commit");
    const head = await tip("main");
    const fetched = await git(
      clone,
      "fetch",
      "--depth",
      "1",
      served.address(developer.token),
      head!,
    );
    expect(fetched.status).toBe(0);
  });

  it.each([
    ["no token", undefined, "could not read Username"],
    ["a wrong token", "glpat-wrong", "HTTP Basic: Access denied."],
  ])("with %s is refused", async (_, token, words) => {
    const ended = await git(served.folder, "clone", served.address(token), clone);
    expect(ended.status).not.toBe(0);
    expect(ended.said).toContain(words);
  });

  it("is refused to a guest, and finds nothing for who may not know of it", async () => {
    const [guest, stranger] = [
      await person(served.gitlab, "guest"),
      await person(served.gitlab, "stranger"),
    ];
    await join(served.gitlab, guest, "guest");
    const refused = await git(served.folder, "clone", served.address(guest.token), clone);
    expect(refused.said).toContain("You are not allowed to download code from this project.");
    const unknown = await git(served.folder, "clone", served.address(stranger.token), clone);
    expect(unknown.said).toContain(
      "The project you were looking for could not be found or you don't have permission to view it.",
    );
  });

  it("is anybody's where the project is public", async () => {
    await served.gitlab.request("PUT", "groups/acme", { visibility: "public" });
    await served.gitlab.request("PUT", "projects/1", { visibility: "public" });
    await cloneAs(undefined);
    await served.gitlab.request("PUT", "projects/1", { repository_access_level: "private" });
    const ended = await git(clone, "fetch", served.address());
    expect(ended.status).not.toBe(0);
  });

  it("takes a token that may read code, and a deploy token of the project, to read only", async () => {
    const reading = await tokenOf(served.gitlab, developer.id, ["read_repository"]);
    await cloneAs(reading);
    expect((await push(reading, "HEAD:refs/heads/x")).said).toContain("HTTP Basic: Access denied.");
    const api = await tokenOf(served.gitlab, developer.id, ["read_api"]);
    expect((await git(clone, "fetch", served.address(api))).said).toContain("Access denied.");
    const asked = { name: "servers", scopes: ["read_repository"] };
    const made = await served.gitlab.request("POST", "projects/1/deploy_tokens", asked);
    const { token, username } = made.body as { token: string; username: string };
    const address = served.address(token, "acme/shop", username);
    expect((await git(clone, "fetch", address)).status).toBe(0);
    expect((await git(clone, "push", address, "HEAD:refs/heads/x")).said).toContain("403");
    const initial = { name: "other", namespace_id: 2, initialize_with_readme: true };
    await served.gitlab.request("POST", "projects", initial);
    const elsewhere = await git(clone, "fetch", served.address(token, "acme/other", username));
    expect(elsewhere.said).toContain("could not be found");
  });
});

describe("git push", () => {
  it("brings a developer's branch, which a reporter may not push", async () => {
    await cloneAs(developer.token);
    const pushed = await commit(clone, "src/shop.ts", "export {};\n");
    expect((await push(developer.token, "HEAD:refs/heads/feature")).status).toBe(0);
    expect(await tip("feature")).toBe(pushed);
    const reporter = await person(served.gitlab, "reporter");
    await join(served.gitlab, reporter, "reporter");
    const refused = await push(reporter.token, "HEAD:refs/heads/other");
    expect(refused.said).toContain("You are not allowed to push code to this project.");
    expect(await tip("other")).toBeUndefined();
  });

  it("is held to who may push to a protected branch, in GitLab's words", async () => {
    await cloneAs(developer.token);
    const before = await tip("main");
    const pushed = await commit(clone, "a.txt", "a\n");
    const refused = await push(developer.token, "HEAD:main");
    expect(refused.status).not.toBe(0);
    expect(refused.said).toContain(
      "remote: GitLab: You are not allowed to push code to protected branches on this project.",
    );
    expect(await tip("main")).toBe(before);
    expect((await push(maintainer.token, "HEAD:main")).status).toBe(0);
    expect(await tip("main")).toBe(pushed);
  });

  it("is refused to everybody where no one may, an administrator too", async () => {
    await served.gitlab.request("DELETE", "projects/1/protected_branches/main");
    const rule = { name: "ma*", push_access_level: 0, merge_access_level: 30 };
    await served.gitlab.request("POST", "projects/1/protected_branches", rule);
    await cloneAs(developer.token);
    await commit(clone, "a.txt", "a\n");
    for (const token of [maintainer.token, "a-token-for-tests"]) {
      expect((await push(token, "HEAD:main")).said).toContain("not allowed to push code");
    }
    const made = await push(developer.token, "HEAD:refs/heads/made");
    expect(made.said).toContain(
      "You can only use an existing protected branch ref as the basis of a new protected branch.",
    );
    const onMain = await push(developer.token, "origin/main:refs/heads/made");
    expect(onMain.said).toContain(
      "You can only create protected branches using the web interface and API.",
    );
  });

  it("loses no commit of a protected branch unless that allows force", async () => {
    await cloneAs(maintainer.token);
    await commit(clone, "a.txt", "a\n");
    await push(maintainer.token, "HEAD:main");
    await git(clone, "reset", "--quiet", "--hard", "HEAD~1");
    const pushed = await commit(clone, "b.txt", "b\n");
    const refused = await push(maintainer.token, "--force", "HEAD:main");
    expect(refused.said).toContain(
      "GitLab: You are not allowed to force push code to a protected branch on this project.",
    );
    const rule = "projects/1/protected_branches/main";
    await served.gitlab.request("PATCH", rule, { allow_force_push: true });
    expect((await push(maintainer.token, "--force", "HEAD:main")).status).toBe(0);
    expect(await tip("main")).toBe(pushed);
    await push(developer.token, "HEAD:refs/heads/free");
    await git(clone, "commit", "--quiet", "--amend", "-m", "Other");
    expect((await push(developer.token, "--force", "HEAD:free")).status).toBe(0);
  });

  it("deletes neither the default branch nor a protected one", async () => {
    await cloneAs(developer.token);
    await push(developer.token, "HEAD:refs/heads/develop", "HEAD:refs/heads/free");
    await served.gitlab.request("POST", "projects/1/protected_branches", { name: "develop" });
    expect((await push(maintainer.token, ":main")).said).toContain(
      "The default branch of a project cannot be deleted.",
    );
    expect((await push(developer.token, ":develop")).said).toContain(
      "You are not allowed to delete protected branches from this project. Only a project maintainer or owner can delete a protected branch.",
    );
    expect((await push(maintainer.token, ":develop")).said).toContain(
      "You can only delete protected branches using the web interface.",
    );
    expect((await push(developer.token, ":free")).status).toBe(0);
    expect(await tip("free")).toBeUndefined();
  });

  it("goes through as a whole or not at all", async () => {
    await cloneAs(developer.token);
    await commit(clone, "a.txt", "a\n");
    const ended = await push(developer.token, "HEAD:main", "HEAD:refs/heads/feature");
    expect(ended.status).not.toBe(0);
    expect(await tip("feature")).toBeUndefined();
  });

  it("changes tags, but to no name of a branch or commit, and no ref that is GitLab's own", async () => {
    await cloneAs(developer.token);
    expect((await push(developer.token, "HEAD:refs/tags/v1")).status).toBe(0);
    await commit(clone, "a.txt", "a\n");
    expect((await push(developer.token, "--force", "HEAD:refs/tags/v1")).status).toBe(0);
    expect((await push(developer.token, "HEAD:refs/tags/main")).said).toContain(
      "You cannot use default branch name to create a tag",
    );
    expect((await push(developer.token, `HEAD:refs/tags/${"a".repeat(40)}`)).said).toContain(
      "You cannot create a tag with a SHA-1 or SHA-256 tag name.",
    );
    const own = await push(maintainer.token, "HEAD:refs/merge-requests/1/head");
    expect(own.said).toContain("deny updating a hidden ref");
  });

  it("begins a repository, whose first branch is the default one and protected", async () => {
    await served.gitlab.request("POST", "projects", { name: "new", namespace_id: 2 });
    await join(served.gitlab, developer, "developer", "projects/2");
    await cloneAs(developer.token);
    await git(clone, "checkout", "--quiet", "-b", "trunk");
    const address = (token: string) => served.address(token, "acme/new");
    const refused = await git(clone, "push", address(developer.token), "trunk");
    expect(refused.said).toContain("A default branch (e.g. main) does not yet exist for acme/new");
    expect((await git(clone, "push", address("a-token-for-tests"), "trunk")).status).toBe(0);
    const project = await served.gitlab.request("GET", "projects/2");
    expect(project.body).toMatchObject({ default_branch: "trunk", empty_repo: false });
    expect(
      (await served.gitlab.request("GET", "projects/2/protected_branches")).body,
    ).toMatchObject([{ name: "trunk", push_access_levels: [{ access_level: 40 }] }]);
  });

  it("is refused by an archived project", async () => {
    await cloneAs(maintainer.token);
    await served.gitlab.request("POST", "projects/1/archive");
    const ended = await push(maintainer.token, "HEAD:refs/heads/x");
    expect(ended.said).toContain("403");
  });
});
