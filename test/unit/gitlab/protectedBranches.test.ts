import { beforeEach, describe, expect, it } from "vitest";
import { branches, protections, startTestGitLab, type TestGitLab, withProject } from "./client.ts";

let gitlab: TestGitLab;

describe("Branch protection of the Community Edition", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab("ce"));
  });

  it("takes one level for pushing and one for merging", async () => {
    const body = { name: "develop", push_access_level: 0, merge_access_level: 30 };
    const answer = await gitlab.request("POST", protections, body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      push_access_levels: [{ access_level: 0, access_level_description: "No one" }],
      merge_access_levels: [
        { access_level: 30, access_level_description: "Developers + Maintainers" },
      ],
    });
    expect(answer.body).not.toHaveProperty("unprotect_access_levels");
  });

  it("leaves nobody to push where no one may", async () => {
    await gitlab.request("DELETE", `${protections}/main`);
    await gitlab.request("POST", protections, { name: "main", push_access_level: 0 });
    const { body } = await gitlab.request("GET", `${branches}/main`);
    expect(body).toMatchObject({ protected: true, can_push: false });
  });

  it("drops what only the Enterprise Edition knows", async () => {
    const body = {
      name: "develop",
      merge_access_level: 30,
      allowed_to_push: [{ access_level: 0 }],
      allowed_to_merge: [{ access_level: 60 }],
      unprotect_access_level: 60,
      code_owner_approval_required: true,
    };
    const { status, body: answer } = await gitlab.request("POST", protections, body);
    expect(status).toBe(201);
    expect(answer).toMatchObject({
      push_access_levels: [{ access_level: 40 }],
      merge_access_levels: [{ access_level: 30 }],
    });
    await gitlab.request("PATCH", `${protections}/develop`, {
      allowed_to_push: [{ access_level: 0 }],
    });
    expect(await gitlab.request("GET", `${protections}/develop`)).toMatchObject({
      body: { push_access_levels: [{ access_level: 40 }] },
    });
  });

  it("refuses what is protected already, and levels that don't exist", async () => {
    expect(await gitlab.request("POST", protections, { name: "main" })).toMatchObject({
      status: 409,
      body: { message: "Protected branch 'main' already exists" },
    });
    const body = { name: "x", push_access_level: 50 };
    expect(await gitlab.request("POST", protections, body)).toMatchObject({
      status: 400,
      body: { error: "push_access_level does not have a valid value" },
    });
  });

  it("changes force-pushing only, and is taken away", async () => {
    const answer = await gitlab.request("PATCH", `${protections}/main`, { allow_force_push: true });
    expect(answer).toMatchObject({ status: 200, body: { allow_force_push: true } });
    expect((await gitlab.request("DELETE", `${protections}/main`)).status).toBe(204);
    expect(await gitlab.request("GET", `${protections}/main`)).toMatchObject({
      status: 404,
      body: { message: "404 Not found" },
    });
  });
});

describe("Branch protection of the Enterprise Edition without a licence", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab("ee"));
  });

  async function protect(body: object) {
    return gitlab.request("POST", protections, { name: "develop", ...body });
  }

  it("takes lists of levels", async () => {
    const { body } = await protect({
      allowed_to_push: [{ access_level: 0 }],
      allowed_to_merge: [{ access_level: 30 }, { access_level: 40 }],
    });
    expect(body).toMatchObject({
      push_access_levels: [{ access_level: 0 }],
      merge_access_levels: [{ access_level: 30 }, { access_level: 40 }],
      unprotect_access_levels: [{ access_level: 40 }],
      code_owner_approval_required: false,
    });
  });

  it.each([
    [{ user_id: 1 }, "Push access levels user must be blank"],
    [{ group_id: 1 }, "Push access levels group must be blank"],
    [{ deploy_key_id: 1 }, "Push access levels deploy key is not enabled for this project"],
  ])("refuses the entry %j, which takes more", async (entry, message) => {
    expect(await protect({ allowed_to_push: [entry] })).toMatchObject({
      status: 422,
      body: { message: [message] },
    });
  });

  it("adds, changes and removes entries one by one", async () => {
    const created = await protect({ allowed_to_merge: [{ access_level: 30 }] });
    const [{ id }] = (created.body as { merge_access_levels: [{ id: number }] })
      .merge_access_levels;
    const path = `${protections}/develop`;
    const added = await gitlab.request("PATCH", path, {
      allowed_to_merge: [{ access_level: 40 }, { id, _destroy: true }],
    });
    expect(added.body).toMatchObject({ merge_access_levels: [{ access_level: 40 }] });
    const again = await gitlab.request("PATCH", path, {
      allowed_to_merge: [{ access_level: 40 }],
    });
    expect(again).toMatchObject({
      status: 422,
      body: { message: ["Merge access levels access level has already been taken"] },
    });
  });
});
