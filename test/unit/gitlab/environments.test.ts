import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

const environments = "projects/1/environments";
let gitlab: TestGitLab;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab());
});

async function create(body: object) {
  return gitlab.request("POST", environments, body);
}

describe("An environment", () => {
  it.each([
    ["production", "production", "with_action"],
    ["staging", "staging", "with_action"],
    ["uat", "other", "always"],
    ["qa", "testing", "always"],
    ["review/x", "development", "always"],
    ["live", "production", "with_action"],
  ])("%s gets the tier %s and stops %s", async (name, tier, stop) => {
    const { status, body } = await create({ name });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name, tier, auto_stop_setting: stop, state: "available" });
  });

  it.each([
    ["production", "production"],
    ["Production", /^production-[a-z0-9]{6}$/],
    ["review/some-very-long-branch-name", /^review-some-very-[a-z0-9]{6}$/],
    ["1st", /^env-1st-[a-z0-9]{6}$/],
  ])("%s has the slug %s", async (name, slug) => {
    const { body } = await create({ name });
    expect((body as { slug: string }).slug).toMatch(slug);
  });

  it.each([
    [{}, { error: "name is missing" }],
    [{ name: "x", tier: "prod" }, { error: "tier does not have a valid value" }],
    [
      { name: "/x" },
      { message: { name: [expect.stringContaining("cannot start or end with '/'") as string] } },
    ],
    [{ name: "taken" }, { message: { name: ["has already been taken"] } }],
    [{ name: "x", slug: "x" }, { error: "slug is automatically generated and cannot be changed" }],
    [
      { name: "x", external_url: "JavaScript:alert(1)" },
      { message: { external_url: ["javascript scheme is not allowed"] } },
    ],
    [
      { name: "x", external_url: "https://${HOST}/" },
      { message: { external_url: ["URI is invalid"] } },
    ],
  ])("is refused for %j", async (body, answer) => {
    await create({ name: "taken" });
    const { status, body: given } = await create(body);
    expect(status).toBe(400);
    expect(given).toEqual(answer);
  });

  it("keeps its name and takes other changes", async () => {
    await create({ name: "production" });
    const change = { external_url: "https://app.example.com", name: "other" };
    const { status, body } = await gitlab.request("PUT", `${environments}/1`, change);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "production", external_url: "https://app.example.com" });
  });

  it("keeps its slug", async () => {
    await create({ name: "production" });
    const change = { external_url: "https://app.example.com", slug: "x" };
    expect(await gitlab.request("PUT", `${environments}/1`, change)).toMatchObject({
      status: 400,
      body: { error: "slug is automatically generated and cannot be changed" },
    });
  });

  it("has no URL rather than an empty one", async () => {
    await create({ name: "production", external_url: "https://app.example.com" });
    const { body } = await gitlab.request("PUT", `${environments}/1`, { external_url: "" });
    expect(body).toMatchObject({ external_url: null });
  });

  it("is shown with its project to who changes and lists it", async () => {
    const answers = [
      await create({ name: "production" }),
      await gitlab.request("PUT", `${environments}/1`, { tier: "other" }),
    ];
    for (const { body } of answers) {
      expect(body).toMatchObject({ project: { path_with_namespace: "acme/shop" } });
      expect(body).not.toHaveProperty("last_deployment");
    }
    expect((await gitlab.request("GET", environments)).body).toMatchObject([
      { project: { id: 1 } },
    ]);
    const { body } = await gitlab.request("GET", `${environments}/1`);
    expect(body).toMatchObject({ last_deployment: null });
    expect(body).not.toHaveProperty("project");
  });

  it("is asked for by its number", async () => {
    expect(await gitlab.request("GET", `${environments}/production`)).toMatchObject({
      status: 400,
      body: { error: "environment_id is invalid" },
    });
  });

  it("stays as it is in an archived project", async () => {
    await create({ name: "production" });
    await gitlab.request("POST", "projects/1/archive");
    for (const [method, path, body] of [
      ["POST", environments, { name: "x" }],
      ["PUT", `${environments}/1`, { tier: "other" }],
      ["DELETE", `${environments}/1`, undefined],
    ] as const) {
      expect(await gitlab.request(method, path, body)).toMatchObject({
        status: 403,
        body: { message: "403 Forbidden" },
      });
    }
    expect(await gitlab.request("POST", `${environments}/1/stop`)).toMatchObject({
      status: 200,
      body: { state: "available" },
    });
  });

  it("must be stopped before it is deleted", async () => {
    await create({ name: "production" });
    expect(await gitlab.request("DELETE", `${environments}/1`)).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden" },
    });
    expect(await gitlab.request("POST", `${environments}/1/stop`, { force: true })).toMatchObject({
      status: 200,
      body: { state: "stopped" },
    });
    expect((await gitlab.request("DELETE", `${environments}/1`)).status).toBe(204);
    expect(await gitlab.request("GET", `${environments}/1`)).toMatchObject({
      status: 404,
      body: { message: "404 Not found" },
    });
  });

  it("is listed by name and by state", async () => {
    await create({ name: "production" });
    await create({ name: "staging" });
    await gitlab.request("POST", `${environments}/2/stop`);
    const names = async (query: string) =>
      (await gitlab.request("GET", `${environments}?${query}`)).body;
    expect(await names("name=production")).toMatchObject([{ name: "production" }]);
    expect(await names("states=stopped")).toMatchObject([{ name: "staging" }]);
    expect(await names("search=PROD")).toMatchObject([{ name: "production" }]);
    expect(await names("search=duction")).toEqual([]);
  });

  it.each([
    ["states=bad", { error: "states does not have a valid value" }],
    ["name=a&search=abc", { error: "name, search cannot be used together" }],
    ["search=ab", { message: "400 Bad request - Search query is less than 3 characters" }],
  ])("is not listed by %s", async (query, answer) => {
    expect(await gitlab.request("GET", `${environments}?${query}`)).toMatchObject({
      status: 400,
      body: answer,
    });
  });
});
