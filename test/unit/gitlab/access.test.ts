import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab } from "./client.ts";

let gitlab: TestGitLab;

describe("Who may ask", () => {
  beforeEach(() => {
    gitlab = startTestGitLab();
  });

  it.each([
    ["no token", {}],
    ["another token", { "private-token": "wrong" }],
    ["an empty token", { authorization: "Bearer " }],
  ])("refuses %s", async (_, headers) => {
    expect(await gitlab.request("GET", "metadata", undefined, headers)).toMatchObject({
      status: 401,
      body: { message: "401 Unauthorized" },
    });
  });

  it("takes the token as a bearer token too", async () => {
    const headers = { authorization: "Bearer a-token-for-tests" };
    const { status } = await gitlab.request("GET", "user", undefined, headers);
    expect(status).toBe(200);
  });

  it("answers 404 where there is no endpoint", async () => {
    expect(await gitlab.request("GET", "nothing/here")).toMatchObject({
      status: 404,
      body: { error: "404 Not Found" },
    });
  });

  it("refuses a body that is not JSON, in Grape's words", async () => {
    const { status, body } = await gitlab.request("POST", "groups", "{");
    expect(status).toBe(400);
    expect((body as { error: string }).error).toContain(
      "message body does not match declared format",
    );
  });

  it("finds no parameter in JSON that is no object", async () => {
    expect(await gitlab.request("POST", "groups", "[1]")).toMatchObject({
      status: 400,
      body: { error: "name is missing, path is missing" },
    });
  });
});

describe.each([
  ["ce", "19.0.0", false],
  ["ee", "19.0.0-ee", true],
] as const)("GET /metadata of edition %s", (edition, version, enterprise) => {
  it("tells the edition", async () => {
    const { body } = await startTestGitLab(edition).request("GET", "metadata");
    expect(body).toMatchObject({ version, enterprise });
  });
});
