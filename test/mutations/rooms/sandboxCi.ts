import type { Mistakes } from "../mutation.ts";

/** What runs when, and with what, in the sandbox's GitLab. */
export const sandboxCi: Mistakes = {
  "sandbox/gitlab/ci/variables/scopes.ts": [
    {
      title: "protected variables go to every ref",
      find: "isProtected || !variable.protected",
      replace: "isProtected || variable.key",
      test: "test/unit/gitlab/ci/variables.test.ts",
    },
    {
      title: "the widest scope of a variable wins",
      find: "left.rank - right.rank",
      replace: "right.rank - left.rank",
      test: "test/unit/gitlab/ci/variables.test.ts",
    },
  ],
  "sandbox/gitlab/ci/runners/jobs.ts": [
    {
      title: "a question for a job writes the data when nothing changed",
      find: "if (swept || changed) store.save();",
      replace: "store.save();",
      test: "test/unit/gitlab/ci/asking.test.ts",
    },
    {
      title: "what the clock did is forgotten by a restart",
      find: "if (swept || changed) store.save();",
      replace: "if (changed) store.save();",
      test: "test/unit/gitlab/ci/asking.test.ts",
    },
  ],
  "sandbox/gitlab/ci/configuration/api.ts": [
    {
      title: "the lint asks for a ref that it does not need",
      find: "dryRun === true ? (dryRunRef ?? asked) : undefined;",
      replace: "dryRunRef ?? asked;",
      test: "test/unit/gitlab/ci/lint.test.ts",
    },
  ],
  "sandbox/gitlab/ci/runners/request.ts": [
    {
      title: "a job that fails before it is handed out is forgotten by a restart",
      find: "for (let changed = false; ; changed = true) {",
      replace: "for (const changed = false; ; ) {",
      test: "test/unit/gitlab/ci/asking.test.ts",
    },
  ],
  "sandbox/gitlab/ci/runners/matching.ts": [
    {
      title: "a runner of protected refs takes every job",
      find: '(runner.accessLevel !== "ref_protected" || job.protected) &&',
      replace: "",
      test: "test/unit/gitlab/ci/firstJob.test.ts",
    },
    {
      title: "a runner takes jobs of other tags",
      find: "job.tags.every((tag) => runner.tags.includes(tag)) &&",
      replace: "",
      test: "test/unit/gitlab/ci/firstJob.test.ts",
    },
  ],
  "sandbox/gitlab/ci/deployments/deployments.ts": [
    {
      title: "an old door opens after a newer deployment",
      find: "return last.sha !== deployment.sha && deployment.id < last.id;",
      replace: "return false;",
      test: "test/unit/gitlab/ci/deployments.test.ts",
    },
    {
      title: "no deployment of the same commit is let through",
      find: "last.sha !== deployment.sha && ",
      replace: "",
      test: "test/unit/gitlab/ci/deployments.test.ts",
    },
  ],
  "sandbox/gitlab/ci/lifecycle.ts": [
    {
      title: "a job keeps its resource when it is over",
      find: "if (group?.jobId === job.id) group.jobId = null;",
      replace: "",
      test: "test/unit/gitlab/ci/resourceGroups.test.ts",
    },
    {
      title: "a job's token outlives the job",
      find: "job.tokenHash = null;",
      replace: "",
      test: "test/unit/gitlab/ci/firstJob.test.ts",
    },
  ],
  "sandbox/gitlab/ci/people.ts": [
    {
      title: "every developer opens the doors of protected branches",
      find: "return tag || mayUpdateBranch(store, user, project, ref);",
      replace: "return true;",
      test: "test/unit/gitlab/ci/who.test.ts",
    },
  ],
  "sandbox/gitlab/ci/pipelines/permission.ts": [
    {
      title: "a merge request of any branch sees protected variables",
      find: "mergeRequest.sourceProtected &&",
      replace: "",
      test: "test/unit/gitlab/ci/mergeRequests.test.ts",
    },
  ],
  "sandbox/gitlab/ci/rules/job.ts": [
    {
      title: "a rule's manual job holds no pipeline",
      find: 'job.allow_failure ?? job.when === "manual"',
      replace: "job.allow_failure ?? true",
      test: "test/unit/gitlab/ci/doors.test.ts",
    },
  ],
};
