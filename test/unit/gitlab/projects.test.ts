import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

let gitlab: TestGitLab;

const badPath = [
  expect.stringContaining("Cannot start with '-'") as string,
  expect.stringContaining("must not start with '-', '_', or '.'") as string,
];

function git(...args: string[]): string {
  const repository = join(gitlab.folder, "repositories/1.git");
  return execFileSync("git", ["--git-dir", repository, ...args], { encoding: "utf8" }).trim();
}

describe("Who may ask", () => {
  beforeEach(() => {
    gitlab = startTestGitLab();
  });

  it.each([
    ["no token", {}],
    ["another token", { "private-token": "wrong" }],
    ["an empty token", { authorization: "Bearer " }],
  ])("refuses %s", async (_, headers) => {
    expect(await gitlab.request("GET", "metadata", undefined, headers)).toMatchObject({
      status: 401,
      body: { message: "401 Unauthorized" },
    });
  });

  it("takes the token as a bearer token too", async () => {
    const headers = { authorization: "Bearer a-token-for-tests" };
    const { status } = await gitlab.request("GET", "user", undefined, headers);
    expect(status).toBe(200);
  });

  it("answers 404 where there is no endpoint", async () => {
    expect(await gitlab.request("GET", "nothing/here")).toMatchObject({
      status: 404,
      body: { error: "404 Not Found" },
    });
  });

  it("refuses a body that is not JSON, in Grape's words", async () => {
    const { status, body } = await gitlab.request("POST", "groups", "{");
    expect(status).toBe(400);
    expect((body as { error: string }).error).toContain(
      "message body does not match declared format",
    );
  });

  it("finds no parameter in JSON that is no object", async () => {
    expect(await gitlab.request("POST", "groups", "[1]")).toMatchObject({
      status: 400,
      body: { error: "name is missing, path is missing" },
    });
  });
});

describe.each([
  ["ce", "19.0.0", false],
  ["ee", "19.0.0-ee", true],
] as const)("GET /metadata of edition %s", (edition, version, enterprise) => {
  it("tells the edition", async () => {
    const { body } = await startTestGitLab(edition).request("GET", "metadata");
    expect(body).toMatchObject({ version, enterprise });
  });
});

describe("POST /projects", () => {
  beforeEach(() => {
    gitlab = startTestGitLab();
  });

  it("makes a real first commit on the default branch, and protects it", async () => {
    await withProject(gitlab, { default_branch: "develop" });
    expect(git("show", "--format=%an %s", "develop")).toContain("Administrator Initial commit");
    expect(git("symbolic-ref", "HEAD")).toBe("refs/heads/develop");
    const protection = await gitlab.request("GET", "projects/1/protected_branches/develop");
    expect(protection.body).toMatchObject({
      push_access_levels: [{ access_level: 40, access_level_description: "Maintainers" }],
      merge_access_levels: [{ access_level: 40 }],
      allow_force_push: false,
    });
  });

  it("leaves a project without a README empty and without protection", async () => {
    await withProject(gitlab, { initialize_with_readme: false });
    expect((await gitlab.request("GET", "projects/1")).body).toMatchObject({ empty_repo: true });
    expect((await gitlab.request("GET", "projects/1/protected_branches")).body).toEqual([]);
  });

  it("keeps commits under SHA-256 when asked", async () => {
    await withProject(gitlab, { repository_object_format: "sha256" });
    expect(git("rev-parse", "--show-object-format", "main")).toMatch(/^sha256\n[0-9a-f]{64}$/);
  });

  it("ignores settings that take an update", async () => {
    await withProject(gitlab, { ci_forward_deployment_enabled: false, merge_method: "ff" });
    expect((await gitlab.request("GET", "projects/1")).body).toMatchObject({
      ci_forward_deployment_enabled: true,
      merge_method: "ff",
    });
  });

  it.each([
    [{}, { error: "name, path are missing, at least one parameter must be provided" }],
    [{ name: "x", visibility: "open" }, { error: "visibility does not have a valid value" }],
    [
      { name: "x", namespace_id: "x", merge_method: "octopus" },
      { error: "merge_method does not have a valid value, namespace_id is invalid" },
    ],
    [{ name: "x", namespace_id: 99 }, { message: { namespace: ["is not valid"] } }],
    [
      { name: "-x", path: "-x" },
      {
        message: {
          name: [expect.stringContaining("It must start with a letter") as string],
          "project_namespace.path": badPath,
          path: badPath,
        },
      },
    ],
  ])("refuses %j", async (body, answer) => {
    const { status, body: given } = await gitlab.request("POST", "projects", body);
    expect(status).toBe(400);
    expect(given).toEqual(answer);
  });

  it("refuses a name that is taken", async () => {
    await withProject(gitlab);
    const answer = await gitlab.request("POST", "projects", { name: "shop", namespace_id: 2 });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        message: {
          "project_namespace.name": ["has already been taken"],
          name: ["has already been taken"],
          path: ["has already been taken"],
        },
      },
    });
  });
});

describe("A project", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab());
  });

  it("is found by its number and by its path, in any case", async () => {
    for (const reference of ["1", "acme%2Fshop", "Acme%2FShop"]) {
      expect((await gitlab.request("GET", `projects/${reference}`)).body).toMatchObject({ id: 1 });
    }
    expect(await gitlab.request("GET", "projects/acme%2Fnothing")).toMatchObject({
      status: 404,
      body: { message: "404 Project Not Found" },
    });
  });

  it("survives a restart of the server", async () => {
    await gitlab.request("PUT", "projects/1", { description: "kept" });
    const { body } = await gitlab.restarted().request("GET", "projects/1");
    expect(body).toMatchObject({ description: "kept", path_with_namespace: "acme/shop" });
  });

  it("is what it was on a server of before webhooks and settings of groups", async () => {
    const path = join(gitlab.folder, "data.json");
    const data = JSON.parse(readFileSync(path, "utf8")) as Record<string, object[]>;
    for (const project of data["projects"] ?? []) delete (project as { hooks?: unknown }).hooks;
    for (const group of data["groups"] ?? []) delete (group as { settings?: unknown }).settings;
    writeFileSync(path, JSON.stringify(data));
    const later = gitlab.restarted();
    expect((await later.request("GET", "projects/1/hooks")).body).toEqual([]);
    expect((await later.request("GET", "groups/2")).body).toMatchObject({ lfs_enabled: true });
  });

  it("changes the settings that are given, and no others", async () => {
    await gitlab.request("PUT", "projects/1", { squash_option: "always" });
    const { body: before } = await gitlab.request("GET", "projects/1");
    const change = { merge_method: "ff", ci_default_git_depth: 1 };
    const { body: after } = await gitlab.request("PUT", "projects/1", change);
    const { updated_at: updatedAt } = after as { updated_at: string };
    // Who may do what is told to who asks for a project, not to who changes it.
    expect({ ...(before as object), ...(after as object) }).toEqual({
      ...(before as object),
      ...change,
      updated_at: updatedAt,
      last_activity_at: updatedAt,
    });
  });

  it("keeps its value where nothing is given for one", async () => {
    await gitlab.request("PUT", "projects/1", { merge_method: "ff", description: "The shop" });
    const change = { merge_method: null, build_timeout: null, description: null };
    expect((await gitlab.request("PUT", "projects/1", change)).body).toMatchObject({
      merge_method: "ff",
      build_timeout: 3600,
      description: null,
    });
  });

  it("refuses an update of nothing that it knows", async () => {
    const { status, body } = await gitlab.request("PUT", "projects/1", { nothing: "known" });
    expect(status).toBe(400);
    expect((body as { error: string }).error).toMatch(
      /^name, default_branch, path, .* are missing, at least one parameter must be provided$/,
    );
  });

  it.each([
    [{ default_branch: "" }, { base: ["Could not change HEAD: branch '' does not exist"] }],
    [{ build_timeout: 60 }, { build_timeout: ["needs to be between 10 minutes and 1 month"] }],
    [
      { description: "x".repeat(2001) },
      { description: ["is too long (maximum is 2000 characters)"] },
    ],
    [{ visibility: "public" }, { visibility_level: ["public is not allowed in a private group."] }],
    [
      { container_expiration_policy_attributes: { keep_n: 3 } },
      { "container_expiration_policy.keep_n": ["is not included in the list"] },
    ],
  ])("refuses %j and stays as it was", async (change, message) => {
    const before = await gitlab.request("GET", "projects/1");
    expect(await gitlab.request("PUT", "projects/1", change)).toMatchObject({
      status: 400,
      body: { message },
    });
    expect((await gitlab.request("GET", "projects/1")).body).toEqual(before.body);
  });

  it("changes a cleanup policy in the parts that are given", async () => {
    const policy = async (change: object) =>
      (
        await gitlab.request("PUT", "projects/1", {
          container_expiration_policy_attributes: change,
        })
      ).body;
    await policy({ keep_n: 5, name_regex_delete: "old-.*" });
    expect(await policy({ enabled: true })).toMatchObject({
      container_expiration_policy: { keep_n: 5, name_regex: "old-.*", enabled: true },
    });
  });

  it("has its features under old names too", async () => {
    const change = { issues_enabled: false, jobs_enabled: "no", tag_list: "a, b" };
    expect((await gitlab.request("PUT", "projects/1", change)).body).toMatchObject({
      issues_access_level: "disabled",
      builds_access_level: "disabled",
      jobs_enabled: false,
      topics: ["a", "b"],
    });
  });

  it("takes a default branch only when it is there", async () => {
    expect(await gitlab.request("PUT", "projects/1", { default_branch: "x" })).toMatchObject({
      status: 400,
      body: { message: { base: ["Could not change HEAD: branch 'x' does not exist"] } },
    });
    await gitlab.request("POST", "projects/1/repository/branches", { branch: "x", ref: "main" });
    const { status } = await gitlab.request("PUT", "projects/1", { default_branch: "x" });
    expect([status, git("symbolic-ref", "HEAD")]).toEqual([200, "refs/heads/x"]);
  });

  it("is renamed when it is deleted, so that its path is free, and can be restored", async () => {
    expect(await gitlab.request("DELETE", "projects/1")).toMatchObject({
      status: 202,
      body: { message: "202 Accepted" },
    });
    expect((await gitlab.request("GET", "projects/1")).body).toMatchObject({
      path: "shop-deletion_scheduled-1",
      marked_for_deletion_on: new Date().toISOString().slice(0, 10),
    });
    expect(await gitlab.request("DELETE", "projects/1")).toMatchObject({
      status: 400,
      body: { message: "Project has been already marked for deletion" },
    });
    await gitlab.request("POST", "projects/1/restore");
    expect((await gitlab.request("GET", "projects/acme%2Fshop")).body).toMatchObject({
      id: 1,
      marked_for_deletion_on: null,
    });
  });

  it("is gone for good only after it was marked, and with its full path", async () => {
    const remove = (path: string) =>
      gitlab.request("DELETE", `projects/1?permanently_remove=true&full_path=${path}`);
    expect((await remove("acme/shop")).body).toEqual({
      message: "Project must be marked for deletion first.",
    });
    await gitlab.request("DELETE", "projects/1");
    expect((await remove("acme/shop")).body).toEqual({
      message: "`full_path` is incorrect. You must enter the complete path for the project.",
    });
    expect((await remove("acme/shop-deletion_scheduled-1")).status).toBe(202);
    expect((await gitlab.request("GET", "projects/1")).status).toBe(404);
  });

  it("is archived and brought back", async () => {
    for (const [action, archived] of [
      ["archive", true],
      ["unarchive", false],
    ] as const) {
      const answer = await gitlab.request("POST", `projects/1/${action}`);
      expect(answer).toMatchObject({ status: 201, body: { archived } });
    }
  });

  it("moves to another group", async () => {
    await gitlab.request("POST", "groups", { name: "Other", path: "other" });
    const answer = await gitlab.request("PUT", "projects/1/transfer", { namespace: "other" });
    expect(answer).toMatchObject({ status: 200, body: { path_with_namespace: "other/shop" } });
  });

  it("doesn't move where it is, where its path is taken, or where nothing is", async () => {
    await gitlab.request("POST", "projects", { name: "shop" });
    const move = (namespace: string) => gitlab.request("PUT", "projects/1/transfer", { namespace });
    const failed = (problem: string) => ({
      status: 400,
      body: { message: `Failed to transfer project {:new_namespace=>["${problem}"]}` },
    });
    expect(await move("acme")).toMatchObject(failed("Project is already in this namespace."));
    expect(await move("root")).toMatchObject(
      failed("Project with same name or path in target namespace already exists"),
    );
    expect(await move("nowhere")).toMatchObject({
      status: 404,
      body: { message: "404 Namespace Not Found" },
    });
  });
});

describe("A list of projects", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab());
    const more = { namespace_id: 2, description: "The API", topics: ["go"] };
    await gitlab.request("POST", "projects", { name: "api", ...more });
    await gitlab.request("POST", "projects", { name: "own", issues_enabled: false });
    await gitlab.request("POST", "projects/3/archive");
  });

  it("holds what is asked for", async () => {
    const cases: [query: string, names: string[]][] = [
      ["", ["own", "api", "shop"]],
      ["order_by=id&sort=asc", ["shop", "api", "own"]],
      ["order_by=name&sort=asc", ["api", "own", "shop"]],
      ["archived=yes", ["own"]],
      ["active=true", ["api", "shop"]],
      ["search=THE", ["api"]],
      ["search=acme/s", []],
      ["search=acme/s&search_namespaces=true", ["shop"]],
      ["topic=go", ["api"]],
      ["visibility=public", []],
      ["with_issues_enabled=1", ["api", "shop"]],
      ["id_after=1&id_before=3", ["api"]],
      ["updated_after=2100-01-01", []],
      ["starred=true", []],
      ["starred=false&owned=true&membership=true&min_access_level=50", ["own", "api", "shop"]],
      ["with_programming_language=ruby", []],
    ];
    for (const [query, names] of cases) {
      const { body } = await gitlab.request("GET", `projects?${query}`);
      expect(
        (body as { path: string }[]).map(({ path }) => path),
        query,
      ).toEqual(names);
    }
  });

  it("is refused for options that it doesn't have", async () => {
    const cases: [query: string, error: string][] = [
      ["order_by=size", "order_by does not have a valid value"],
      ["sort=up", "sort does not have a valid value"],
      ["simple=perhaps", "simple is invalid"],
      [
        "min_access_level=x",
        "min_access_level is invalid, min_access_level does not have a valid value",
      ],
      ["updated_after=someday", "updated_after is invalid"],
    ];
    for (const [query, error] of cases) {
      expect(await gitlab.request("GET", `projects?${query}`), query).toMatchObject({
        status: 400,
        body: { error },
      });
    }
  });

  it("shows little of each when little is asked for", async () => {
    const { body } = await gitlab.request("GET", "projects?simple=true");
    const [first] = body as object[];
    expect(first).toMatchObject({ id: 3, path_with_namespace: "root/own" });
    expect(first).not.toHaveProperty("merge_method");
  });

  it("goes on from the last id with keyset pagination, in the order of ids only", async () => {
    const names: unknown[] = [];
    let next: string | undefined = "projects?pagination=keyset&order_by=id&sort=asc&per_page=2";
    while (next !== undefined) {
      const { body, headers } = await gitlab.request("GET", next);
      names.push(...(body as { path: string }[]).map(({ path }) => path));
      expect(headers.get("x-total")).toBeNull();
      next = /<(.*)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(names).toEqual(["shop", "api", "own"]);
    expect(await gitlab.request("GET", "projects?pagination=keyset")).toMatchObject({
      status: 405,
      body: { error: "Keyset pagination is not yet available for this type of request" },
    });
  });
});

describe("Groups", () => {
  beforeEach(async () => {
    gitlab = startTestGitLab();
    await gitlab.request("POST", "groups", { name: "acme", path: "acme" });
  });

  it("may hold groups", async () => {
    const body = { name: "Team", path: "team", parent_id: 2 };
    expect((await gitlab.request("POST", "groups", body)).body).toMatchObject({
      full_path: "acme/team",
    });
    expect((await gitlab.request("GET", "groups/acme%2Fteam")).body).toMatchObject({ id: 3 });
    expect((await gitlab.request("GET", "namespaces/3")).body).toMatchObject({ kind: "group" });
    expect(await gitlab.request("GET", "namespaces/9")).toMatchObject({
      status: 404,
      body: { message: "404 Namespace Not Found" },
    });
  });

  it("change, with the paths of those inside", async () => {
    await gitlab.request("POST", "groups", { name: "Team", path: "team", parent_id: 2 });
    const change = { path: "renamed", visibility: "internal", emails_disabled: true };
    expect((await gitlab.request("PUT", "groups/2", change)).body).toMatchObject({
      full_path: "renamed",
      visibility: "internal",
      emails_enabled: false,
    });
    expect((await gitlab.request("GET", "groups/3")).body).toMatchObject({
      full_path: "renamed/team",
    });
  });

  it("are marked for deletion, and those inside others gone for good when asked again", async () => {
    await gitlab.request("POST", "groups", { name: "Team", path: "team", parent_id: 2 });
    await gitlab.request("POST", "projects", { name: "shop", namespace_id: 3 });
    const remove = (id: number, fullPath?: string) =>
      gitlab.request(
        "DELETE",
        `groups/${id}${fullPath ? `?permanently_remove=true&full_path=${fullPath}` : ""}`,
      );
    const refused = (message: string) => ({ status: 400, body: { message } });
    expect(await remove(2, "acme")).toMatchObject(
      refused("`permanently_remove` option is only available for subgroups"),
    );
    expect(await remove(3, "acme/team")).toMatchObject(
      refused("Group must be marked for deletion first."),
    );
    expect(await remove(3)).toMatchObject({ status: 202, body: { message: "202 Accepted" } });
    expect(await remove(3)).toMatchObject(refused("Group has been already marked for deletion"));
    expect((await gitlab.request("GET", "groups/3")).body).toMatchObject({
      marked_for_deletion_on: new Date().toISOString().slice(0, 10),
    });
    expect(await remove(3, "team")).toMatchObject({ status: 400 });
    expect((await remove(3, "acme/team")).status).toBe(202);
    expect((await gitlab.request("GET", "groups/3")).status).toBe(404);
    expect((await gitlab.request("GET", "projects/1")).status).toBe(404);
  });

  it("hold projects, in those inside too when asked", async () => {
    await gitlab.request("POST", "groups", { name: "Team", path: "team", parent_id: 2 });
    await gitlab.request("POST", "projects", { name: "shop", namespace_id: 2 });
    await gitlab.request("POST", "projects", { name: "api", namespace_id: 3 });
    const names = async (query: string) => {
      const { body } = await gitlab.request("GET", `groups/2/projects?${query}`);
      return (body as { name_with_namespace: string }[]).map((one) => one.name_with_namespace);
    };
    expect(await names("")).toEqual(["acme / shop"]);
    expect(await names("include_subgroups=true&order_by=name&sort=asc")).toEqual([
      "acme / Team / api",
      "acme / shop",
    ]);
    expect((await gitlab.request("GET", "groups/2/subgroups")).body).toMatchObject([
      { id: 3, full_name: "acme / Team" },
    ]);
    expect((await gitlab.request("GET", "groups/3/subgroups")).body).toEqual([]);
  });

  it.each([
    ["search=TEA", ["team"]],
    ["top_level_only=true", ["acme"]],
    ["sort=desc", ["team", "acme"]],
    ["skip_groups=2", ["team"]],
    ["visibility=public", []],
  ])("are listed by %s", async (query, paths) => {
    await gitlab.request("POST", "groups", { name: "Team", path: "team", parent_id: 2 });
    const { body } = await gitlab.request("GET", `groups?${query}`);
    expect((body as { path: string }[]).map(({ path }) => path)).toEqual(paths);
  });

  it("have names of their own", async () => {
    expect(await gitlab.request("POST", "groups", { name: "x", path: "acme" })).toMatchObject({
      status: 400,
      body: { message: 'Failed to save group {:path=>["has already been taken"]}' },
    });
    expect(await gitlab.request("POST", "groups", { name: "x" })).toMatchObject({
      status: 400,
      body: { error: "path is missing" },
    });
  });
});
