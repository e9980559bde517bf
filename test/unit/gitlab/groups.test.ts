import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab } from "./client.ts";

let gitlab: TestGitLab;

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
