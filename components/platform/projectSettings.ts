import type * as gitlab from "@pulumi/gitlab";
import type { PlatformApp } from "../../settings/index.ts";

/** The file in which an app's pipeline is kept. */
export function pipelineFile(app: string): string {
  return `${app}.gitlab-ci.yml`;
}

/**
 * GitLab's project settings where the safe choice is not GitLab's default.
 * https://docs.gitlab.com/api/projects/#edit-project
 */
export const safeProjectSettings = {
  // The first commit makes the default branch, without which nothing can be protected.
  initializeWithReadme: true,
  archiveOnDestroy: true,
  autoDevopsEnabled: false,
  publicJobs: false,
  requestAccessEnabled: false,
  onlyAllowMergeIfPipelineSucceeds: true,
  onlyAllowMergeIfAllDiscussionsAreResolved: true,
  removeSourceBranchAfterMerge: true,
  // A job that waited while a newer one deployed is refused; re-running an old one is a rollback.
  ciForwardDeploymentEnabled: true,
  ciForwardDeploymentRollbackAllowed: true,
  // Caches of protected branches are never read by the pipelines of others.
  ciSeparatedCaches: true,
  // Nobody overrides a scoped variable by starting a pipeline by hand.
  ciPipelineVariablesMinimumOverrideRole: "no_one_allowed",
  ciPushRepositoryForJobTokenAllowed: false,
  protectMergeRequestPipelines: false,
} satisfies Partial<gitlab.ProjectArgs>;

/**
 * What an app's project has besides where the platform keeps its pipeline.
 *
 * @param pipelines the project that holds the file, once there is a tool that its jobs can run
 */
export function pipelineSettings(
  { name }: PlatformApp,
  pipelines: string | undefined,
): Partial<gitlab.ProjectArgs> {
  return {
    // From another project: a branch's own file would be its developers' to write.
    ...(pipelines === undefined ? {} : { ciConfigPath: `${pipelineFile(name)}@${pipelines}` }),
    // A member may run a fork's code with this project's variables, and the provider has no switch for
    // that (`ci_allow_fork_pipelines_to_run_in_parent_project`): so nobody forks it.
    forkingAccessLevel: "disabled",
    // Of deploys that wait, the newest that is ready goes first; the others are outdated by then.
    resourceGroupDefaultProcessMode: "newest_ready_first",
  };
}

/**
 * How GitLab cleans up an app's registry, all its repositories by one policy. In `release` an environment
 * needs the images that it has served last: those have the tags `kept-…` (cli/registry/keptImages.ts). All
 * else, images by their inputs and records too, may be built or tested again. A repository's protection
 * holds nothing of it: GitLab cleans up in nobody's name.
 * https://docs.gitlab.com/user/packages/container_registry/reduce_container_registry_storage/
 */
export function cleanUpPolicy({ cleanUp }: PlatformApp): Partial<gitlab.ProjectArgs> {
  return {
    containerExpirationPolicy: {
      enabled: true,
      cadence: "1d",
      olderThan: cleanUp?.olderThan ?? "90d",
      keepN: 50,
      nameRegexDelete: ".*",
      nameRegexKeep: "kept-.*",
    },
  };
}
