import { isGiven, type Values } from "./input.ts";

/** Who may push to and merge into default branches of new projects: maintainers, fully protected. */
const protection = {
  allowed_to_push: [{ access_level: 40 }],
  allow_force_push: false,
  allowed_to_merge: [{ access_level: 40 }],
  developer_can_initial_push: false,
  code_owner_approval_required: false,
};

/** What a group of a new GitLab 19 instance has where nobody said otherwise. */
const defaults: Values = {
  allowed_email_domains_list: null,
  auto_ban_user_on_excessive_projects_download: false,
  auto_devops_enabled: null,
  auto_duo_code_review_enabled: false,
  default_branch: null,
  default_branch_protection: 2,
  default_branch_protection_defaults: protection,
  duo_core_features_enabled: null,
  duo_features_enabled: true,
  emails_enabled: true,
  enabled_git_access_protocol: "all",
  extra_shared_runners_minutes_limit: null,
  file_template_project_id: null,
  ip_restriction_ranges: null,
  ldap_access: null,
  ldap_cn: null,
  ldap_group_links: [],
  lfs_enabled: true,
  lock_duo_features_enabled: false,
  lock_math_rendering_limits_enabled: false,
  math_rendering_limits_enabled: true,
  max_artifacts_size: null,
  membership_lock: false,
  mentions_disabled: null,
  prevent_forking_outside_group: null,
  prevent_sharing_groups_outside_hierarchy: false,
  project_creation_level: "developer",
  repository_storage: null,
  request_access_enabled: true,
  require_two_factor_authentication: false,
  saml_group_links: [],
  service_access_tokens_expiration_enforced: true,
  share_with_group_lock: false,
  shared_runners_minutes_limit: null,
  shared_runners_setting: "enabled",
  show_diff_preview_in_email: true,
  subgroup_creation_level: "maintainer",
  two_factor_grace_period: 48,
  unique_project_download_limit: 0,
  unique_project_download_limit_alertlist: [],
  unique_project_download_limit_allowlist: [],
  unique_project_download_limit_interval_in_seconds: 0,
  web_based_commit_signing_enabled: false,
  wiki_access_level: "enabled",
};

/** What is asked for, under the names that are stored. What GitLab has a value of stays one. */
export function stored({ emails_disabled: disabled, ...asked }: Values): Values {
  const given = Object.entries(asked).filter(
    ([name, value]) => value !== null || (defaults[name] ?? null) === null,
  );
  return {
    ...Object.fromEntries(given),
    ...(isGiven(disabled) ? { emails_enabled: disabled !== true } : {}),
  };
}

/** Every setting as it is shown, under its old names too. */
export function shown(settings: Values): Values {
  const all: Values = { ...defaults, ...settings };
  return { ...all, emails_disabled: all["emails_enabled"] !== true };
}
