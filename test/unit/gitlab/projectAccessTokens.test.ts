import { expect, it } from "vitest";
import { startTestGitLab, withProject } from "./client.ts";
import { asking, join, person } from "./people.ts";

const path = "projects/1/access_tokens";

it("A project's token is a bot's, with a role in that project, until it is revoked", async () => {
  const gitlab = await withProject(startTestGitLab());
  const lead = await person(gitlab, "lead");
  await join(gitlab, lead, "maintainer");
  const asked = { name: "release", scopes: ["api"], access_level: 30 };
  const made = await lead.request("POST", path, asked);
  expect(made).toMatchObject({
    status: 201,
    body: { name: "release", access_level: 30, resource_type: "project", resource_id: 1 },
  });
  const { id, token } = made.body as { id: number; token: string };
  const bot = asking(gitlab, token);
  expect((await bot.request("GET", "user")).body).toMatchObject({
    name: "release",
    username: expect.stringMatching(/^project_1_bot_[0-9a-f]{32}$/) as string,
    bot: true,
  });
  expect((await bot.request("GET", "projects/1/environments")).status).toBe(200);
  expect((await bot.request("GET", "projects/1/variables")).status).toBe(403);
  expect((await lead.request("GET", `${path}/${id}`)).body).not.toHaveProperty("token");
  expect((await lead.request("DELETE", `${path}/${id}`)).status).toBe(204);
  expect((await bot.request("GET", "projects/1")).status).toBe(401);
  expect((await lead.request("GET", `${path}?state=active`)).body).toEqual([]);
});

it("A project's token gives no more than who makes it has, and makes no other", async () => {
  const gitlab = await withProject(startTestGitLab());
  const lead = await person(gitlab, "lead");
  await join(gitlab, lead, "maintainer");
  const asked = { name: "x", scopes: ["api"] };
  expect(await lead.request("POST", path, { ...asked, access_level: 50 })).toMatchObject({
    status: 400,
    body: {
      message: "400 Bad request - Could not provision owner access to project access token",
    },
  });
  const made = await lead.request("POST", path, asked);
  const bot = asking(gitlab, (made.body as { token: string }).token);
  expect(await bot.request("POST", path, asked)).toMatchObject({ status: 400 });
});
