import { describe, expect, it } from "vitest";
import { Variables } from "../../../../sandbox/gitlab/ci/variables/collection.ts";
import { scoped } from "../../../../sandbox/gitlab/ci/variables/scopes.ts";
import { World } from "./world.ts";

const variable = {
  ...{ key: "KEY", value: "", variable_type: "env_var", protected: false, masked: false },
  ...{ hidden: false, raw: false, environment_scope: "*", description: null },
};

describe("A project's variables of one key", () => {
  const said = ["*", "production", "prod*", "review/*", "other"].map((scope) => ({
    ...variable,
    environment_scope: scope,
    value: scope,
  }));

  it.each([
    ["production", "production"],
    ["prod-eu", "prod*"],
    ["review/main", "review/*"],
    ["staging", "*"],
    ["Production", "*"],
    [null, "*"],
  ])("are for environment %s the one with the scope %s", (environment, expected) => {
    const all = new Variables(scoped(said, environment, false));
    expect(all.value("KEY")).toBe(expected);
  });

  it("are for protected refs only if they say so", () => {
    const secret = { ...variable, protected: true, value: "x" };
    expect(scoped([secret], null, false)).toEqual([]);
    expect(scoped([secret], null, true)).toMatchObject([{ value: "x" }]);
  });
});

describe("References between variables", () => {
  const all = (values: Record<string, string>, more: object = {}) =>
    new Variables(
      Object.entries(values).map(([key, value]) => ({ key, value, public: true, ...more })),
    );
  const forRunner = (variables: Variables, key: string) =>
    variables.forRunner().find((one) => one.key === key)?.value;

  it.each([
    ["$A", "a"],
    ["${A}-%B%", "a-b $A"],
    ["$$A", "$$A"],
    ["$NOWHERE", "$NOWHERE"],
    ["$RAW and $FILE", "$RAW and $FILE"],
  ])("replaces %s by %s", (value, expected) => {
    const variables = all({ C: value, A: "a" })
      .add([{ key: "B", value: "b $A", public: true, raw: true }])
      .add([{ key: "RAW", value: "$A", public: true, raw: true }])
      .add([{ key: "FILE", value: "text", public: true, file: true }]);
    const wanted = expected === "a-b $A" ? "a-%B%" : expected;
    expect(forRunner(variables, "C")).toBe(wanted);
  });

  it("finds circles", () => {
    expect(all({ A: "$B", B: "$C", C: "$A" }).circle()).toEqual(["A", "B", "C"]);
    expect(all({ A: "$B", B: "b" }).circle()).toBeUndefined();
  });

  it("leaves a circle as it is", () => {
    expect(forRunner(all({ A: "x$B", B: "y$A" }), "A")).toBe("xyx$B");
  });
});

describe("The variables of a job", () => {
  const configuration = `
variables: { WHO: file, ONLY: file, RAW: { value: $WHO, expand: false } }
unit:
  script: [a]
  variables: { WHO: job, SAYS: "I am $WHO" }
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
      variables: { RULE: main }
    - when: always
deploy: { stage: deploy, script: [a], environment: { name: production, action: access } }
`;
  const given = async (world: World, name: string, ref = "main") => {
    const runner = await world.runner();
    await world.pipeline(ref);
    if (name === "deploy") await runner.ends(await runner.takes("unit"));
    const job = await runner.takes(name);
    return {
      job,
      all: job.variables,
      of: Object.fromEntries(job.variables.map(({ key, value }) => [key, value])),
    };
  };

  it("are the file's, then the job's, then the rule's, with references replaced", async () => {
    const { of } = await given(await World.start(configuration), "unit");
    expect(of).toMatchObject({
      ...{ WHO: "job", ONLY: "file", RAW: "$WHO", SAYS: "I am job", RULE: "main" },
    });
  });

  it("are the project's before the file's, and the pipeline's before both", async () => {
    const world = await World.start(configuration);
    await world.variable("WHO", "project");
    await world.variable("ONLY", "project");
    const runner = await world.runner();
    await world.pipeline("main", [{ key: "ONLY", value: "pipeline" }]);
    const { variables } = await runner.takes("unit");
    const of = Object.fromEntries(variables.map(({ key, value }) => [key, value]));
    expect(of).toMatchObject({ WHO: "project", ONLY: "pipeline", SAYS: "I am project" });
  });

  it("hold what a project protects on protected branches only", async () => {
    const world = await World.start(configuration);
    await world.variable("SECRET", "only-on-main", { protected: true, masked: true });
    world.commit("work", { a: "b" });
    expect((await given(world, "unit", "work")).of["SECRET"]).toBeUndefined();
    const { all } = await given(await restarted(world), "unit");
    expect(all.find(({ key }) => key === "SECRET")).toMatchObject({
      ...{ value: "only-on-main", masked: true, public: false },
    });
  });

  it("hold those scoped to the environment that a job only has access to", async () => {
    const world = await World.start(configuration);
    await world.variable("TOKEN", "for-production", { environment_scope: "production" });
    await world.variable("KEY", "a file's text", { variable_type: "file", raw: true });
    const { of, all } = await given(world, "deploy");
    expect(of).toMatchObject({
      ...{ TOKEN: "for-production", CI_ENVIRONMENT_NAME: "production" },
      ...{ CI_ENVIRONMENT_ACTION: "access", CI_ENVIRONMENT_SLUG: "production" },
    });
    expect(all.find(({ key }) => key === "KEY")).toMatchObject({ file: true, raw: true });
  });

  it("tell of the commit, the project, the job and who started it", async () => {
    const world = await World.start(configuration);
    const { of, job, all } = await given(world, "unit");
    expect(of).toMatchObject({
      ...{ CI: "true", CI_PIPELINE_SOURCE: "api", CI_PIPELINE_ID: "1", CI_PIPELINE_IID: "1" },
      ...{ CI_COMMIT_SHA: world.tip("main"), CI_COMMIT_BRANCH: "main", CI_COMMIT_REF_NAME: "main" },
      ...{ CI_COMMIT_SHORT_SHA: world.tip("main")!.slice(0, 8), CI_COMMIT_REF_PROTECTED: "true" },
      ...{ CI_COMMIT_TITLE: "Change files", CI_COMMIT_AUTHOR: "Dora <dora@example.com>" },
      ...{ CI_PROJECT_PATH: "acme/shop", CI_PROJECT_NAMESPACE: "acme", CI_PROJECT_ID: "1" },
      ...{ CI_DEFAULT_BRANCH: "main", CI_API_V4_URL: "http://127.0.0.1/api/v4" },
      ...{ CI_JOB_NAME: "unit", CI_JOB_STAGE: "test", GITLAB_USER_LOGIN: "root" },
      ...{ CI_REGISTRY_USER: "gitlab-ci-token", CI_JOB_TOKEN: job.token },
    });
    expect(of["CI_COMMIT_TAG"]).toBeUndefined();
    expect(all.find(({ key }) => key === "CI_JOB_TOKEN")).toMatchObject({ masked: true });
  });
});

/** The same world with what waits for a runner taken away. */
async function restarted(world: World): Promise<World> {
  const { body } = await world.gitlab.request("GET", "projects/1/pipelines");
  for (const { id } of body as { id: number }[]) {
    await world.gitlab.request("DELETE", `projects/1/pipelines/${id}`);
  }
  return world;
}
