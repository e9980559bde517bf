import { longLived } from "./chain.ts";
import type { Source } from "./around.ts";
import type { Block, Entries, Line } from "./write.ts";

/** When there is a pipeline, and on whose runners. */

/** GitLab's CI_COMMIT_BEFORE_SHA of a new branch. */
const nowhere = "0".repeat(40);

export function workflow({ app, runners }: Source): Block {
  const branches = longLived(app);
  const others = { SLIPWAY_RUNNER: runners.others, SLIPWAY_TRUSTED: runners.others };
  const kept = { SLIPWAY_RUNNER: runners.protected, SLIPWAY_TRUSTED: runners.trusted };
  const rules: Entries[] = [
    {
      says: "Which runner a job goes to is said below and by nobody else: who starts a pipeline with these variables gets none.",
      if: "$SLIPWAY_RUNNER || $SLIPWAY_TRUSTED",
      when: "never",
    },
    {
      says: "A fork's code runs in the fork, not here.",
      if: '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID != $CI_PROJECT_ID',
      when: "never",
    },
    {
      says: `${list(branches)} ${branches.length === 1 ? "has a pipeline of its" : "have pipelines of their"} own for each push, which a merge request from there shows. A second one would do the same again.`,
      if: `$CI_PIPELINE_SOURCE == "merge_request_event" && ${oneOf("$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", branches)}`,
      when: "never",
    },
    {
      if: '$CI_PIPELINE_SOURCE == "merge_request_event"',
      variables: { DEPLOY_ENV: "review", ...others },
    },
    {
      says: "A branch that has just been made holds nothing that is not tested where it comes from, or nothing at all yet.",
      if: `${oneOf("$CI_COMMIT_BRANCH", branches)} && $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BEFORE_SHA == "${nowhere}"`,
      when: "never",
    },
    {
      says: "Before the rule on open merge requests: a branch that lives on is deployed while one is open, too.",
      if: branches.map((branch) => `$CI_COMMIT_BRANCH == "${branch}"`).join(" || "),
      variables: kept,
    },
    {
      says: "What is pushed to a branch with an open merge request is tested there, once.",
      if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS && $CI_PIPELINE_SOURCE == "push"',
      when: "never",
    },
    {
      says: "Other protected branches and tags are tested and built, and go nowhere.",
      if: '($CI_COMMIT_BRANCH || $CI_COMMIT_TAG) && $CI_COMMIT_REF_PROTECTED == "true"',
      variables: kept,
    },
    { if: "$CI_COMMIT_BRANCH || $CI_COMMIT_TAG", variables: others },
  ];
  const lines: Line[] = [
    [
      "auto_cancel",
      { on_new_commit: "interruptible" },
      "A newer commit of the branch stops what may be stopped: tests and builds, never a deploy.",
    ],
    ["rules", rules],
  ];
  return {
    key: "workflow",
    says: "When there is a pipeline: the first rule that fits decides, and where none does there is none. (A commit whose message has `[skip ci]` has none either.)",
    lines,
  };
}

/** `$NAME == "main"`, or `$NAME =~ /^(develop|main)$/` */
function oneOf(variable: string, values: readonly string[]): string {
  const [only, ...more] = values;
  if (more.length === 0) return `${variable} == "${only}"`;
  const escaped = values.map((value) => value.replaceAll(/[.+()$^|{}[\]\\/]/g, "\\$&"));
  return `${variable} =~ /^(${escaped.join("|")})$/`;
}

/** `develop`, `develop and main`, `a, b and c` */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
