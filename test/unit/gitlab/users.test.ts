import { readFileSync } from "node:fs";
import { join as pathOf } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { asking, join, person, tokenOf } from "./people.ts";

let gitlab: TestGitLab;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab("ee"));
});

describe("Users", () => {
  it("are made by an administrator, found by name, and have a namespace", async () => {
    const ada = await person(gitlab, "ada");
    expect((await ada.request("GET", "user")).body).toMatchObject({
      id: ada.id,
      username: "ada",
      email: "ada@example.com",
    });
    expect((await ada.request("GET", "users?username=ADA")).body).toEqual([
      expect.objectContaining({ id: ada.id, state: "active" }),
    ]);
    const own = await ada.request("POST", "projects", { name: "mine" });
    expect(own.body).toMatchObject({
      path_with_namespace: "ada/mine",
      creator_id: ada.id,
      owner: { username: "ada" },
    });
    expect((await ada.request("GET", "projects/ada%2Fmine")).body).toMatchObject({
      permissions: { project_access: { access_level: 50 } },
    });
    expect(await ada.request("POST", "users", {})).toMatchObject({ status: 403 });
  });

  it("have an address and a name of their own", async () => {
    await person(gitlab, "ada");
    const asked = { name: "Ada", password: "long-enough" };
    const again = { ...asked, username: "other", email: "ADA@example.com" };
    expect(await gitlab.request("POST", "users", again)).toMatchObject({
      status: 409,
      body: { message: "Email has already been taken" },
    });
    const taken = { ...asked, username: "acme", email: "new@example.com" };
    expect(await gitlab.request("POST", "users", taken)).toMatchObject({
      status: 409,
      body: { message: "Username has already been taken" },
    });
    const wrong = { ...asked, username: "-x", email: "nothing" };
    expect(await gitlab.request("POST", "users", wrong)).toMatchObject({
      status: 400,
      body: { message: { email: ["is invalid"] } },
    });
  });

  it("see no address of each other", async () => {
    const ada = await person(gitlab, "ada");
    const [root] = (await ada.request("GET", "users?username=root")).body as object[];
    expect(root).not.toHaveProperty("email");
    expect(root).not.toHaveProperty("is_admin");
  });
});

describe("Sudo", () => {
  it("lets an administrator act as anybody, with what they may do", async () => {
    const ada = await person(gitlab, "ada");
    const as = (sudo: string, token = "a-token-for-tests") =>
      gitlab.request("GET", "projects/1", undefined, { "private-token": token, sudo });
    expect((await as("root")).status).toBe(200);
    expect((await as("ada")).status).toBe(404);
    expect((await as(String(ada.id))).status).toBe(404);
    expect(await as("nobody")).toMatchObject({
      body: { message: "404 User with ID or username 'nobody' Not Found" },
    });
    expect(await as("root", ada.token)).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden - Must be admin to use sudo" },
    });
    const token = await tokenOf(gitlab, 1, ["api"]);
    expect((await as("ada", token)).status).toBe(403);
  });
});

describe("A personal access token", () => {
  it("is told once, and kept as a hash", async () => {
    const { id, token, request } = await person(gitlab, "ada");
    expect(token).toMatch(/^glpat-.{20}$/);
    expect(readFileSync(pathOf(gitlab.folder, "data.json"), "utf8")).not.toContain(token);
    const self = await request("GET", "personal_access_tokens/self");
    expect(self.body).toMatchObject({ user_id: id, scopes: ["api"], active: true });
    expect(self.body).not.toHaveProperty("token");
    expect(self.body).not.toHaveProperty("hash");
    const again = asking(gitlab.restarted(), token);
    expect((await again.request("GET", "user")).status).toBe(200);
  });

  it("is good for nothing once it is revoked", async () => {
    const ada = await person(gitlab, "ada");
    expect((await ada.request("DELETE", "personal_access_tokens/self")).status).toBe(204);
    expect(await ada.request("GET", "user")).toMatchObject({
      status: 401,
      body: {
        error: "invalid_token",
        error_description: "Token was revoked. You have to re-authorize from the user.",
      },
    });
  });

  it("ends on a day that is to come", async () => {
    const ada = await person(gitlab, "ada");
    const asked = { name: "x", scopes: ["api"], expires_at: "2020-01-01" };
    const path = `users/${ada.id}/personal_access_tokens`;
    expect((await gitlab.request("POST", path, asked)).status).toBe(400);
    expect(await gitlab.request("POST", path, { name: "x", scopes: ["all"] })).toMatchObject({
      status: 400,
      body: { message: { scopes: ["can only contain available scopes"] } },
    });
    const data = pathOf(gitlab.folder, "data.json");
    const { tokens } = JSON.parse(readFileSync(data, "utf8")) as {
      tokens: { expiresAt: string }[];
    };
    expect(tokens.at(-1)?.expiresAt).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it("is its user's and an administrator's to see", async () => {
    const [ada, bob] = [await person(gitlab, "ada"), await person(gitlab, "bob")];
    const [own] = (await ada.request("GET", "personal_access_tokens")).body as { id: number }[];
    expect((await bob.request("GET", `personal_access_tokens/${own?.id}`)).status).toBe(403);
    expect((await bob.request("GET", `personal_access_tokens?user_id=${ada.id}`)).status).toBe(403);
    expect((await gitlab.request("GET", `personal_access_tokens/${own?.id}`)).status).toBe(200);
    await gitlab.request("DELETE", `personal_access_tokens/${own?.id}`);
    expect((await ada.request("GET", "user")).status).toBe(401);
  });

  it("stands where a registry's or a runner's client asks for one of its kind only", async () => {
    const ada = await person(gitlab, "ada");
    const token = await tokenOf(gitlab, ada.id, ["api"]);
    const headers = { "job-token": token };
    expect((await gitlab.request("GET", "user", undefined, headers)).status).toBe(401);
  });
});

describe("Service accounts", () => {
  const path = "groups/acme/service_accounts";

  it("are made by a group's owner, with tokens, and become members as anyone", async () => {
    const owner = await person(gitlab, "owner");
    await join(gitlab, owner, "owner", "groups/acme");
    const made = await owner.request("POST", path, { name: "Slipway", username: "slipway" });
    expect(made).toMatchObject({ status: 201, body: { username: "slipway", name: "Slipway" } });
    const { id } = made.body as { id: number };
    const asked = { name: "release", scopes: ["write_registry", "read_api"] };
    const answer = await owner.request("POST", `${path}/${id}/personal_access_tokens`, asked);
    const { token, id: tokenId } = answer.body as { token: string; id: number };
    await join(gitlab, { id }, "maintainer");
    const account = asking(gitlab, token);
    expect((await account.request("GET", "projects/1/variables")).status).toBe(200);
    expect((await account.request("PUT", "projects/1", { name: "x" })).status).toBe(403);
    const one = `${path}/${id}/personal_access_tokens/${tokenId}`;
    expect((await owner.request("DELETE", one)).status).toBe(204);
    expect((await account.request("GET", "projects/1")).status).toBe(401);
    expect((await owner.request("DELETE", `${path}/${id}`)).status).toBe(204);
    expect((await gitlab.request("GET", "projects/1/members")).body).toEqual([]);
  });

  it("are a hundred at most, of a group at the top", async () => {
    await gitlab.request("POST", "groups", { name: "sub", path: "sub", parent_id: 2 });
    const inside = await gitlab.request("POST", "groups/acme%2Fsub/service_accounts");
    expect(inside.status).toBe(400);
    for (let count = 0; count < 100; count++) await gitlab.request("POST", path);
    expect((await gitlab.request("POST", path)).status).toBe(403);
    const found = await gitlab.request("GET", `${path}?per_page=100`);
    expect(found.body).toHaveLength(100);
  });

  it("of the instance are an administrator's", async () => {
    const made = await gitlab.request("POST", "service_accounts");
    expect(made.body).toMatchObject({
      name: "Service account user",
      username: expect.stringMatching(/^service_account_[0-9a-f]{32}$/) as string,
    });
    const ada = await person(gitlab, "ada");
    expect((await ada.request("GET", "service_accounts")).status).toBe(403);
  });

  it("are unknown to the Community Edition", async () => {
    const community = await withProject(startTestGitLab("ce"));
    expect((await community.request("POST", path)).status).toBe(404);
  });
});
