import { acting } from "../acting.ts";
import type { Project } from "../model.ts";
import { defaults } from "../projectSettings.ts";

/** The settings of a project that its pipelines obey. */
export interface CiSettings {
  auto_cancel_pending_pipelines: "enabled" | "disabled";
  build_git_strategy: "fetch" | "clone";
  build_timeout: number;
  builds_access_level: string;
  ci_config_path: string | null;
  ci_default_git_depth: number;
  ci_forward_deployment_enabled: boolean;
  ci_forward_deployment_rollback_allowed: boolean;
  ci_pipeline_variables_minimum_override_role: string;
  ci_separated_caches: boolean;
  protect_merge_request_pipelines: boolean;
  resource_group_default_process_mode: string;
}

const acted = acting<CiSettings>("project")(
  "auto_cancel_pending_pipelines",
  "build_git_strategy",
  "build_timeout",
  "builds_access_level",
  "ci_config_path",
  "ci_default_git_depth",
  "ci_forward_deployment_enabled",
  "ci_forward_deployment_rollback_allowed",
  "ci_pipeline_variables_minimum_override_role",
  "ci_separated_caches",
  "protect_merge_request_pipelines",
  "resource_group_default_process_mode",
);

export function settingsOf(project: Project): CiSettings {
  return acted({ ...defaults, ...project.settings } as unknown as CiSettings);
}
