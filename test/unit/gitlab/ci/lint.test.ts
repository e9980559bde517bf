import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const good = "unit: { script: [a], tags: [x] }\n";

async function post(content: string, more: object = {}) {
  const world = await World.start(good);
  const path = "projects/1/ci/lint";
  return (await world.gitlab.request("POST", path, { content, ...more })).body as {
    valid: boolean;
    errors: string[];
    warnings: string[];
    merged_yaml: string | null;
    jobs?: { name: string; when: string }[];
  };
}

describe("GitLab's lint", () => {
  it("calls a good configuration valid, and shows it whole", async () => {
    const found = await post(".base: { tags: [x] }\nunit: { extends: .base, script: [a] }\n", {
      include_jobs: true,
    });
    expect(found).toMatchObject({
      ...{ valid: true, errors: [], warnings: [] },
      jobs: [{ name: "unit", stage: "test", script: ["a"], tag_list: ["x"], when: "on_success" }],
    });
    expect(found.merged_yaml).toContain("unit:\n  tags:\n    - x\n  script:\n    - a\n");
  });

  it("says what is wrong", async () => {
    expect(await post("unit: { script: [a], needs: [x] }\n")).toMatchObject({
      ...{ valid: false, errors: ["unit job: undefined need: x"] },
    });
  });

  it("warns of a rule that makes two pipelines of one push", async () => {
    const text = "unit: { script: [a], rules: [{ if: $A }, { when: always }] }\n";
    const { valid, warnings } = await post(text);
    expect(valid).toBe(true);
    expect(warnings).toEqual([
      expect.stringMatching(/^jobs:unit may allow multiple pipelines to run for a single action/),
    ]);
    expect((await post(`workflow: { rules: [{ when: always }] }\n${text}`)).warnings).toEqual([]);
  });

  it("holds rules in a dry run only", async () => {
    const text = `
unit: { script: [a], rules: [{ if: $CI_COMMIT_BRANCH == "other" }] }
last: { script: [a], needs: [unit] }
`;
    expect(await post(text)).toMatchObject({ valid: true });
    const { valid, errors } = await post(text, { dry_run: true });
    expect(valid).toBe(false);
    expect(errors[0]).toContain("'last' job needs 'unit' job, but 'unit' does not exist");
    const empty = await post("unit: { script: [a], rules: [{ if: $NOWHERE }] }\n", {
      dry_run: true,
    });
    expect(empty.errors[0]).toContain("The resulting pipeline would have been empty.");
  });

  it("needs no commit, but for a dry run", async () => {
    const world = await World.start(good);
    const project = { name: "empty", path: "empty" };
    await world.gitlab.request("POST", "projects", project);
    const ask = async (more: object) =>
      (await world.gitlab.request("POST", "projects/2/ci/lint", { content: good, ...more })).body;
    expect(await ask({})).toMatchObject({ valid: true });
    expect(await ask({ dry_run: true })).toMatchObject({ errors: ["Reference not found"] });
  });

  it("looks at a commit's own configuration too", async () => {
    const world = await World.start(good);
    world.commit("work", { ".gitlab-ci.yml": "unit: { stage: nowhere, script: [a] }\n" });
    const get = async (query: string, project = 1) =>
      (await world.gitlab.request("GET", `projects/${project}/ci/lint${query}`)).body;
    expect(await get("")).toMatchObject({ valid: true });
    expect(await get("?content_ref=work")).toMatchObject({ valid: false });
    await world.gitlab.request("PUT", "projects/1", { ci_config_path: "nowhere.yml" });
    const none = { valid: false, errors: ["Please provide content of .gitlab-ci.yml"] };
    expect(await get("")).toMatchObject(none);
    expect(await get("?content_ref=gone")).toEqual({ message: "404 Commit Not Found" });
    await world.gitlab.request("POST", "projects", { name: "empty", path: "empty" });
    expect(await get("", 2)).toEqual({ message: "404 Repository Not Found" });
  });

  it("asks for the ref in a dry run only, and finds that it is not there", async () => {
    const content = "include: [part.yml]\n";
    const world = await World.start(content);
    world.commit("main", { "part.yml": good });
    for (const ref of ["", "gone"]) {
      const ask = async (method: string, more: object) => {
        const query = `?${new URLSearchParams({ ref, ...more }).toString()}`;
        const sent: [string, object?] =
          method === "GET" ? [query] : ["", { content, ref, ...more }];
        const path = `projects/1/ci/lint${sent[0]}`;
        return (await world.gitlab.request(method, path, sent[1])).body;
      };
      for (const method of ["GET", "POST"]) {
        expect(await ask(method, {})).toMatchObject({ valid: true });
        expect(await ask(method, { dry_run: true })).toMatchObject({
          ...{ valid: false, errors: ["Reference not found"] },
        });
      }
    }
  });

  it("finds nothing in no text", async () => {
    expect(await post("")).toMatchObject({
      ...{ valid: false, errors: ["Please provide content of .gitlab-ci.yml"] },
    });
  });
});
