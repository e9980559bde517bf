import type { Mistakes } from "../mutation.ts";

const events = "test/unit/pipeline/events.test.ts";
const expected = "test/unit/pipeline/expected.test.ts";

export const pipeline: Mistakes = {
  "pipeline/when.ts": [
    {
      title: "whoever starts a pipeline chooses the runner of its jobs",
      find: 'if: "$SLIPWAY_RUNNER || $SLIPWAY_TRUSTED",',
      replace: 'if: "$SLIPWAY_NOTHING",',
      test: events,
    },
    {
      title: "a branch whose name begins as develop's has no merge-request pipeline",
      find: '=~ /^(${escaped.join("|")})$/',
      replace: '=~ /^(${escaped.join("|")})/',
      test: events,
    },
    {
      title: "builds of protected branches run where everybody's do",
      find: "const kept = { SLIPWAY_RUNNER: runners.protected,",
      replace: "const kept = { SLIPWAY_RUNNER: runners.others,",
      test: events,
    },
    {
      title: "a branch with an open merge request has two pipelines for a push",
      find: "if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS && $CI_PIPELINE_SOURCE == \"push\"',",
      replace:
        "if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS && $CI_PIPELINE_SOURCE == \"web\"',",
      test: events,
    },
  ],
  "pipeline/chain.ts": [
    {
      title: "a hotfix on main goes to production without staging",
      find: "if (previous) previous.branches",
      replace: "if (!previous) link.branches",
      test: events,
    },
    {
      title: "a schedule deploys",
      find: ' && $CI_PIPELINE_SOURCE != "schedule"`',
      replace: "`",
      test: events,
    },
  ],
  "pipeline/shell.ts": [
    {
      title: "a word's quote ends the word",
      find: "text.replaceAll(\"'\", `'\\\\''`)",
      replace: "text",
      test: "test/unit/pipeline/write.test.ts",
    },
  ],
  "pipeline/deploy.ts": [
    {
      title: "a door that nobody presses lets the pipeline pass",
      find: 'when: "manual", allow_failure: false',
      replace: 'when: "manual", allow_failure: true',
      test: events,
    },
  ],
  "pipeline/testsHash.ts": [
    {
      title: "tests that passed beside another database count",
      find: "    services,\n    variables,\n  }));",
      replace: "    variables,\n  }));",
      test: "test/unit/pipeline/testsHash.test.ts",
    },
  ],
  "settings/groups/pipelineLimits.ts": [
    {
      title: "the pull before a door is no job",
      find: "(isDoor ? 4 : 3)",
      replace: "3",
      test: expected,
    },
  ],
  "settings/groups/deployments.ts": [
    {
      title: "an app that is not on every environment waits for one that it is not on",
      find: "return configOf(previous.name) ? previous.name : before(previous);",
      replace: "return previous.name;",
      test: expected,
    },
  ],
  "settings/kinds/freeze.ts": [
    {
      title: "a weekend is frozen until Sunday's end",
      find: ": from.minute <= inWeek || inWeek < until.minute;",
      replace: ": from.minute <= inWeek;",
      test: "test/unit/settings/freeze.test.ts",
    },
  ],
  "settings/groups/doors.ts": [
    {
      title: "of several rules for a door's branch the strictest counts",
      find: "Math.max(",
      replace: "Math.min(",
      test: "test/unit/settings/doors.test.ts",
    },
    {
      title: "a door is nobody's but its branch is named by a pattern",
      find: "doors.filter(({ branch }) => matches(pattern, branch))",
      replace: "doors.filter(({ branch }) => pattern === branch)",
      test: "test/unit/settings/rules.test.ts",
    },
  ],
  "cli/loop/gates.ts": [
    {
      title: "only the first freeze window holds",
      find: "windows.find((one) => isFrozen(one, now))",
      replace: "windows.slice(0, 1).find((one) => isFrozen(one, now))",
      test: "test/unit/cli/loop/deploy.test.ts",
    },
  ],
  "pipeline/release.ts": [
    {
      title: "what the app's tests leave behind comes to the job with the release's token",
      find: "({ job: name, artifacts: false })",
      replace: "({ job: name })",
      test: "test/unit/pipeline/handed.test.ts",
    },
  ],
  "pipeline/tests.ts": [
    {
      title: "a commit message says that tests have passed",
      find: "grep -q '\"passed\": *true'",
      replace: "grep -q 'passed.*true'",
      test: "test/unit/pipeline/scripts.test.ts",
    },
    {
      title: "a branch's job that a Maintainer starts writes into the protected branches' cache",
      find: "key: `npm-${runnerOf.code}`",
      replace: 'key: "npm"',
      test: "test/unit/pipeline/handed.test.ts",
    },
  ],
};
