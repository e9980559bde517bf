import type { Values } from "./input.ts";

/**
 * What a project of a new GitLab 19 instance has where nobody said otherwise. It covers what
 * GitLab's API shows of a project and is not told by the project itself (presentProject.ts).
 */
export const defaults: Values = {
  description: null,
  visibility: "private",
  topics: [],

  analytics_access_level: "enabled",
  builds_access_level: "enabled",
  container_registry_access_level: "enabled",
  environments_access_level: "enabled",
  feature_flags_access_level: "enabled",
  forking_access_level: "enabled",
  infrastructure_access_level: "enabled",
  issues_access_level: "enabled",
  merge_requests_access_level: "enabled",
  model_experiments_access_level: "enabled",
  model_registry_access_level: "enabled",
  monitor_access_level: "enabled",
  package_registry_access_level: "enabled",
  pages_access_level: "private",
  releases_access_level: "enabled",
  repository_access_level: "enabled",
  requirements_access_level: "enabled",
  security_and_compliance_access_level: "private",
  snippets_access_level: "enabled",
  wiki_access_level: "enabled",

  autoclose_referenced_issues: true,
  emails_enabled: true,
  enforce_auth_checks_on_uploads: true,
  external_authorization_classification_label: "",
  issue_branch_template: null,
  issues_template: null,
  lfs_enabled: true,
  max_artifacts_size: null,
  packages_enabled: true,
  repository_object_format: "sha1",
  repository_storage: "default",
  request_access_enabled: true,
  // Service Desk takes an incoming mail address, which a new instance lacks.
  service_desk_enabled: false,
  show_default_award_emojis: true,
  show_diff_preview_in_email: true,
  warn_about_potentially_unwanted_characters: true,

  allow_merge_on_skipped_pipeline: false,
  approvals_before_merge: 0,
  merge_commit_template: null,
  merge_method: "merge",
  merge_pipelines_enabled: false,
  merge_request_title_regex: null,
  merge_request_title_regex_description: null,
  merge_requests_template: null,
  merge_trains_enabled: false,
  merge_trains_skip_train_allowed: false,
  only_allow_merge_if_all_discussions_are_resolved: false,
  only_allow_merge_if_all_status_checks_passed: false,
  only_allow_merge_if_pipeline_succeeds: false,
  prevent_merge_without_jira_issue: false,
  printing_merge_request_link_enabled: true,
  protect_merge_request_pipelines: false,
  remove_source_branch_after_merge: true,
  resolve_outdated_diff_discussions: false,
  squash_commit_template: null,
  squash_option: "default_off",
  suggestion_commit_message: null,

  allow_pipeline_trigger_approve_deployment: false,
  auto_cancel_pending_pipelines: "enabled",
  auto_devops_deploy_strategy: "continuous",
  auto_devops_enabled: true,
  build_git_strategy: "fetch",
  build_timeout: 3600,
  ci_allow_fork_pipelines_to_run_in_parent_project: true,
  ci_config_path: null,
  ci_default_git_depth: 20,
  ci_delete_pipelines_in_seconds: null,
  ci_display_pipeline_variables: false,
  ci_forward_deployment_enabled: true,
  ci_forward_deployment_rollback_allowed: true,
  ci_id_token_sub_claim_components: ["project_path", "ref_type", "ref"],
  ci_job_token_scope_enabled: false,
  ci_pipeline_variables_minimum_override_role: "developer",
  ci_push_repository_for_job_token_allowed: false,
  ci_restrict_pipeline_cancellation_role: "developer",
  ci_separated_caches: true,
  group_runners_enabled: true,
  keep_latest_artifact: true,
  public_jobs: true,
  resource_group_default_process_mode: "unordered",
  restrict_user_defined_variables: false,
  runner_token_expiration_interval: null,
  shared_runners_enabled: true,

  import_error: null,
  import_status: "none",
  import_type: null,
  import_url: null,
  mirror: false,
  mirror_overwrites_diverged_branches: false,
  mirror_trigger_builds: false,
  mirror_user_id: null,
  only_mirror_protected_branches: false,

  auto_duo_code_review_enabled: false,
  compliance_frameworks: [],
  duo_remote_flows_enabled: false,
  pre_receive_secret_detection_enabled: false,
  secret_push_protection_enabled: false,
  spp_repository_pipeline_access: false,
  web_based_commit_signing_enabled: false,
};

/** Features that are switched by an old boolean too: by `jobs_enabled` builds, the others by name. */
const switched: Record<string, string> = {
  container_registry_enabled: "container_registry_access_level",
  issues_enabled: "issues_access_level",
  jobs_enabled: "builds_access_level",
  merge_requests_enabled: "merge_requests_access_level",
  requirements_enabled: "requirements_access_level",
  security_and_compliance_enabled: "security_and_compliance_access_level",
  snippets_enabled: "snippets_access_level",
  wiki_enabled: "wiki_access_level",
};

/** Old names of today's settings. */
const renamed: Record<string, string> = { public_builds: "public_jobs", tag_list: "topics" };

/** What is asked for, under the names that are stored. What GitLab has a value of stays one. */
export function stored(asked: Values): Values {
  const given = Object.entries(asked).filter(
    ([name, value]) => value !== null || (defaults[name] ?? null) === null,
  );
  return Object.fromEntries(
    given.map(([name, value]) => {
      const level = switched[name];
      if (level !== undefined) return [level, value === true ? "enabled" : "disabled"];
      if (name === "emails_disabled") return ["emails_enabled", value !== true];
      return [renamed[name] ?? name, value];
    }),
  );
}

/** Every setting as it is shown, under its old names too. */
export function shown(settings: Values): Values {
  const all: Values = { ...defaults, ...settings };
  return {
    ...all,
    ...Object.fromEntries(
      Object.entries(switched).map(([name, level]) => [name, all[level] !== "disabled"]),
    ),
    emails_disabled: all["emails_enabled"] !== true,
    tag_list: all["topics"],
    container_expiration_policy: policy(
      (all["container_expiration_policy_attributes"] ?? {}) as Values,
    ),
  };
}

/** What goes in as `name_regex_delete` comes out as `name_regex`. */
function policy(given: Values): Values {
  const { name_regex_delete: nameRegex = ".*", ...others } = given;
  return {
    cadence: "1d",
    enabled: false,
    keep_n: 10,
    older_than: "90d",
    name_regex: nameRegex,
    name_regex_keep: null,
    next_run_at: new Date(0).toISOString(),
    ...others,
  };
}
