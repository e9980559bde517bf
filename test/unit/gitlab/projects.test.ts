import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { git, startTestGitLab, type TestGitLab, withProject } from "./client.ts";

let gitlab: TestGitLab;

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
    expect([status, git(gitlab, "symbolic-ref", "HEAD")]).toEqual([200, "refs/heads/x"]);
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
