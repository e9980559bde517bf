import type { Mistakes } from "../mutation.ts";

/** The platform's part of what a pipeline may and may not. */
export const platform: Mistakes = {
  "components/platform/projectSettings.ts": [
    {
      title: "a setting that the sandbox's GitLab doesn't obey goes without a reason",
      find: "  publicJobs: false,\n",
      replace: "  publicJobs: false,\n  printingMergeRequestLinkEnabled: false,\n",
      test: "test/unit/gitlab/storedOnly.test.ts",
    },
    {
      title: "a project is deleted and not archived",
      find: "archiveOnDestroy: true",
      replace: "archiveOnDestroy: false",
      test: "test/unit/components/platform.test.ts",
    },
    {
      title: "forks of an app's project run with its variables",
      find: '    forkingAccessLevel: "disabled",\n',
      replace: "",
      test: "test/unit/components/pipelines.test.ts",
    },
    {
      title: "the clean-up takes what an environment serves",
      find: '"kept-.*"',
      replace: '"served-.*"',
      test: "test/unit/cli/registry/cleanUp.test.ts",
    },
  ],
  "components/platform/releaseToken.ts": [
    {
      title: "the release's token is a variable in clear",
      find: "secret ? pulumi.secret(values[key]) : values[key]",
      replace: "values[key]",
      test: "test/unit/components/pipelines.test.ts",
    },
    {
      title: "a service account is made where a token is named",
      find: "release ?? createServiceAccounts(name, args)",
      replace: "createServiceAccounts(name, args)",
      test: "test/unit/components/pipelines.test.ts",
    },
    {
      title: "a GitLab without service accounts is asked for one",
      find: 'pipelines.release || edition === "ee"',
      replace: "pipelines.release",
      test: "test/unit/components/pipelines.test.ts",
    },
    {
      title: "the token that reads the API is an Owner's, and sees every variable",
      find: '{ role: "reader", accessLevel: "reporter"',
      replace: '{ role: "reader", accessLevel: "owner"',
      test: "test/unit/components/pipelines.test.ts",
    },
  ],
  "components/platform/releaseVariables.ts": [
    {
      title: "every job sees the release's token",
      find: "releaseEnvironment.name",
      replace: '"*"',
      test: "test/unit/components/pipelines.test.ts",
    },
  ],
  "components/platform/registryRules.ts": [
    {
      title: "a rule names a repository that there can't be",
      find: "path.toLowerCase()",
      replace: "path",
      test: "test/unit/components/pipelines.test.ts",
    },
  ],
  "components/platform/appProject.ts": [
    {
      title: "an app's first branches come before their pipeline's file",
      find: "dependsOn: pipeline?.kept ? [pipeline.kept.file] : []",
      replace: "dependsOn: []",
      test: "test/unit/components/pipelines.test.ts",
    },
  ],
  "components/platform/platform.ts": [
    {
      title: "a project is shared with the group that it is in",
      find: "!`${around}/`.startsWith(`${groupOf(app)}/`)",
      replace: "groupOf(app) !== around",
      test: "test/unit/components/pipelines.test.ts",
    },
    {
      title: "an app runs a pipeline that is not written",
      find: "...(file ? { kept: { project, file } } : {})",
      replace: "kept: { project, file: file! }",
      test: "test/unit/components/pipelines.test.ts",
    },
  ],
  "sandbox/gitlab/registry/rights.ts": [
    {
      title: "a rule keeps Maintainers out",
      find: "level < leastRoles[least]",
      replace: "level <= leastRoles[least]",
      test: "test/unit/gitlab/registryTokens.test.ts",
    },
    {
      title: "jobs of other projects reach a registry",
      find: "    if (!reachedByJobsOf(store, job.projectId, project)) return false;\n",
      replace: "",
      test: "test/unit/gitlab/registryTokens.test.ts",
    },
  ],
};
