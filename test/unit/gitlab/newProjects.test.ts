import { beforeEach, describe, expect, it } from "vitest";
import { git, startTestGitLab, type TestGitLab, withProject } from "./client.ts";

let gitlab: TestGitLab;

const badPath = [
  expect.stringContaining("Cannot start with '-'") as string,
  expect.stringContaining("must not start with '-', '_', or '.'") as string,
];

describe("POST /projects", () => {
  beforeEach(() => {
    gitlab = startTestGitLab();
  });

  it("makes a real first commit on the default branch, and protects it", async () => {
    await withProject(gitlab, { default_branch: "develop" });
    expect(git(gitlab, "show", "--format=%an %s", "develop")).toContain(
      "Administrator Initial commit",
    );
    expect(git(gitlab, "symbolic-ref", "HEAD")).toBe("refs/heads/develop");
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
    expect(git(gitlab, "rev-parse", "--show-object-format", "main")).toMatch(
      /^sha256\n[0-9a-f]{64}$/,
    );
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
