import { describe, expect, it } from "vitest";
import { pushed } from "../../../../sandbox/gitlab/ci/listen.ts";
import { nowhere } from "../../../../sandbox/gitlab/ci/git.ts";
import { matchesAny } from "../../../../sandbox/gitlab/ci/globs.ts";
import { root as user, Store } from "../../../../sandbox/gitlab/store.ts";
import { World } from "./world.ts";

describe("A pattern of paths", () => {
  it.each([
    ["README.md", "README.md", true],
    ["*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["docs/*", "docs/a.md", true],
    ["docs/*", "docs/a/b.md", false],
    ["docs/**", "docs/a/b.md", false],
    ["docs/**/*", "docs/a/b.md", true],
    ["**/*.ts", "a.ts", true],
    ["**/*.ts", "src/deep/a.ts", true],
    ["*", ".hidden", true],
    ["*.{ts,js}", "a.js", true],
    ["src/[ab].ts", "src/a.ts", true],
  ])("%s on %s: %s, as Ruby's fnmatch has it", (pattern, path, expected) => {
    expect(matchesAny(path, [pattern])).toBe(expected);
  });
});

/** The jobs that a push of a new commit gets, which changes one file. */
async function jobsOfPush(rules: string, file: string, from?: string): Promise<string[]> {
  const world = await World.start(`unit: { script: [a], rules: ${rules} }\nany: { script: [a] }\n`);
  const before = world.tip("main")!;
  const after = world.commit("main", { [file]: "x" });
  const store = new Store(world.gitlab.folder);
  const project = store.project("1");
  const ref = "refs/heads/main";
  pushed(store, { project, user, ref, before: from ?? before, after, options: [] });
  return store.data.ci.jobs.map(({ name }) => name);
}

describe("The rules of a job", () => {
  it.each([
    ["[{ changes: [src/*] }]", "src/a", true],
    ["[{ changes: [src/*] }]", "other", false],
    ["[{ changes: { paths: [src/*] } }]", "src/a", true],
    ['[{ changes: ["$CI_COMMIT_BRANCH/*"] }]', "main/a", true],
    ["[{ exists: [src/**/*] }]", "src/a/b", true],
    ["[{ exists: [src/*] }]", "other", false],
    ["[{ if: $CI_COMMIT_BRANCH, changes: [src/*] }, { when: never }]", "src/a", true],
    ["[{ if: $CI_COMMIT_TAG, changes: [src/*] }]", "src/a", false],
    ["[{ changes: [src/*], when: never }, { when: always }]", "src/a", false],
    ["[{ changes: [src/*], when: never }, { when: always }]", "other", true],
    ["[]", "other", false],
    ["[{ if: $CI_PIPELINE_SOURCE == 'push' }]", "other", true],
  ])("%s of a push of %s: %s", async (rules, file, expected) => {
    expect((await jobsOfPush(rules, file)).includes("unit")).toBe(expected);
  });

  it("take every path for changed where there is no commit before", async () => {
    expect(await jobsOfPush("[{ changes: [src/*] }]", "other", nowhere)).toContain("unit");
  });

  const chain = `
unit:
  script: [a]
  rules: [{ changes: { paths: [src/*], compare_to: refs/heads/main } }]
any: { script: [a] }
`;

  it("may compare with another branch, since it left that", async () => {
    const world = await World.start(chain);
    world.commit("work", { "src/a": "x" });
    world.commit("work", { other: "x" });
    world.commit("main", { "src/b": "x" });
    expect(Object.keys(await world.jobs(await world.pipeline("work")))).toEqual(["unit", "any"]);
    expect(Object.keys(await world.jobs(await world.pipeline("main")))).toEqual(["any"]);
  });

  it("that compare with what isn't there fail the pipeline", async () => {
    const world = await World.start(chain.replace("heads/main", "heads/nowhere"));
    const { body } = await world.gitlab.request("POST", "projects/1/pipeline", { ref: "main" });
    expect(body).toEqual({
      message: {
        base: ["Failed to parse rule for unit: rules:changes:compare_to is not a valid ref"],
      },
    });
  });

  it("may leave out what another job needs, which fails the pipeline unless that may be", async () => {
    const text = `
unit: { script: [a], rules: [{ if: $NOWHERE }] }
last: { script: [a], needs: [unit] }
`;
    const ask = async (configuration: string) => {
      const world = await World.start(configuration);
      return world.gitlab.request("POST", "projects/1/pipeline", { ref: "main" });
    };
    expect(await ask(text)).toMatchObject({
      status: 400,
      body: {
        message: {
          base: [
            "'last' job needs 'unit' job, but 'unit' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.",
          ],
        },
      },
    });
    const optional = text.replace("[unit] }", "[{ job: unit, optional: true }] }");
    expect(await ask(optional)).toMatchObject({ status: 201 });
  });
});

describe("The rules of a workflow", () => {
  const text = `
variables: { WHO: file }
workflow:
  name: "For $WHO"
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
      variables: { WHO: main }
    - if: $CI_COMMIT_BRANCH == "never"
      when: never
    - if: $STARTED_WITH
unit: { script: [a] }
`;

  it("give every job variables, and the pipeline its name", async () => {
    const world = await World.start(text);
    const runner = await world.runner();
    const pipeline = await world.pipeline();
    const { variables } = await runner.takes("unit");
    expect(variables.find(({ key }) => key === "WHO")?.value).toBe("main");
    const { body } = await world.gitlab.request("GET", `projects/1/pipelines/${pipeline}`);
    expect(body).toMatchObject({ name: "For main" });
  });

  it.each(["never", "other"])("leave a pipeline of %s out", async (branch) => {
    const world = await World.start(text);
    world.commit(branch, { a: "b" });
    const { status, body } = await world.gitlab.request("POST", "projects/1/pipeline", {
      ref: branch,
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain("The pipeline did not run. Review the [workflow:rules]");
  });

  it("know what a pipeline is started with", async () => {
    const world = await World.start(text);
    world.commit("other", { a: "b" });
    expect(await world.pipeline("other", [{ key: "STARTED_WITH", value: "x" }])).toBe(1);
  });
});
