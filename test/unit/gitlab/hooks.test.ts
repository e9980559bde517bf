import { beforeEach, describe, expect, it } from "vitest";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

const hooks = "projects/1/hooks";
const url = "https://example.com/hook";
let gitlab: TestGitLab;

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab(), { initialize_with_readme: false });
});

describe("A webhook", () => {
  it("has GitLab's defaults", async () => {
    expect(await gitlab.request("POST", hooks, { url })).toMatchObject({
      status: 201,
      body: {
        id: 1,
        url,
        project_id: 1,
        push_events: true,
        pipeline_events: false,
        enable_ssl_verification: true,
        branch_filter_strategy: "wildcard",
        alert_status: "executable",
        url_variables: [],
        custom_headers: [],
      },
    });
  });

  it("never shows its secrets", async () => {
    const secrets = {
      token: "canary-token",
      custom_headers: [{ key: "X-Key", value: "canary-header" }],
      url_variables: [{ key: "where", value: "canary-variable" }],
    };
    await gitlab.request("POST", hooks, { url, ...secrets });
    const answers = [
      await gitlab.request("GET", hooks),
      await gitlab.request("GET", `${hooks}/1`),
      await gitlab.request("PUT", `${hooks}/1`, { token: "canary-other" }),
    ];
    expect(JSON.stringify(answers)).not.toContain("canary");
    expect(answers[1]?.body).not.toHaveProperty("token");
    expect(answers[1]?.body).toMatchObject({
      custom_headers: [{ key: "X-Key" }],
      url_variables: [{ key: "where" }],
    });
  });

  it.each([
    [{}, 400, { error: "url is missing" }],
    [{ url: "ftp://example.com" }, 422, { error: "Invalid url given" }],
    [{ url: "https://" }, 422, { error: "Invalid url given" }],
    [{ url, push_events_branch_filter: "a..b" }, 422, { error: "Invalid branch filter given" }],
    [{ url, token: "two\nlines" }, 422, { message: { token: ["is invalid"] } }],
    [
      { url, branch_filter_strategy: "some" },
      400,
      { error: "branch_filter_strategy does not have a valid value" },
    ],
  ])("is refused for %j", async (body, status, answer) => {
    expect(await gitlab.request("POST", hooks, body)).toMatchObject({ status, body: answer });
    expect((await gitlab.request("GET", hooks)).body).toEqual([]);
  });

  it("changes, forgets the filter with all branches, and is taken away", async () => {
    await gitlab.request("POST", hooks, { url, push_events_branch_filter: "release/*" });
    const change = { pipeline_events: true, branch_filter_strategy: "all_branches" };
    expect(await gitlab.request("PUT", `${hooks}/1`, change)).toMatchObject({
      status: 200,
      body: { pipeline_events: true, push_events: true, push_events_branch_filter: null },
    });
    expect(await gitlab.request("PUT", `${hooks}/1`, { nothing: "known" })).toMatchObject({
      status: 400,
      body: { error: "No parameters provided" },
    });
    expect((await gitlab.request("DELETE", `${hooks}/1`)).status).toBe(204);
    expect((await gitlab.request("GET", `${hooks}/1`)).status).toBe(404);
  });
});
