import { beforeEach, describe, expect, it } from "vitest";
import {
  branches,
  git,
  protections,
  startTestGitLab,
  type TestGitLab,
  withProject,
} from "./client.ts";

let gitlab: TestGitLab;

describe("Branches", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab());
  });

  it("start at a branch or a commit", async () => {
    const develop = await gitlab.request("POST", branches, { branch: "develop", ref: "main" });
    expect(develop).toMatchObject({
      status: 201,
      body: { name: "develop", protected: false, default: false, can_push: true, merged: true },
    });
    const { id } = (develop.body as { commit: { id: string } }).commit;
    const other = await gitlab.request("POST", branches, { branch: "feature/x", ref: id });
    expect(other).toMatchObject({ status: 201, body: { commit: { id } } });
    expect((await gitlab.request("GET", `${branches}/feature%2Fx`)).status).toBe(200);
  });

  it.each([
    [{ branch: "main", ref: "main" }, { message: "Branch already exists" }],
    [
      { branch: "x", ref: "nothing" },
      { message: "Failed to create branch 'x': invalid reference name 'nothing'" },
    ],
    [
      { branch: "x", ref: "--all" },
      { message: "Failed to create branch 'x': invalid reference name '--all'" },
    ],
    [{ branch: "a..b", ref: "main" }, { message: "Branch name is invalid" }],
    [{ branch: "", ref: "main" }, { error: "branch is empty" }],
    [{}, { error: "branch is missing, branch is empty, ref is missing, ref is empty" }],
  ])("are refused for %j", async (body, answer) => {
    expect(await gitlab.request("POST", branches, body)).toMatchObject({
      status: 400,
      body: answer,
    });
  });

  it("show the commits at their tips, and whether the default branch has them", async () => {
    const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    const parent = git(gitlab, "rev-parse", "main");
    const message = "Title\n\nOne line\nand another";
    const id = git(gitlab, ...identity, "commit-tree", "-p", parent, "-m", message, "main^{tree}");
    git(gitlab, "update-ref", "refs/heads/ahead", id);
    await gitlab.request("POST", branches, { branch: "behind", ref: "main" });
    const commit = { id, title: "Title", message, parent_ids: [parent], author_name: "Ada" };
    expect((await gitlab.request("GET", branches)).body).toMatchObject([
      { name: "ahead", merged: false, commit: { ...commit, committer_email: "ada@example.com" } },
      { name: "behind", merged: true, commit: { id: parent, parent_ids: [] } },
      { name: "main", merged: false, default: true },
    ]);
    expect((await gitlab.request("GET", `${branches}/ahead`)).body).toMatchObject({ commit });
  });

  it("are not what only begins like them", async () => {
    await gitlab.request("POST", branches, { branch: "feature/x", ref: "main" });
    expect((await gitlab.request("GET", `${branches}/feature`)).status).toBe(404);
  });

  it("are deleted, but for the default one", async () => {
    await gitlab.request("POST", branches, { branch: "old", ref: "main" });
    expect((await gitlab.request("DELETE", `${branches}/old`)).status).toBe(204);
    expect(await gitlab.request("DELETE", `${branches}/old`)).toMatchObject({
      status: 404,
      body: { message: "404 Branch Not Found" },
    });
    expect(await gitlab.request("DELETE", `${branches}/main`)).toMatchObject({
      status: 400,
      body: { message: "The default branch of a project cannot be deleted." },
    });
  });

  it("begin with the default one in an empty project", async () => {
    await gitlab.request("POST", "projects", { name: "empty", namespace_id: 2 });
    const path = "projects/acme%2Fempty/repository/branches";
    await gitlab.request("POST", path, { branch: "develop", ref: "main" });
    const { body } = await gitlab.request("GET", path);
    expect(body).toMatchObject([
      { name: "develop", protected: false },
      { name: "main", protected: true, commit: { title: "Add README.md" } },
    ]);
  });

  it("are listed by what is asked for", async () => {
    for (const branch of ["feature/a", "feature/b"]) {
      await gitlab.request("POST", branches, { branch, ref: "main" });
    }
    const cases: [query: string, names: string[]][] = [
      ["search=FEAT", ["feature/a", "feature/b"]],
      ["search=^feat", ["feature/a", "feature/b"]],
      ["search=^a", []],
      ["search=b$", ["feature/b"]],
      ["search=^f*b$", ["feature/b"]],
      ["search=a.b", []],
      ["search=", ["feature/a", "feature/b", "main"]],
      ["regex=^(main|.*/a)$", ["feature/a", "main"]],
      ["sort=updated_desc&search=feature", ["feature/b", "feature/a"]],
      ["page_token=feature/a", ["feature/b", "main"]],
    ];
    for (const [query, names] of cases) {
      const { body } = await gitlab.request("GET", `${branches}?${query}`);
      expect(
        (body as { name: string }[]).map(({ name }) => name),
        query,
      ).toEqual(names);
    }
  });

  it("stay as they are in an archived project", async () => {
    await gitlab.request("POST", "projects/1/archive");
    const forbidden = { status: 403, body: { message: "403 Forbidden" } };
    const body = { branch: "x", ref: "main" };
    expect(await gitlab.request("POST", branches, body)).toMatchObject(forbidden);
    expect(await gitlab.request("DELETE", `${branches}/main`)).toMatchObject(forbidden);
    expect((await gitlab.request("GET", `${branches}/main`)).status).toBe(200);
  });

  it("come in pages", async () => {
    for (const branch of ["a", "b", "c"]) {
      await gitlab.request("POST", branches, { branch, ref: "main" });
    }
    const { body, headers } = await gitlab.request("GET", `${branches}?per_page=3&page=2`);
    expect(body).toMatchObject([{ name: "main" }]);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-page": "2",
      "x-per-page": "3",
      "x-prev-page": "1",
      "x-next-page": "",
      "x-total": "4",
      "x-total-pages": "2",
    });
    expect(headers.get("link")).toMatch(/per_page=3&page=1>; rel="prev", .* rel="first"/);
  });

  it("are not listed by what GitLab doesn't know", async () => {
    const cases: [query: string, answer: object][] = [
      ["sort=oldest", { error: "sort does not have a valid value" }],
      ["regex=(", { message: "regex is invalid" }],
      ["page=abc", { error: "page is invalid" }],
      ["per_page=0", { error: "per_page has a value not allowed" }],
      ["per_page=x&page=y", { error: "page is invalid, per_page is invalid" }],
    ];
    for (const [query, body] of cases) {
      expect(await gitlab.request("GET", `${branches}?${query}`), query).toMatchObject({
        status: 400,
        body,
      });
    }
  });

  it("come in the first page of twenty when asked for less than that", async () => {
    const { headers } = await gitlab.request("GET", `${branches}?page=-1&per_page=-1`);
    expect([headers.get("x-page"), headers.get("x-per-page")]).toEqual(["1", "20"]);
  });

  it("are covered by patterns", async () => {
    await gitlab.request("POST", protections, { name: "release/*", push_access_level: 30 });
    await gitlab.request("POST", branches, { branch: "release/1.0", ref: "main" });
    await gitlab.request("POST", branches, { branch: "releases", ref: "main" });
    expect((await gitlab.request("GET", `${branches}/release%2F1.0`)).body).toMatchObject({
      protected: true,
      developers_can_push: true,
      developers_can_merge: false,
    });
    expect((await gitlab.request("GET", `${branches}/releases`)).body).toMatchObject({
      protected: false,
    });
  });
});
