import type { Kind } from "./acting.ts";

const deliveries = "nothing is sent to webhooks here yet";

/**
 * What the product sets and the stand-in stores and shows without acting on it, with the reason. A
 * test holds what the product sets to this list and to what is acted on (acting.ts); an entry goes
 * when its field is obeyed.
 */
export const storedOnly: Partial<Record<Kind, Record<string, string>>> = {
  environment: { auto_stop_setting: "no environment stops by itself here" },
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
    auto_devops_enabled: "a project without a configuration has no pipeline here",
    forking_access_level: "nobody forks here",
    public_jobs: "members see jobs here, and nobody else",
    request_access_enabled: "nobody asks for access here yet",
  },
};
