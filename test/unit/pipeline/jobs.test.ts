import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { jobsIn, pipelineOf } from "../../../pipeline/index.ts";
import { cases } from "./cases.ts";

interface Job {
  environment: { name: string };
  extends: string;
  stage: string;
  rules: { if: string; when?: string }[];
  variables?: Record<string, string>;
}
type File = Record<string, Job> & {
  workflow: { rules: { if: string; variables?: Record<string, string> }[] };
};

describe.each(Object.entries(cases))("The jobs of each environment of %s", (_, sourceOf) => {
  const source = sourceOf();
  const file = parse(pipelineOf(source.app, source)) as File;
  const environments = source.app.deployments.map(({ environment }) => environment.name);

  it("are the file's, with what they extend", () => {
    for (const environment of environments) {
      for (const job of jobsIn(source, environment)) {
        const { stage, rules, variables, extends: parent, environment: said } = file[job.name]!;
        expect(job).toMatchObject({ stage, environment: said.name });
        expect(job.variables).toEqual({ ...file[parent]!.variables, ...variables });
        expect(rules.map((rule) => rule.if)).toEqual(
          job.branches.map((branch) => expect.stringContaining(`"${branch}"`) as string),
        );
        expect(job.isManual).toBe(rules[0]!.when === "manual");
      }
    }
  });

  it("are all that have the environment's name, or work for it", () => {
    const told = environments.flatMap((name) => jobsIn(source, name).map((job) => job.name));
    const there = Object.entries(file as Record<string, Job>).filter(
      ([name, job]) => job.environment && name !== "release",
    );
    expect(told).toEqual(there.map(([name]) => name));
  });

  it("have the runners' tags of protected branches", () => {
    const { protected: ofCode, trusted } = source.runners;
    const jobs = environments.flatMap((name) => jobsIn(source, name));
    const tags = { SLIPWAY_RUNNER: ofCode, SLIPWAY_TRUSTED: trusted };
    expect(jobs.map(({ workflow }) => workflow)).toEqual(jobs.map(() => tags));
  });
});
