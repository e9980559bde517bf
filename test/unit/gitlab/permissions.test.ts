import { beforeEach, describe, expect, it } from "vitest";
import { permissions } from "../../../sandbox/gitlab/permissions.ts";
import { endpoints } from "../../../sandbox/gitlab/slice.ts";
import { furnished, type TestGitLab } from "./client.ts";
import { asking, join, levels, person, type Person, tokenOf } from "./people.ts";

type Role = keyof typeof levels;

const roles: Role[] = ["guest", "reporter", "developer", "maintainer", "owner"];

/** What a project lets its members do, by the least role that may, and by what it answers then. */
const requests: [least: Role, method: string, path: string, body?: object][] = [
  ["guest", "GET", "projects/1"],
  ["guest", "GET", "projects/1/members"],
  ["reporter", "GET", "projects/1/repository/branches"],
  ["reporter", "GET", "projects/1/repository/branches/main"],
  ["reporter", "GET", "projects/1/environments"],
  ["developer", "POST", "projects/1/repository/branches", { branch: "main", ref: "main" }],
  ["developer", "PUT", "projects/1/environments/1", { tier: "other" }],
  ["maintainer", "GET", "projects/1/variables"],
  ["maintainer", "POST", "projects/1/variables", { key: "KEY", value: "x" }],
  ["maintainer", "GET", "projects/1/protected_branches"],
  ["maintainer", "POST", "projects/1/protected_branches", { name: "x" }],
  ["maintainer", "GET", "projects/1/hooks"],
  ["maintainer", "PUT", "projects/1", { description: "x" }],
  ["maintainer", "POST", "projects/1/members", { user_id: 1, access_level: 10 }],
  ["owner", "PUT", "projects/1", { visibility: "private", description: "x" }],
  ["owner", "POST", "projects/1/restore"],
];

let gitlab: TestGitLab;
const people = {} as Record<Role | "stranger", Person>;

async function settings(visibility: string, more: object = {}): Promise<void> {
  await gitlab.request("PUT", "groups/acme", { visibility });
  await gitlab.request("PUT", "projects/1", { visibility, ...more });
}

describe("Who may do what in a project", () => {
  beforeEach(async () => {
    gitlab = await furnished();
    for (const role of roles) await join(gitlab, (people[role] = await person(gitlab, role)), role);
    people.stranger = await person(gitlab, "stranger");
  });

  it("is said for every endpoint, and for no other", () => {
    // What runners ask comes with tokens of their own.
    const ofRunners = /^[A-Z]+ \/(?:jobs|runners)(?:\/|$)/;
    const served = endpoints();
    const said = Object.keys(permissions);
    expect(said.filter((name) => !served.includes(name))).toEqual([]);
    const unsaid = served.filter((name) => !said.includes(name));
    expect(unsaid.filter((name) => !ofRunners.test(name))).toEqual([]);
  });

  it.each(requests)("from %s on: %s %s", async (least, method, path, body) => {
    await settings(body && "visibility" in body ? "internal" : "private");
    for (const role of roles) {
      const { status } = await people[role].request(method, path, body);
      expect([role, status === 403]).toEqual([role, levels[role] < levels[least]]);
    }
  });

  it("is nothing to who may not know of it, and 404 says so", async () => {
    await settings("private");
    for (const [, method, path, body] of requests) {
      const answer = await people.stranger.request(method, path, body);
      expect(answer, path).toMatchObject({
        status: 404,
        body: { message: "404 Project Not Found" },
      });
    }
  });

  it.each([
    ["private", 404, 404, 404],
    ["internal", 200, 200, 404],
    ["public", 200, 200, 200],
  ])("follows visibility: %s", async (visibility, project, code, anonymous) => {
    await settings(visibility);
    const { stranger } = people;
    expect((await stranger.request("GET", "projects/1")).status).toBe(project);
    expect((await stranger.request("GET", "projects/1/repository/branches")).status).toBe(code);
    expect((await gitlab.request("GET", "projects/1", undefined, {})).status).toBe(anonymous);
    const list = await stranger.request("GET", "projects");
    expect(list.body).toHaveLength(project === 200 ? 1 : 0);
    const write = await stranger.request("POST", "projects/1/variables", { key: "A", value: "b" });
    expect(write.status).toBe(project === 200 ? 403 : 404);
  });

  it("follows what the project says of a feature", async () => {
    await settings("public", { repository_access_level: "private" });
    const branches = "projects/1/repository/branches";
    expect((await people.stranger.request("GET", branches)).status).toBe(403);
    expect((await people.reporter.request("GET", branches)).status).toBe(200);
    await settings("public", { repository_access_level: "disabled" });
    expect((await people.owner.request("GET", branches)).status).toBe(403);
    await settings("private", { repository_access_level: "enabled" });
  });

  it("asks nobody in particular for a token before they change anything", async () => {
    await settings("public");
    const answer = await gitlab.request("POST", "projects/1/restore", undefined, {});
    expect(answer).toMatchObject({ status: 401, body: { message: "401 Unauthorized" } });
  });

  it("shows what the asker is, and the runners' token to who may see it", async () => {
    await settings("private");
    const developer = await people.developer.request("GET", "projects/1");
    expect(developer.body).toMatchObject({
      permissions: { project_access: { access_level: 30 }, group_access: null },
    });
    expect(developer.body).not.toHaveProperty("runners_token");
    const maintainer = await people.maintainer.request("GET", "projects/1");
    expect(maintainer.body).toHaveProperty("runners_token");
  });

  it("is no more than a token's scopes", async () => {
    const { id } = people.maintainer;
    const reading = asking(gitlab, await tokenOf(gitlab, id, ["read_api"]));
    expect((await reading.request("GET", "projects/1/variables")).status).toBe(200);
    const answer = await reading.request("PUT", "projects/1", { description: "x" });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        error: "insufficient_scope",
        error_description:
          "The request requires higher privileges than provided by the access token.",
        scope: "api",
      },
    });
    const pushing = asking(gitlab, await tokenOf(gitlab, id, ["write_registry"]));
    expect((await pushing.request("GET", "projects/1")).status).toBe(403);
    expect((await pushing.request("GET", "personal_access_tokens/self")).status).toBe(200);
  });
});

describe("Who may do what in a group", () => {
  it("from owner on: changes, and members; from developer on: projects", async () => {
    const made = await furnished();
    const [developer, owner] = [await person(made, "d"), await person(made, "o")];
    await join(made, developer, "developer", "groups/acme");
    await join(made, owner, "owner", "groups/acme");
    const project = (name: string) => ({ name, namespace_id: 2 });
    expect((await developer.request("PUT", "groups/acme", { name: "x" })).status).toBe(403);
    expect((await owner.request("PUT", "groups/acme", { name: "x" })).status).toBe(200);
    expect((await developer.request("POST", "projects", project("one"))).status).toBe(201);
    await owner.request("PUT", "groups/acme", { project_creation_level: "maintainer" });
    expect(await developer.request("POST", "projects", project("two"))).toMatchObject({
      status: 400,
      body: { message: { namespace: ["is not valid"] } },
    });
    const sub = { name: "sub", path: "sub", parent_id: 2 };
    expect((await developer.request("POST", "groups", sub)).status).toBe(403);
    expect((await owner.request("POST", "groups", sub)).status).toBe(201);
    expect((await owner.request("DELETE", "projects/1")).status).toBe(202);
  });

  it("is 404 to who may not know of it, which a member of a project in it does", async () => {
    const made = await furnished();
    const [stranger, guest] = [await person(made, "s"), await person(made, "g")];
    await join(made, guest, "guest");
    expect(await stranger.request("GET", "groups/acme")).toMatchObject({
      status: 404,
      body: { message: "404 Group Not Found" },
    });
    expect((await stranger.request("GET", "groups")).body).toEqual([]);
    expect((await guest.request("GET", "groups/acme")).status).toBe(200);
    expect((await guest.request("PUT", "groups/acme", { name: "x" })).status).toBe(403);
  });
});
