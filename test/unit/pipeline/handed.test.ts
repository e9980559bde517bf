import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { pipelineOf } from "../../../pipeline/index.ts";
import { cases } from "./cases.ts";

interface Job {
  extends?: string;
  needs?: { job: string; artifacts?: boolean }[];
  artifacts?: { paths?: string[]; reports?: Record<string, unknown> };
  environment?: { name: string };
  variables?: Record<string, string>;
  cache?: { key: string; paths: string[] };
}

/** What jobs hand on to one another, and who holds what. */
describe.each(Object.entries(cases))("%s", (_, source) => {
  const { app, ...around } = source();
  const jobs = parse(pipelineOf(app, around)) as Record<string, Job>;
  const tests = app.tests.map(({ name }) => name);
  /** The jobs whose files a job gets. GitLab gives those of `needs` unless told otherwise. */
  const getsFrom = (job: Job) => {
    const needs = job.needs ?? (job.extends === undefined ? [] : jobs[job.extends]?.needs) ?? [];
    return needs.filter(({ artifacts }) => artifacts !== false).map((need) => need.job);
  };

  it("hands files of jobs that run the app's code to none that may hold a key", () => {
    const code = ["build", ...tests];
    const trusted = Object.entries(jobs).filter(([, job]) => job.extends === ".trusted");
    const pairs = trusted.flatMap(([name, job]) =>
      getsFrom(job)
        .filter((from) => code.includes(from))
        .map((from) => `${from} → ${name}`),
    );
    expect(pairs).toEqual([]);
    expect(jobs["build"]?.artifacts?.paths).toEqual([".slipway/build.json"]);
  });

  it("builds from a clone of its own, and where keys are no file of the app lies, but for the release's inputs", () => {
    expect(jobs["build"]?.variables?.["GIT_STRATEGY"]).toBe("clone");
    const trusted = Object.entries(jobs).filter(([, job]) => job.extends === ".trusted");
    const own = trusted.filter(([, { variables }]) => variables?.["GIT_STRATEGY"] !== undefined);
    expect(jobs[".trusted"]?.variables).toEqual({ GIT_STRATEGY: "empty" });
    expect(own.map(([name]) => name)).toEqual(["release"]);
  });

  it("tells tests and the build by `inputs` alone, and deploys by `release` alone", () => {
    for (const name of ["build", ...tests]) expect(getsFrom(jobs[name]!)).toEqual(["inputs"]);
    const deploys = Object.values(jobs).filter(({ environment, needs }) => environment && needs);
    const others = deploys.filter((job) => job !== jobs["release"] && job.needs!.length > 0);
    expect(others.map(getsFrom)).toEqual(others.map(() => ["release"]));
  });

  it("names an environment, and so sees its variables, only in jobs without the app's code", () => {
    const named = Object.entries(jobs).filter(([, { environment }]) => environment);
    expect(named.filter(([, job]) => job.extends !== ".trusted")).toEqual([]);
    expect(named.map(([name]) => name)).toEqual(
      expect.not.arrayContaining(["inputs", "build", ...tests]),
    );
  });

  it("keeps caches of protected branches apart by their runner, whoever has started a job", () => {
    const caches = Object.values(jobs).flatMap(({ cache }) => cache ?? []);
    const own = { key: "npm-$SLIPWAY_RUNNER", paths: [".npm/_cacache"] };
    expect(caches).toEqual(app.testing.install.startsWith("npm ") && tests.length > 0 ? [own] : []);
  });

  it("makes no file into variables", () => {
    const reports = Object.values(jobs).flatMap(({ artifacts }) =>
      Object.keys(artifacts?.reports ?? {}),
    );
    expect(reports.filter((kind) => kind !== "junit" && kind !== "coverage_report")).toEqual([]);
  });
});
