import type { Rule } from "./parameters.ts";

/** A setting of a project: its rule, its default, and whether creation takes it or only an update. */
interface Setting extends Rule {
  initial: unknown;
  /** Set when `POST /projects` ignores it, so that it takes a `PUT` after. */
  updateOnly?: boolean;
}

const access = ["disabled", "private", "enabled"] as const;

function boolean(initial: boolean): Setting {
  return { type: "boolean", initial };
}

function choice(values: readonly string[], initial: string): Setting {
  return { type: "string", values, initial };
}

function text(): Setting {
  return { type: "string", initial: null };
}

function updateOnly(setting: Setting): Setting {
  return { ...setting, updateOnly: true };
}

/**
 * The settings of a project that the sandbox keeps, with the defaults of a new GitLab instance.
 * Which of them `POST /projects` takes follows GitLab's OpenAPI file.
 */
export const settings: Record<string, Setting> = {
  description: text(),
  visibility: choice(["private", "internal", "public"], "private"),
  topics: { type: "strings", initial: [] },

  allow_merge_on_skipped_pipeline: boolean(false),
  merge_commit_template: text(),
  merge_method: choice(["ff", "rebase_merge", "merge"], "merge"),
  merge_requests_access_level: choice(access, "enabled"),
  merge_requests_template: updateOnly(text()),
  only_allow_merge_if_all_discussions_are_resolved: boolean(false),
  only_allow_merge_if_pipeline_succeeds: boolean(false),
  printing_merge_request_link_enabled: boolean(true),
  protect_merge_request_pipelines: updateOnly(boolean(false)),
  remove_source_branch_after_merge: boolean(true),
  squash_commit_template: text(),
  squash_option: choice(["never", "always", "default_on", "default_off"], "default_off"),

  auto_cancel_pending_pipelines: choice(["disabled", "enabled"], "enabled"),
  auto_devops_enabled: boolean(true),
  build_git_strategy: choice(["fetch", "clone"], "fetch"),
  build_timeout: { type: "integer", initial: 3600 },
  ci_config_path: text(),
  ci_default_git_depth: updateOnly({ type: "integer", initial: 20 }),
  ci_delete_pipelines_in_seconds: updateOnly({ type: "integer", initial: null }),
  ci_display_pipeline_variables: updateOnly(boolean(false)),
  ci_forward_deployment_enabled: updateOnly(boolean(true)),
  ci_forward_deployment_rollback_allowed: updateOnly(boolean(true)),
  ci_id_token_sub_claim_components: updateOnly({
    type: "strings",
    initial: ["project_path", "ref_type", "ref"],
  }),
  ci_pipeline_variables_minimum_override_role: updateOnly(
    choice(["no_one_allowed", "developer", "maintainer", "owner"], "developer"),
  ),
  ci_push_repository_for_job_token_allowed: updateOnly(boolean(false)),
  ci_separated_caches: updateOnly(boolean(true)),
  container_expiration_policy_attributes: { type: "object", initial: {} },
  container_registry_access_level: choice(access, "enabled"),
  environments_access_level: choice(access, "enabled"),
  group_runners_enabled: boolean(true),
  keep_latest_artifact: updateOnly(boolean(true)),
  public_jobs: boolean(true),
  request_access_enabled: boolean(true),
  resource_group_default_process_mode: choice(
    ["unordered", "oldest_first", "newest_first", "newest_ready_first"],
    "unordered",
  ),
  shared_runners_enabled: boolean(true),
};
