import { statSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { isWrite, readRequests } from "../../../sandbox/gitlab/audit.ts";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

const variables = "projects/1/variables";
const staging = "filter[environment_scope]=staging";
let gitlab: TestGitLab;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab());
});

async function create(body: object) {
  return gitlab.request("POST", variables, { key: "KEY", value: "value", ...body });
}

describe("A variable", () => {
  it("has GitLab's defaults", async () => {
    expect(await create({})).toMatchObject({
      status: 201,
      body: {
        key: "KEY",
        value: "value",
        variable_type: "env_var",
        protected: false,
        masked: false,
        hidden: false,
        raw: false,
        environment_scope: "*",
        description: null,
      },
    });
  });

  it.each([
    [{ key: "A-B" }, { key: ["can contain only letters, digits and '_'."] }],
    [{ key: "K".repeat(256) }, { key: ["is too long (maximum is 255 characters)"] }],
    [
      { description: "d".repeat(256) },
      { description: ["is too long (maximum is 255 characters)"] },
    ],
    [
      { environment_scope: "a,b" },
      { environment_scope: [expect.stringContaining("can contain only letters") as string] },
    ],
  ])("is refused for %j", async (body, message) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ message });
  });

  it("is refused when key or value are missing or the type is unknown", async () => {
    expect((await gitlab.request("POST", variables, { variable_type: "x" })).body).toEqual({
      error: "key is missing, value is missing, variable_type does not have a valid value",
    });
  });

  describe.each([
    { value: "short77", raw: false, ok: false },
    { value: "exactly8", raw: false, ok: true },
    { value: "with space inside", raw: true, ok: false },
    { value: "two\nlines!", raw: true, ok: false },
    { value: "pa$$word#1", raw: false, ok: false },
    { value: "pa$$word#1", raw: true, ok: true },
    { value: "a_b+c=d/e@f:g.h~i-j", raw: false, ok: true },
    { value: "", raw: true, ok: false },
  ])("masked, $value, raw: $raw", ({ value, raw, ok }) => {
    it(ok ? "is taken" : "is refused", async () => {
      const answer = await create({ value, raw, masked: true });
      expect(answer.status).toBe(ok ? 201 : 400);
      if (!ok) expect(answer.body).toEqual({ message: { value: ["is invalid"] } });
    });
  });

  it("may stand once in each scope, and must then be asked for with it", async () => {
    await create({});
    await create({ environment_scope: "staging", value: "other" });
    expect(await create({ environment_scope: "staging" })).toMatchObject({
      status: 400,
      body: { message: { key: ["(KEY) has already been taken"] } },
    });
    for (const [method, body] of [
      ["GET", undefined],
      ["PUT", { value: "x" }],
      ["DELETE", undefined],
    ] as const) {
      expect(await gitlab.request(method, `${variables}/KEY`, body)).toMatchObject({
        status: 409,
        body: {
          message:
            "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
        },
      });
    }
    const path = `${variables}/KEY?${staging}`;
    expect((await gitlab.request("GET", path)).body).toMatchObject({ value: "other" });
    await gitlab.request("PUT", path, { value: "new", masked: false });
    expect((await gitlab.request("GET", path)).body).toMatchObject({ value: "new" });
    expect((await gitlab.request("DELETE", path)).status).toBe(204);
    expect((await gitlab.request("GET", `${variables}/KEY`)).body).toMatchObject({
      value: "value",
    });
    expect(await gitlab.request("GET", path)).toMatchObject({
      status: 404,
      body: { message: "404 Variable Not Found" },
    });
  });

  it("takes the scope to choose in the body of an update too", async () => {
    await create({ environment_scope: "staging" });
    await create({});
    const filter = { environment_scope: "staging" };
    const answer = await gitlab.request("PUT", `${variables}/KEY`, { value: "new", filter });
    expect(answer).toMatchObject({ status: 200, body: { environment_scope: "staging" } });
  });

  it("never shows its value again once it is hidden, and stays masked", async () => {
    const created = await create({ value: "hidden-value", masked_and_hidden: true });
    expect(created.body).toMatchObject({ masked: true, hidden: true, value: null });
    expect(await gitlab.request("PUT", `${variables}/KEY`, { masked: false })).toMatchObject({
      status: 400,
      body: {
        message: {
          base: ["The visibility setting cannot be changed for masked and hidden variables."],
        },
      },
    });
  });
});

describe("What is kept of requests", () => {
  it("is method, path and status, and no body", async () => {
    const count = readRequests(gitlab.folder).length;
    await create({ value: "a-canary-in-a-value" });
    await gitlab.request("GET", `${variables}/KEY`);
    const requests = readRequests(gitlab.folder).slice(count);
    expect(requests).toMatchObject([
      { method: "POST", path: "/api/v4/projects/1/variables", status: 201 },
      { method: "GET", path: "/api/v4/projects/1/variables/KEY", status: 200 },
    ]);
    expect(requests.map(isWrite)).toEqual([true, false]);
    expect(JSON.stringify(requests)).not.toContain("canary");
  });

  it("can be read by nobody else, like the data", () => {
    for (const file of ["data.json", "requests.jsonl"]) {
      expect(statSync(join(gitlab.folder, file)).mode & 0o777).toBe(0o600);
    }
  });
});
