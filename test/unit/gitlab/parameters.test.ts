import { describe, expect, it } from "vitest";
import { operations } from "../../../sandbox/gitlab/openapi.ts";
import { parameters } from "../../../sandbox/gitlab/parameters.ts";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";

const project = { id: "1" };

/** What an endpoint makes of what it is given, or why it refuses. */
function take(operation: string, given: object): unknown {
  try {
    return parameters(operations[operation] ?? { answers: {} }, { ...project, ...given });
  } catch (error) {
    return (error as { body: { error: string } }).body.error;
  }
}

describe("A parameter, as Grape takes it,", () => {
  it.each([
    [true, ["true", "True", "TRUE", "t", "T", "1", 1, true, "yes", "Yes", "y", "on", "On", "ON"]],
    [false, ["false", "False", "f", "0", 0, false, "no", "NO", "n", "off", "Off"]],
    [null, ["", null]],
  ])("is %s for many words", (value, words) => {
    for (const word of words) {
      expect(take("PUT /projects/:id", { lfs_enabled: word }), String(word)).toMatchObject({
        lfs_enabled: value,
      });
    }
  });

  it.each([
    [{ lfs_enabled: "yess" }, "lfs_enabled is invalid"],
    [{ lfs_enabled: "tRUE" }, "lfs_enabled is invalid"],
    [{ build_timeout: "1h" }, "build_timeout is invalid"],
    [{ description: { a: 1 } }, "description is invalid"],
    [{ topics: { a: 1 } }, "topics is invalid"],
    [{ ci_id_token_sub_claim_components: "a,b" }, "ci_id_token_sub_claim_components is invalid"],
    [{ avatar: "picture.png" }, "avatar is invalid"],
    [{ visibility: "" }, "visibility does not have a valid value"],
    [
      { merge_method: "octopus", build_timeout: "x" },
      "build_timeout is invalid, merge_method does not have a valid value",
    ],
    [
      { container_expiration_policy_attributes: { keep_n: "many" } },
      "container_expiration_policy_attributes[keep_n] is invalid",
    ],
  ])("is refused in %j", (given, problem) => {
    expect(take("PUT /projects/:id", given)).toBe(problem);
  });

  it.each([
    [{ name: 5 }, { name: "5" }],
    [{ build_timeout: "600" }, { build_timeout: 600 }],
    [{ topics: "a,b" }, { topics: ["a", "b"] }],
    [{ topics: "" }, { topics: [] }],
    [{ ci_id_token_sub_claim_components: ["ref"] }, { ci_id_token_sub_claim_components: ["ref"] }],
  ])("is coerced in %j", (given, taken) => {
    expect(take("PUT /projects/:id", given)).toMatchObject(taken);
  });

  it("is dropped where it isn't declared, inside objects too", () => {
    const given = { nothing: 1, container_expiration_policy_attributes: { keep_n: 1, other: 2 } };
    expect(take("PUT /projects/:id", given)).toEqual({
      ...project,
      container_expiration_policy_attributes: { keep_n: 1 },
    });
  });

  it("is looked at in each item of a list", () => {
    const given = { name: "x", allowed_to_push: [{ access_level: 40 }, { access_level: 50 }] };
    expect(take("POST /projects/:id/protected_branches", given)).toBe(
      "allowed_to_push[1][access_level] does not have a valid value",
    );
    const hook = { url: "https://example.com", custom_headers: [{ key: "X" }] };
    expect(take("POST /projects/:id/hooks", hook)).toBe("custom_headers[0][value] is missing");
  });
});

describe("A request's parameters", () => {
  const send = async (body: FormData | string, type?: string): Promise<TestGitLab> => {
    const gitlab = await withProject(startTestGitLab("ee"));
    await gitlab.app.request("http://127.0.0.1/api/v4/projects/1/protected_branches", {
      method: "POST",
      headers: { "private-token": "a-token-for-tests", ...(type && { "content-type": type }) },
      body,
    });
    return gitlab;
  };
  const text = "name=x&allowed_to_push[][access_level]=30&allowed_to_push[][access_level]=60";

  it.each([
    ["a form", text, "application/x-www-form-urlencoded"],
    ["a form of parts", [...new URLSearchParams(text)], undefined],
  ])("come in %s, with brackets as Rack takes them apart", async (_, body, type) => {
    const form = new FormData();
    if (Array.isArray(body)) for (const [name, value] of body) form.append(name, value);
    const gitlab = await send(Array.isArray(body) ? form : body, type);
    const answer = await gitlab.request("GET", "projects/1/protected_branches/x");
    expect(answer.body).toMatchObject({
      push_access_levels: [{ access_level: 30 }, { access_level: 60 }],
    });
  });
});
