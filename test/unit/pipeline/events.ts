import { load } from "../../../sandbox/gitlab/ci/configuration/load.ts";
import { parseYaml } from "../../../sandbox/gitlab/ci/configuration/yaml.ts";
import { variables } from "../../../sandbox/gitlab/ci/configuration/job.ts";
import { include } from "../../../sandbox/gitlab/ci/rules/job.ts";
import { firstThatHolds } from "../../../sandbox/gitlab/ci/rules/rules.ts";
import { expand } from "../../../sandbox/gitlab/ci/variables/expand.ts";

/** What happens in GitLab, by the variables that it sets for it. */

const push = { CI_PROJECT_ID: "1", CI_PIPELINE_SOURCE: "push", CI_COMMIT_REF_PROTECTED: "false" };
const kept = { ...push, CI_COMMIT_REF_PROTECTED: "true" };
const mergeRequest = {
  ...push,
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
};
const made = { CI_COMMIT_BEFORE_SHA: "0".repeat(40) };
const open = { CI_OPEN_MERGE_REQUESTS: "acme/shop!1" };

export const events = {
  feature: { ...push, CI_COMMIT_BRANCH: "feature/cart" },
  featureWithOpenMergeRequest: { ...push, ...open, CI_COMMIT_BRANCH: "feature/cart" },
  mergeRequest: { ...mergeRequest, ...open, CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "feature/cart" },
  // A name that has develop's in it.
  mergeRequestOfLikeNamedBranch: {
    ...mergeRequest,
    ...open,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "develop/cart",
  },
  mergeRequestOfFork: {
    ...mergeRequest,
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2",
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "feature/cart",
  },
  mergeRequestOfDevelop: {
    ...mergeRequest,
    ...open,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "develop",
  },
  develop: { ...kept, CI_COMMIT_BRANCH: "develop" },
  developJustMade: { ...kept, ...made, CI_COMMIT_BRANCH: "develop" },
  featureJustMade: { ...push, ...made, CI_COMMIT_BRANCH: "feature/cart" },
  developWithOpenMergeRequest: { ...kept, ...open, CI_COMMIT_BRANCH: "develop" },
  developByHand: { ...kept, CI_PIPELINE_SOURCE: "web", CI_COMMIT_BRANCH: "develop" },
  main: { ...kept, CI_COMMIT_BRANCH: "main" },
  scheduleOnMain: { ...kept, CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main" },
  scheduleOnFeatureWithOpenMergeRequest: {
    ...push,
    ...open,
    CI_PIPELINE_SOURCE: "schedule",
    CI_COMMIT_BRANCH: "feature/cart",
  },
  otherProtectedBranch: { ...kept, CI_COMMIT_BRANCH: "support/1" },
  tag: { ...push, CI_COMMIT_TAG: "v1" },
  protectedTag: { ...kept, CI_COMMIT_TAG: "v1" },
  developWithRunnerOfOnesOwn: {
    ...kept,
    CI_COMMIT_BRANCH: "develop",
    SLIPWAY_RUNNER: "slipway-trusted",
  },
} satisfies Record<string, Record<string, string>>;

export type Event = keyof typeof events;

export interface Shown {
  name: string;
  /** `door`: the pipeline waits until somebody presses it. `button`: nobody has to. */
  how: "runs" | "door" | "button";
  tags: string[];
  resourceGroup: string | undefined;
  variables: Record<string, string>;
}

/** The jobs of the pipeline that an event starts, as the sandbox's GitLab reads a file; none where it starts none. */
export function jobsOn(text: string, event: Event): Shown[] | undefined {
  const given: Record<string, string> = events[event];
  const configuration = load(parseYaml(text));
  const context = (all: Record<string, string>) => ({
    value: (key: string) => all[key],
    changed: () => undefined,
    files: () => [],
  });
  const rule = firstThatHolds(configuration.workflow.rules ?? [], context(given));
  if (rule === undefined || rule.when === "never") return undefined;
  const valuesOf = (said: ReturnType<typeof variables>) =>
    Object.fromEntries(Object.entries(said).map(([key, { value }]) => [key, value]));
  return configuration.jobs.flatMap((job) => {
    const own = { ...valuesOf(variables(rule.variables)), ...valuesOf(job.variables) };
    const value = (key: string) => ({ ...given, ...own })[key];
    const included = include(job, context({ ...given, ...own }));
    if (!included) return [];
    const how = included.when !== "manual" ? "runs" : included.allowFailure ? "button" : "door";
    const group = job.resource_group;
    return [
      {
        name: job.name,
        how,
        tags: job.tags.map((tag) => expand(tag, value, true)),
        resourceGroup: group === undefined ? undefined : expand(group, value),
        variables: own,
      },
    ];
  });
}
