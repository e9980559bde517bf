import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

let gitlab: TestGitLab;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab(), { initialize_with_readme: false });
});

describe("A rule for a repository of the registry", () => {
  const rules = "projects/1/registry/protection/repository/rules";
  const rule = {
    repository_path_pattern: "acme/shop/release",
    minimum_access_level_for_push: "maintainer",
    minimum_access_level_for_delete: "owner",
  };

  it("is kept, changed and deleted", async () => {
    expect(await gitlab.request("POST", rules, rule)).toMatchObject({
      status: 201,
      body: { id: 1, project_id: 1, ...rule },
    });
    const eased = { minimum_access_level_for_delete: "" };
    expect(await gitlab.request("PATCH", `${rules}/1`, eased)).toMatchObject({
      status: 200,
      body: { ...rule, minimum_access_level_for_delete: null },
    });
    expect((await gitlab.restarted().request("GET", rules)).body).toHaveLength(1);
    expect(await gitlab.request("DELETE", `${rules}/1`)).toMatchObject({ status: 204 });
    expect(await gitlab.request("DELETE", `${rules}/1`)).toMatchObject({ status: 404 });
  });

  it.each([
    [
      { repository_path_pattern: "acme/other" },
      "Repository path pattern should start with the project's full path",
    ],
    [
      { repository_path_pattern: "acme/shop/Ähm" },
      "Repository path pattern should be a valid container repository path with optional wildcard characters.",
    ],
  ])("is refused with %j", async (wrong, error) => {
    expect(await gitlab.request("POST", rules, { ...rule, ...wrong })).toMatchObject({
      status: 422,
      body: { message: { error } },
    });
  });

  it("is one for each pattern, and says who may push or who may delete", async () => {
    await gitlab.request("POST", rules, rule);
    expect(await gitlab.request("POST", rules, rule)).toMatchObject({
      status: 422,
      body: { message: { error: "Repository path pattern has already been taken" } },
    });
    const neither = { minimum_access_level_for_push: "", minimum_access_level_for_delete: "" };
    expect(await gitlab.request("PATCH", `${rules}/1`, neither)).toMatchObject({
      status: 422,
      body: {
        message: { error: "A rule must have at least a minimum access role for push or delete." },
      },
    });
    const { repository_path_pattern: pattern } = rule;
    expect(await gitlab.request("POST", rules, { repository_path_pattern: pattern })).toMatchObject(
      {
        status: 400,
        body: {
          error: expect.stringContaining("at least one parameter must be provided") as string,
        },
      },
    );
  });

  it("lets in no Developer", async () => {
    const developer = { minimum_access_level_for_push: "developer" };
    expect(await gitlab.request("POST", rules, { ...rule, ...developer })).toMatchObject({
      status: 400,
      body: { error: "minimum_access_level_for_push does not have a valid value" },
    });
  });
});

describe("A project", () => {
  it("is shared with a group once, and tells it", async () => {
    await gitlab.request("POST", "groups", { name: "crew", path: "crew" });
    const share = { group_id: 3, group_access: 20 };
    expect(await gitlab.request("POST", "projects/1/share", share)).toMatchObject({
      status: 201,
      body: { id: 1, project_id: 1, ...share, expires_at: null },
    });
    expect((await gitlab.request("POST", "projects/1/share", share)).status).toBe(409);
    expect((await gitlab.request("GET", "projects/1")).body).toMatchObject({
      shared_with_groups: [{ group_id: 3, group_full_path: "crew", group_access_level: 20 }],
    });
    expect(await gitlab.request("DELETE", "projects/1/share/3")).toMatchObject({ status: 204 });
    expect(await gitlab.request("DELETE", "projects/1/share/3")).toMatchObject({ status: 404 });
  });

  it("is not shared with the group that it is in", async () => {
    const share = { group_id: 2, group_access: 20 };
    expect(await gitlab.request("POST", "projects/1/share", share)).toMatchObject({
      status: 409,
      body: {
        message: "Project cannot be shared with the group it is in or one of its ancestors.",
      },
    });
  });

  it("lists whose jobs may use their token in it: its own, and those it names", async () => {
    await gitlab.request("POST", "projects", { name: "pipelines", namespace_id: 2 });
    const scope = "projects/1/job_token_scope";
    expect(await gitlab.request("GET", scope)).toMatchObject({ body: { inbound_enabled: true } });
    const target = { target_project_id: 2 };
    expect((await gitlab.request("POST", `${scope}/allowlist`, target)).status).toBe(201);
    expect(await gitlab.request("POST", `${scope}/allowlist`, target)).toMatchObject({
      status: 400,
      body: {
        message: "400 Bad request - This project is already in the job token allowlist.",
      },
    });
    const group = { target_group_id: 2 };
    expect((await gitlab.request("POST", `${scope}/groups_allowlist`, group)).status).toBe(201);
    const list = async (name: string) =>
      ((await gitlab.request("GET", `${scope}/${name}`)).body as { id: number }[]).map(
        ({ id }) => id,
      );
    expect(await list("allowlist")).toEqual([1, 2]);
    expect(await list("groups_allowlist")).toEqual([2]);
    await gitlab.request("DELETE", `${scope}/allowlist/2`);
    await gitlab.request("DELETE", `${scope}/groups_allowlist/2`);
    expect([await list("allowlist"), await list("groups_allowlist")]).toEqual([[1], []]);
    await gitlab.request("PATCH", scope, { enabled: false });
    expect(await gitlab.request("GET", scope)).toMatchObject({ body: { inbound_enabled: false } });
  });
});
