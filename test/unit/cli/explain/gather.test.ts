import { describe, expect, it } from "vitest";
import type { Explanation } from "../../../../cli/explain/explanation.ts";
import { render } from "../../../../cli/explain/render.ts";
import { edit } from "../stackFiles/files.ts";
import {
  answers,
  change,
  declared,
  explained,
  folder,
  item,
  messages,
  own,
  project,
  protections,
  variables,
} from "./onGitLab.ts";

describe("With what GitLab has, slipway explain", () => {
  it("finds all as declared after an up", async () => {
    const found = await explained();
    expect(found).toMatchObject({ from: "GitLab", warnings: [], overriding: "no_one_allowed" });
    expect(found.notes).toEqual([
      "The app keeps its own .gitlab-ci.yml: taken to be what `npx slipway pipeline shop` prints.",
    ]);
  });

  it("names what is not declared, and what it takes the place of", async () => {
    own().push(item(), item({ key: "DB_PASSWORD" }), item({ key: "GIT_STRATEGY", value: "none" }));
    answers["groups/acme/variables"] = [item({ key: "LOG" })];
    const found = await explained();
    const log = found.jobs.find(({ name }) => name === "production")!.variables;
    expect(log.find(({ key }) => key === "LOG")).toMatchObject({
      got: { from: "project", declared: null },
      lost: [{ from: "group", of: "acme", why: "the project's comes before the group acme's" }],
    });
    expect(log.find(({ key }) => key === "DB_PASSWORD")).toMatchObject({
      got: { scope: "production", declared: { file: "Pulumi.production.yaml" } },
      lost: [{ scope: "*", declared: null }],
    });
    expect(messages(found)).toEqual([
      expect.stringMatching(
        /^GIT_STRATEGY: jobs production:pull, production, production:served, production:rollback get the project's, which nothing declares, before the job's own \(Pulumi\.platform\.yaml:\d+\)\.$/,
      ) as string,
    ]);
    expect(render(found, { colour: false })).toMatch(/LOG +project +all +all +raw +not declared/);
  });

  it("has nothing to say where what is declared takes the place of the pipeline's own", async () => {
    edit(
      folder,
      "Pulumi.production.yaml",
      "secrets: [DB_PASSWORD]",
      "$&, variables: { DEPLOY_ENV: here }",
    );
    answers[variables] = await declared();
    const found = await explained("DEPLOY_ENV");
    expect(messages(found)).toEqual([]);
    expect(found.jobs.find(({ name }) => name === "production")!.variables).toMatchObject([
      { got: { from: "project", value: "here" }, lost: [{ from: "job", value: "production" }] },
    ]);
  });

  it("tells of what other environments' jobs get where it is asked for by name", async () => {
    own().push(item({ environment_scope: "staging" }));
    const keysOf = ({ jobs }: Explanation) =>
      jobs.flatMap(({ variables: all }) => all.map(({ key }) => key));
    expect(keysOf(await explained())).not.toContain("LOG");
    const { jobs } = await explained("LOG");
    expect(jobs[0]!.variables).toMatchObject([
      {
        lost: [
          { scope: "staging", why: "its scope is `staging`, the job's `slipway-pull-production`" },
        ],
      },
    ]);
  });

  it("says in place of a value why there is none", async () => {
    own().push(item());
    change("SLIPWAY_REGISTRY_USER", { value: "canary-somebody" });
    const told = async (key: string) => {
      const lines = render(await explained(key), { colour: false }, key).split("\n");
      return lines
        .find((line) => line.startsWith("the job gets"))!
        .split(/ {2,}/)
        .at(-1);
    };
    expect(await told("DB_PASSWORD")).toBe("secret");
    expect(await told("LOG")).toBe("GitLab's, not shown");
    expect(await told("SLIPWAY_REGISTRY_USER")).toBe("GitLab's, another than declared");
    expect(await told("CI_COMMIT_SHA")).toBe("known when the job runs");
    expect(await told("CI_COMMIT_BRANCH")).toBe("main");
    expect(await told("SLIPWAY_REGISTRY")).toBe("registry.example.com");
  });

  it("says what GitLab lacks, and what it has otherwise", async () => {
    answers[variables] = own().filter(({ key }) => key !== "DB_PASSWORD");
    change("SLIPWAY_REGISTRY_USER", { value: "canary-somebody", raw: false });
    change("SLIPWAY_DEPLOYER_KEY", { protected: false, variable_type: "env_var" });
    const found = await explained();
    expect(messages(found).map((one) => one.replace(/:\d+/g, ":N"))).toEqual([
      "SLIPWAY_DEPLOYER_KEY has another protected, another variable_type on GitLab than is declared (Pulumi.production.yaml:N): `npx slipway refresh production`, then `npx slipway up production` puts it back.",
      "SLIPWAY_REGISTRY_USER has another raw, another value on GitLab than is declared (Pulumi.production.yaml:N): `npx slipway refresh production`, then `npx slipway up production` puts it back.",
      "DB_PASSWORD is declared (Pulumi.production.yaml:N) and not on GitLab: `npx slipway up production` makes it, after `npx slipway refresh production` where somebody has removed it.",
    ]);
    const production = found.jobs.find(({ name }) => name === "production")!;
    const got = (name: string) => production.variables.find(({ key }) => key === name)!;
    expect(got("DB_PASSWORD").got).toBeUndefined();
    expect(got("SLIPWAY_REGISTRY_USER").got).not.toHaveProperty("value");
    expect(messages(await explained("DB_PASSWORD"))).toHaveLength(1);
  });

  it("takes no hidden value, which GitLab does not tell, for another one", async () => {
    change("SLIPWAY_REGISTRY_USER", { value: null, hidden: true });
    expect(messages(await explained())).toEqual([]);
  });

  it("says where a branch is not protected, and who may override all", async () => {
    answers[protections] = [{ name: "dev*" }];
    answers[project] = {
      ...(answers[project] as object),
      ci_pipeline_variables_minimum_override_role: "developer",
    };
    const found = await explained();
    expect(messages(found)).toEqual([
      "main is not protected on GitLab, so that its pipelines get no protected variable: `npx slipway refresh platform`, then `npx slipway up platform` protects it.",
      "Who has the role `developer` on GitLab may start a pipeline with variables of their own, which come before all of these: `npx slipway refresh platform`, then `npx slipway up platform` takes that away.",
    ]);
    const { variables: none } = found.jobs.find(({ name }) => name === "production")!;
    expect(none.find(({ key }) => key === "DB_PASSWORD")).toMatchObject({
      lost: [{ why: "it is protected, and `main` is not" }],
    });
  });

  it("says where GitLab runs another pipeline than the one whose jobs are told of", async () => {
    const there = answers[project] as object;
    for (const ci_config_path of [null, "", ".gitlab-ci.yml"]) {
      answers[project] = { ...there, ci_config_path };
      expect(messages(await explained())).toEqual([]);
    }
    answers[project] = { ...there, ci_config_path: "other.yml@acme/elsewhere" };
    expect(messages(await explained())).toEqual([
      "GitLab runs `other.yml@acme/elsewhere`, and not `.gitlab-ci.yml`, whose jobs these are: `npx slipway refresh platform`, then `npx slipway up platform` puts that back.",
    ]);
  });

  it("says which of two is open where their scopes are alike", async () => {
    const scopes = ["prod*", "*tion"];
    own().push(...scopes.map((environment_scope) => item({ environment_scope })));
    expect(messages(await explained())).toEqual([
      "LOG: jobs production, production:rollback get either of two variables, whose scopes are alike to GitLab.",
    ]);
  });
});
