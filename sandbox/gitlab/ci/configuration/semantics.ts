import { ExpressionError, parse } from "../rules/expression.ts";
import { ConfigurationError } from "./errors.ts";
import type { Configuration, JobConfiguration, NeedConfiguration, Rule } from "./types.ts";

/**
 * What GitLab refuses of a configuration whose parts are well formed (`Gitlab::Ci::YamlProcessor`),
 * in its words: the first that it finds.
 *
 * @throws ConfigurationError
 */
export function checkSemantics({ jobs, stages, workflow }: Configuration): void {
  if (jobs.length === 0) {
    throw new ConfigurationError("jobs config should contain at least one visible job");
  }
  const problems = [
    ...rulesProblems("workflow:rules", workflow.rules),
    ...jobs.flatMap((job) => rulesProblems(`jobs:${job.name}:rules`, job.rules)),
  ];
  if (problems.length > 0) throw new ConfigurationError(...problems);

  const byName = new Map(jobs.map((job) => [job.name, job]));
  for (const job of jobs) {
    if (!stages.includes(job.stage)) {
      throw new ConfigurationError(
        `${job.name} job: chosen stage ${job.stage} does not exist; available stages are ${stages.join(", ")}`,
      );
    }
    for (const name of job.dependencies ?? []) {
      checkDependency(job, { job: name }, "dependency", byName, stages);
    }
    for (const needs of [job.needs, ...(job.rules ?? []).map((rule) => rule.needs)]) {
      checkNeeds(job, needs, byName, stages);
    }
    checkStop(job, byName);
  }
  checkCircles(jobs);
}

function rulesProblems(place: string, rules: Rule[] = []): string[] {
  return rules.flatMap(({ if: condition }) => {
    if (condition === undefined) return [];
    try {
      parse(condition);
      return [];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [`${place}:rule if invalid expression syntax`];
    }
  });
}

type Jobs = ReadonlyMap<string, JobConfiguration>;

function checkNeeds(
  job: JobConfiguration,
  needs: NeedConfiguration[] | undefined,
  byName: Jobs,
  stages: string[],
): void {
  for (const need of needs ?? []) checkDependency(job, need, "need", byName, stages);
  const names = (needs ?? []).map((need) => need.job);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  if (twice.length > 0) {
    throw new ConfigurationError(
      `${job.name} has the following needs duplicated: ${twice.join(", ")}.`,
    );
  }
}

function checkDependency(
  job: JobConfiguration,
  need: { job: string; optional?: boolean },
  kind: "need" | "dependency",
  byName: Jobs,
  stages: string[],
): void {
  const other = byName.get(need.job);
  if (!other) {
    if (need.optional) return;
    throw new ConfigurationError(`${job.name} job: undefined ${kind}: ${need.job}`);
  }
  if (stages.indexOf(other.stage) > stages.indexOf(job.stage)) {
    throw new ConfigurationError(
      `${job.name} job: ${kind} ${need.job} is not defined in current or prior stages`,
    );
  }
}

function checkStop({ name, environment }: JobConfiguration, byName: Jobs): void {
  const stop = environment?.on_stop;
  if (stop === undefined) return;
  const refuse = (what: string) =>
    new ConfigurationError(`${name} job: on_stop job ${stop} ${what}`);
  const job = byName.get(stop);
  if (!job) throw refuse("is not defined");
  if (!job.environment) throw refuse("does not have environment defined");
  if (job.environment.name !== environment?.name) throw refuse("have different environment name");
  if (job.environment.action !== "stop") throw refuse("needs to have action stop defined");
}

function checkCircles(jobs: JobConfiguration[]): void {
  const needs = new Map(jobs.map((job) => [job.name, (job.needs ?? []).map((need) => need.job)]));
  const done = new Set<string>();
  const visit = (name: string, path: string[]): void => {
    if (path.includes(name)) {
      throw new ConfigurationError("The pipeline has circular dependencies: " + circle(path, name));
    }
    if (done.has(name)) return;
    for (const next of needs.get(name) ?? []) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of needs.keys()) visit(name, []);
}

function circle(path: string[], name: string): string {
  const inside = path.slice(path.indexOf(name));
  return `topological sort failed: ${JSON.stringify(inside)}`;
}
