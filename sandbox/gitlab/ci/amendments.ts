import type { Operation, Parameter } from "../openapi.ts";

const paged: Record<string, Parameter> = {
  page: { type: "integer", default: 1 },
  per_page: { type: "integer", default: 20 },
};

/** `Ci::Helpers::PipelinesHelpers`' and `Ci::Jobs`' `optional_scope`: `CommitStatus::AVAILABLE_STATUSES`. */
const statuses = [
  ...["created", "waiting_for_resource", "preparing", "waiting_for_callback", "pending", "running"],
  ...["success", "failed", "canceling", "canceled", "skipped", "manual", "scheduled"],
];

/** One status or a list of them: `scope=success`, `scope[]=success&scope[]=failed`. */
const jobScope: Record<string, Parameter> = {
  scope: { type: "array", single: true, items: { type: "string", enum: statuses } },
};

/**
 * What GitLab's OpenAPI file leaves out or tells otherwise of pipelines: lists that come in pages,
 * jobs of one status or of several, and what a runner of one type must say, for which the file asks what
 * each of them must.
 */
export const ci: { operations: Record<string, Partial<Operation>> } = {
  operations: {
    "GET /projects/:id/merge_requests/:merge_request_iid/pipelines": { query: paged },
    "GET /projects/:id/jobs": { query: jobScope },
    "GET /projects/:id/pipelines/:pipeline_id/jobs": { query: jobScope },
    "GET /projects/:id/pipelines/:pipeline_id/bridges": { query: jobScope },
    "GET /projects/:id/pipelines/:pipeline_id/variables": { query: paged },
    "GET /projects/:id/pipeline_schedules/:pipeline_schedule_id/pipelines": { query: paged },
    "POST /user/runners": {
      body: { group_id: { type: "integer" }, project_id: { type: "integer" } },
    },
  },
};
