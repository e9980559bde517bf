import type { Kind } from "./acting.ts";

const pipelines = "no pipeline runs here yet";
const merges = "nothing is merged here yet";
const deliveries = "nothing is sent to webhooks here yet";
const pushes = "nothing is pushed over HTTP here yet";

/**
 * What the product sets and the stand-in stores and shows without acting on it, with the reason. A
 * test holds what the product sets to this list and to what is acted on (acting.ts); an entry goes
 * when its field is obeyed.
 */
export const storedOnly: Partial<Record<Kind, Record<string, string>>> = {
  environment: { auto_stop_setting: pipelines },
  hook: {
    deployment_events: deliveries,
    enable_ssl_verification: deliveries,
    job_events: deliveries,
    merge_requests_events: deliveries,
    name: deliveries,
    pipeline_events: deliveries,
    push_events: deliveries,
    releases_events: deliveries,
    tag_push_events: deliveries,
  },
  project: {
    auto_devops_enabled: pipelines,
    ci_forward_deployment_enabled: pipelines,
    ci_forward_deployment_rollback_allowed: pipelines,
    ci_pipeline_variables_minimum_override_role: pipelines,
    ci_push_repository_for_job_token_allowed: pipelines,
    ci_separated_caches: pipelines,
    merge_method: merges,
    only_allow_merge_if_all_discussions_are_resolved: merges,
    only_allow_merge_if_pipeline_succeeds: merges,
    protect_merge_request_pipelines: pipelines,
    public_jobs: pipelines,
    remove_source_branch_after_merge: merges,
    request_access_enabled: "nobody asks for access here yet",
  },
  "protected branch": { allow_force_push: pushes },
  variable: { protected: pipelines, variable_type: pipelines },
};
