import { describe, expect, it } from "vitest";
import { pipelineOf } from "../../../pipeline/index.ts";
import { cases } from "./cases.ts";
import { jobsOn } from "./events.ts";
import type { Event, Shown } from "./events.ts";

const text = textOf("shop");

function textOf(name: string): string {
  const { app, ...around } = cases[name]!();
  return pipelineOf(app, around);
}

/** A job's name, and what keeps it from running by itself. */
const shown = ({ name, how }: Shown) => (how === "runs" ? name : `${name} (${how})`);

const tested = ["inputs", "unit", "lint", "types", "integration", "build"];
const staging = ["staging", "staging:served"];
const behindDoors = (environment: string) => [
  `${environment}:pull`,
  `${environment} (door)`,
  `${environment}:served`,
  `${environment}:rollback (button)`,
];
const onDevelop = [...tested, "release", ...staging, "staging:rollback (button)"];
const onMain = [
  ...[...tested, "release", ...staging],
  ...[...behindDoors("uat"), ...behindDoors("production")],
];

describe("which jobs run on which event", () => {
  const table: Record<Event, string[] | undefined> = {
    feature: tested,
    featureWithOpenMergeRequest: undefined,
    mergeRequest: tested,
    mergeRequestOfLikeNamedBranch: tested,
    mergeRequestOfFork: undefined,
    mergeRequestOfDevelop: undefined,
    develop: onDevelop,
    developJustMade: undefined,
    featureJustMade: tested,
    developWithOpenMergeRequest: onDevelop,
    developByHand: onDevelop,
    main: onMain,
    scheduleOnMain: tested,
    scheduleOnFeatureWithOpenMergeRequest: tested,
    otherProtectedBranch: tested,
    tag: tested,
    protectedTag: tested,
    developWithRunnerOfOnesOwn: undefined,
  };

  it.each(Object.entries(table) as [Event, string[] | undefined][])("%s", (event, expected) => {
    expect(jobsOn(text, event)?.map(shown)).toEqual(expected);
  });

  it("goes through an environment that another of the branch's comes after, and through no other", () => {
    const branching = textOf("branching");
    const deploys = (event: Event) =>
      jobsOn(branching, event)!
        .map(({ name }) => name)
        .filter((name) => ["staging", "production", "america"].includes(name));
    expect(deploys("develop")).toEqual(["staging"]);
    expect(deploys("main")).toEqual(["staging", "production"]);
  });

  it("releases nothing of an app that is deployed nowhere but from its default branch", () => {
    const nowhere = textOf("deployed-nowhere");
    const names = (event: Event) => jobsOn(nowhere, event)!.map(({ name }) => name);
    expect(names("develop")).toEqual(["inputs", "build", "release"]);
    expect(names("main")).toEqual(["inputs", "build"]);
  });
});

describe("whose runner takes a job", () => {
  const runners = (event: Event, runs: (job: Shown) => boolean) => [
    ...new Set(
      jobsOn(text, event)!
        .filter(runs)
        .flatMap(({ tags }) => tags),
    ),
  ];
  const ofApp = ({ name }: Shown) => tested.includes(name) && name !== "inputs";
  const others = (job: Shown) => !ofApp(job);

  it.each<[Event, string, string]>([
    ["feature", "slipway", "slipway"],
    ["mergeRequest", "slipway", "slipway"],
    ["tag", "slipway", "slipway"],
    ["develop", "slipway-protected", "slipway-trusted"],
    ["main", "slipway-protected", "slipway-trusted"],
    ["scheduleOnMain", "slipway-protected", "slipway-trusted"],
    ["otherProtectedBranch", "slipway-protected", "slipway-trusted"],
    ["protectedTag", "slipway-protected", "slipway-trusted"],
  ])("on %s: %s runs the app's code, and %s the rest", (event, code, rest) => {
    expect(runners(event, ofApp)).toEqual([code]);
    expect(runners(event, others)).toEqual([rest]);
  });

  it("is never the trusted one where a job runs the app's code, whatever the settings", () => {
    for (const source of Object.values(cases)) {
      const { app, ...around } = source();
      const { trusted } = around.runners;
      const code = ["build", ...app.tests.map(({ name }) => name)];
      for (const event of ["feature", "mergeRequest", "develop", "main", "tag"] as const) {
        const jobs = jobsOn(pipelineOf(app, around), event) ?? [];
        const wrong = jobs.filter(
          ({ name, tags }) => code.includes(name) && tags.includes(trusted),
        );
        expect(wrong).toEqual([]);
      }
    }
  });
});

describe("what a job is told", () => {
  const variables = (event: Event, job: string) =>
    jobsOn(text, event)!.find(({ name }) => name === job)!.variables;

  it("is `review` in a merge request, and each deploy's own environment elsewhere", () => {
    expect(variables("mergeRequest", "unit")).toMatchObject({ DEPLOY_ENV: "review" });
    expect(variables("feature", "unit")).not.toHaveProperty("DEPLOY_ENV");
    const production = { DEPLOY_ENV: "production", DEPLOY_URL: "https://app.example.com" };
    expect(variables("main", "production")).toMatchObject(production);
    expect(variables("main", "staging")).toMatchObject({ DEPLOY_ENV: "staging" });
  });

  it("keeps builds of protected branches from waiting for those of others", () => {
    const groups = (["feature", "develop"] as const).map(
      (event) => jobsOn(text, event)!.find(({ name }) => name === "build")!.resourceGroup,
    );
    expect(groups).toEqual(["build-slipway", "build-slipway-protected"]);
  });
});
