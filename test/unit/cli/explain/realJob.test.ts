import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { beforeAll, describe, expect, it } from "vitest";
import type { Explanation, ExplainedVariable } from "../../../../cli/explain/explanation.ts";
import {
  connectionVariables,
  pullVariables,
} from "../../../../components/environment/connectionVariables.ts";
import { deployVariables } from "../../../../components/environment/deployVariables.ts";
import { pipelineOf } from "../../../../pipeline/index.ts";
import { readStackFiles } from "../../../../settings/index.ts";
import type { EnvironmentSettings } from "../../../../settings/index.ts";
import { World, type GivenJob } from "../../gitlab/ci/world.ts";
import { sourceOf } from "../../pipeline/cases.ts";
import { edit, settingsOf } from "../stackFiles/files.ts";
import { run, type Finished } from "../support/command.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "../support/stackFiles.ts";

type More = { environment_scope?: string } & Record<string, string | boolean>;

/** What nothing declares, its value saying where it is. */
const undeclared: [place: string, key: string, more: More][] = [
  ["admin/ci/variables", "SHARED", {}],
  ["groups/acme/variables", "SHARED", { environment_scope: "staging" }],
  ["groups/acme/variables", "ONLY_GROUP", { protected: true, masked: true }],
  ["projects/1/variables", "SHARED", {}],
  ["projects/1/variables", "SHARED", { environment_scope: "stag*" }],
  ["projects/1/variables", "ELSEWHERE", { environment_scope: "production" }],
  // Weaker than the declared one where that is seen.
  ["projects/1/variables", "DB_PASSWORD", { masked: true }],
  // Before the file's.
  ["groups/acme/variables", "DEPLOY_ENV", {}],
  // Before GitLab's own, and after.
  ["groups/acme/variables", "CI_REGISTRY", { raw: true }],
  ["groups/acme/variables", "GITLAB_USER_LOGIN", { variable_type: "file" }],
  ["groups/acme/variables", "CI_ENVIRONMENT_SLUG", {}],
];

function valueOf(place: string, scope = "*"): string {
  return `of/${place.replaceAll("/", ".")}/${scope.replace("*", "any")}`;
}

const given = new Map<string, GivenJob>();
let answer: Finished;
let explanation: Explanation;

beforeAll(async () => {
  const folder = writeStackFiles({ keys: await makeTestKeys() });
  const { app, ...around } = sourceOf(readStackFiles(folder));
  const world = await World.start(pipelineOf(app, around));
  const { gitlab } = world;
  world.commit("develop", { a: "b" });
  await gitlab.request("POST", "projects/1/protected_branches", { name: "develop" });
  await gitlab.request("PUT", "projects/1", {
    ci_pipeline_variables_minimum_override_role: "no_one_allowed",
  });
  await bringUp(world, settingsOf(folder, "staging"));
  for (const [place, key, more] of undeclared) {
    const value = valueOf(place, more.environment_scope);
    const made = await gitlab.request("POST", place, { key, value, ...more });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
  }
  await takeAll(world);
  const server = serve({ fetch: gitlab.app.fetch, hostname: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4/`;
  for (const stack of ["platform", "staging", "production"]) {
    edit(folder, `Pulumi.${stack}.yaml`, "https://gitlab.example.com/api/v4/", baseUrl);
  }
  answer = await run(["explain", "shop", "staging", "--json"], {
    cwd: folder,
    env: { GITLAB_TOKEN: "a-token-for-tests", PULUMI_CONFIG_PASSPHRASE: "" },
  });
  explanation = JSON.parse(answer.stdout) as Explanation;
  server.close();
  removeFolder(folder);
});

/** What an `up` of the environment declares. */
async function bringUp(world: World, settings: EnvironmentSettings): Promise<void> {
  const [shop] = settings.apps;
  const declared = [
    ...shop!.variables,
    ...deployVariables(shop!, settings),
    ...connectionVariables(shop!, settings),
    ...pullVariables(shop!, settings),
  ];
  for (const variable of declared) {
    const {
      key,
      value,
      variableType: variable_type,
      environmentScope: environment_scope,
    } = variable;
    const { protected: isProtected, masked, raw } = variable;
    const more = { variable_type, environment_scope, protected: isProtected, masked, raw };
    await world.variable(key, value, more);
  }
}

/** Runs a pipeline of develop to its end, its rollback too, and keeps each job as a runner got it. */
async function takeAll(world: World): Promise<void> {
  const runner = await world.runner({ tag_list: ["slipway-trusted", "slipway-protected"] });
  const pipeline = await world.pipeline("develop");
  const drain = async () => {
    for (let job = await runner.take(); job; job = await runner.take()) {
      given.set(job.job_info.name, job);
      await runner.ends(job);
    }
  };
  await drain();
  await world.press("play", await world.job(pipeline, "staging:rollback"));
  await drain();
}

describe("slipway explain, beside the jobs of a real pipeline", () => {
  it("tells of each variable that a job got where it is from, and of no other", () => {
    const names = ["staging", "staging:served", "staging:rollback"];
    expect(explanation.jobs.map(({ name }) => name)).toEqual(names);
    for (const { name, variables, predefined } of explanation.jobs) {
      const job = given.get(name)!;
      const told = [...variables.filter(({ got }) => got).map(({ key }) => key), ...predefined];
      const more = job.variables.map(({ key }) => key).filter((key) => !told.includes(key));
      expect([name, more]).toEqual([name, []]);
      for (const variable of variables) {
        expect([name, asTold(variable)]).toEqual([name, asGiven(variable, job)]);
      }
    }
  });

  it("says loudly what is not declared and comes before what is", () => {
    expect(answer.code).toBe(3);
    expect(explanation.warnings.map(({ message }) => message)).toEqual([
      "CI_REGISTRY: jobs staging, staging:served, staging:rollback get the group acme's, which nothing declares, before GitLab's own.",
      "GITLAB_USER_LOGIN: jobs staging, staging:served, staging:rollback get the group acme's, which nothing declares, before GitLab's own.",
      "DEPLOY_ENV: jobs staging, staging:rollback get the group acme's, which nothing declares, before the job's own (Pulumi.platform.yaml:6).",
    ]);
  });

  it("shows no secret, and no value that GitLab alone has", () => {
    expect(answer.stdout + answer.stderr).not.toMatch(
      /canary|PRIVATE KEY|of\/(groups|projects|admin)/,
    );
  });
});

const kept = ["instance", "group", "project"];

/** A variable as it is explained: which one, and how it is kept. */
function asTold({ key, got }: ExplainedVariable) {
  if (!got) return { key };
  const { from, scope, masked, raw, type, declared, value } = got;
  if (from.startsWith("predefined")) return { key, value: "GitLab's own" };
  const place = { instance: "admin/ci/variables", group: "groups/acme/variables" }[from as "group"];
  const undeclared = valueOf(place ?? "projects/1/variables", scope);
  return {
    key,
    value: value ?? (declared ? "secret" : undeclared),
    ...(kept.includes(from) ? { masked, raw, file: type === "file" } : {}),
  };
}

/** The same of what the job got. */
function asGiven({ key, got }: ExplainedVariable, job: GivenJob) {
  const found = job.variables.find((one) => one.key === key);
  if (!found || !got) return { key, ...(found ? { value: found.value } : {}) };
  const { masked, file, raw } = found as typeof found & { raw?: boolean };
  const isOwn = got.from.startsWith("predefined") && !found.value.startsWith("of/");
  const isSecret = got.declared !== null && got.value === undefined;
  return {
    key,
    value: isOwn ? "GitLab's own" : isSecret ? "secret" : found.value,
    ...(kept.includes(got.from) ? { masked, raw, file } : {}),
  };
}
