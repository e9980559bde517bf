import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { join, person, type Person } from "./people.ts";

let gitlab: TestGitLab;
let ada: Person;

const members = "projects/1/members";

describe("Members", () => {
  beforeEach(async () => {
    gitlab = await withProject(startTestGitLab());
    ada = await person(gitlab, "ada");
  });

  it("are added, changed, shown and removed", async () => {
    const asked = { user_id: ada.id, access_level: 30, expires_at: "2999-01-01" };
    const added = await gitlab.request("POST", members, asked);
    expect(added).toMatchObject({
      status: 201,
      body: {
        id: ada.id,
        username: "ada",
        access_level: 30,
        expires_at: "2999-01-01",
        created_by: { username: "root" },
        membership_state: "active",
      },
    });
    expect(await gitlab.request("POST", members, asked)).toMatchObject({
      status: 409,
      body: { message: "Member already exists" },
    });
    const changed = await gitlab.request("PUT", `${members}/${ada.id}`, { access_level: 40 });
    expect(changed.body).toMatchObject({ access_level: 40, expires_at: "2999-01-01" });
    expect((await gitlab.request("GET", `${members}?query=AD`)).body).toHaveLength(1);
    expect((await gitlab.request("DELETE", `${members}/${ada.id}`)).status).toBe(204);
    expect((await gitlab.request("GET", `${members}/${ada.id}`)).status).toBe(404);
  });

  it("of the groups around count inside, with the highest of their levels", async () => {
    await join(gitlab, ada, "reporter", "groups/acme");
    expect((await gitlab.request("GET", members)).body).toEqual([]);
    const all = (await gitlab.request("GET", `${members}/all`)).body;
    expect(all).toMatchObject([{ username: "root", access_level: 50 }, { access_level: 20 }]);
    expect((await ada.request("GET", "projects/1/repository/branches")).status).toBe(200);
    await join(gitlab, ada, "maintainer");
    expect((await gitlab.request("GET", `${members}/all/${ada.id}`)).body).toMatchObject({
      access_level: 40,
    });
  });

  it("are given no less than they have from a group, in GitLab's words", async () => {
    await join(gitlab, ada, "developer", "groups/acme");
    const asked = { user_id: ada.id, access_level: 20 };
    expect(await gitlab.request("POST", members, asked)).toMatchObject({
      status: 400,
      body: {
        message: {
          access_level: [
            "should be greater than or equal to Developer inherited membership from group acme",
          ],
        },
      },
    });
    expect(await gitlab.request("POST", members, { ...asked, access_level: 35 })).toMatchObject({
      body: { message: { access_level: ["is not included in the list"] } },
    });
  });

  it("give no more than they have, and take from nobody who has more", async () => {
    const bob = await person(gitlab, "bob");
    await join(gitlab, ada, "maintainer");
    const asked = { user_id: bob.id, access_level: 50 };
    expect((await ada.request("POST", members, asked)).status).toBe(403);
    await join(gitlab, bob, "owner");
    expect((await ada.request("DELETE", `${members}/${bob.id}`)).status).toBe(403);
    const less = await ada.request("PUT", `${members}/${bob.id}`, { access_level: 10 });
    expect(less.status).toBe(403);
  });

  it("may leave, but for a group's last owner", async () => {
    await join(gitlab, ada, "guest");
    expect((await ada.request("DELETE", `${members}/${ada.id}`)).status).toBe(204);
    expect((await gitlab.request("DELETE", "groups/acme/members/1")).status).toBe(403);
    await join(gitlab, ada, "owner", "groups/acme");
    expect((await gitlab.request("DELETE", "groups/acme/members/1")).status).toBe(204);
  });

  it("count until the day they were given", async () => {
    const asked = { user_id: ada.id, access_level: 40, expires_at: "2020-01-01" };
    await gitlab.request("POST", members, asked);
    expect((await ada.request("GET", "projects/1")).status).toBe(404);
  });

  it("are named by number or by name, and must be there", async () => {
    const named = await gitlab.request("POST", members, { username: "ada", access_level: 20 });
    expect(named.status).toBe(201);
    const level = { access_level: 20 };
    expect(await gitlab.request("POST", members, level)).toMatchObject({ status: 400 });
    expect(await gitlab.request("POST", members, { ...level, user_id: 99 })).toMatchObject({
      status: 404,
      body: { message: "404 User Not Found" },
    });
  });
});
