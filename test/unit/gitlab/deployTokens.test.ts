import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startTestGitLab, withProject } from "./client.ts";

const path = "projects/1/deploy_tokens";

it("A deploy token is told once, kept as a hash, and revoked rather than forgotten", async () => {
  const gitlab = await withProject(startTestGitLab());
  const asked = { name: "servers", scopes: ["read_registry"] };
  const made = await gitlab.request("POST", path, asked);
  expect(made).toMatchObject({
    status: 201,
    body: { name: "servers", username: "gitlab+deploy-token-1", scopes: ["read_registry"] },
  });
  const { token, id } = made.body as { token: string; id: number };
  expect(token).toMatch(/^gldt-.{20}$/);
  expect(readFileSync(join(gitlab.folder, "data.json"), "utf8")).not.toContain(token);
  expect((await gitlab.request("GET", `${path}/${id}`)).body).not.toHaveProperty("token");
  const asToken = await gitlab.request("GET", "projects/1", undefined, { "private-token": token });
  expect(asToken.status).toBe(401);
  expect((await gitlab.request("DELETE", `${path}/${id}`)).status).toBe(204);
  expect((await gitlab.request("GET", path)).body).toMatchObject([{ revoked: true }]);
  expect((await gitlab.request("GET", `${path}?active=true`)).body).toEqual([]);
});

it("A deploy token has a name and a scope", async () => {
  const gitlab = await withProject(startTestGitLab());
  const refused = await gitlab.request("POST", path, { name: "", scopes: [] });
  expect(refused).toMatchObject({
    status: 400,
    body: { message: { name: ["can't be blank"], base: ["Scopes can't be blank"] } },
  });
});
