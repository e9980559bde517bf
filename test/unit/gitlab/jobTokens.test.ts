import { beforeEach, describe, expect, it } from "vitest";
import { actorOfPassword } from "../../../sandbox/gitlab/people/actor.ts";
import { permit } from "../../../sandbox/gitlab/people/permission.ts";
import { permissions } from "../../../sandbox/gitlab/permissions.ts";
import { Store } from "../../../sandbox/gitlab/store.ts";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { join, levels, person } from "./people.ts";

const job = { id: 7, projectId: 1, userId: 2 };
let gitlab: TestGitLab;

/** What a job's token of project 1 is answered, as the status of a refusal or 200. */
function ask(endpoint: string, id = "1"): number {
  const store = new Store(gitlab.folder);
  store.jobOfToken = (token) => (token === "of-the-job" ? job : undefined);
  const actor = actorOfPassword(store, "gitlab-ci-token", "of-the-job");
  expect(actorOfPassword(store, "gitlab-ci-token", "another")).toBeUndefined();
  try {
    const [method = ""] = endpoint.split(" ");
    permit(store, actor, permissions[endpoint]!, { method, id });
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

describe("A job's token", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab());
    await person(gitlab, "ada");
    await join(gitlab, { id: 2 }, "developer");
  });

  it.each([
    ["GET /projects/:id/repository/branches", 200],
    ["GET /projects/:id/environments", 200],
    ["POST /projects/:id/environments", 200],
    ["GET /projects/:id/repository/branches/:branch", 401],
    ["POST /projects/:id/repository/branches", 401],
    ["GET /projects/:id", 401],
    ["GET /projects/:id/variables", 401],
    ["GET /user", 401],
  ])("is answered to %s: %i", (endpoint, status) => {
    expect(ask(endpoint)).toBe(status);
  });

  it("does no more than the user who started the pipeline", async () => {
    await gitlab.request("PUT", "projects/1/members/2", { access_level: levels.reporter });
    expect(ask("GET /projects/:id/environments")).toBe(200);
    expect(ask("POST /projects/:id/environments")).toBe(403);
  });

  it("reaches another project if it is on its list and its user is a member", async () => {
    const endpoint = "GET /projects/:id/repository/branches";
    await gitlab.request("POST", "projects", { name: "other", namespace_id: 2 });
    expect(ask(endpoint, "2")).toBe(404);
    await join(gitlab, { id: 2 }, "reporter", "projects/2");
    expect(ask(endpoint, "2")).toBe(403);
    const list = "projects/2/job_token_scope";
    await gitlab.request("POST", `${list}/allowlist`, { target_project_id: 1 });
    expect(ask(endpoint, "2")).toBe(200);
    await gitlab.request("DELETE", `${list}/allowlist/1`);
    await gitlab.request("POST", `${list}/groups_allowlist`, { target_group_id: 2 });
    expect(ask(endpoint, "2")).toBe(200);
    await gitlab.request("DELETE", `${list}/groups_allowlist/2`);
    await gitlab.request("PATCH", list, { enabled: false });
    expect(ask(endpoint, "2")).toBe(200);
  });

  it("reaches what is public without a list", async () => {
    await gitlab.request("PUT", "groups/acme", { visibility: "public" });
    const open = { name: "open", namespace_id: 2, visibility: "public" };
    await gitlab.request("POST", "projects", open);
    expect(ask("GET /projects/:id/repository/branches", "2")).toBe(200);
    expect(ask("POST /projects/:id/environments", "2")).toBe(403);
  });
});

it("A share gives a group's members a role of at most its own", async () => {
  gitlab = await withProject(startTestGitLab());
  const ada = await person(gitlab, "ada");
  await gitlab.request("POST", "groups", { name: "team", path: "team" });
  await join(gitlab, ada, "maintainer", "groups/team");
  const { body } = await gitlab.request("GET", "groups/team");
  const share = { group_id: (body as { id: number }).id, group_access: levels.reporter };
  expect((await ada.request("GET", "projects/1")).status).toBe(404);
  await gitlab.request("POST", "projects/1/share", share);
  expect((await ada.request("GET", "projects/1/repository/branches")).status).toBe(200);
  expect((await ada.request("GET", "projects/1/variables")).status).toBe(403);
});
