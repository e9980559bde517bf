import type { Operation, Parameter } from "../openapi.ts";

const paged: Record<string, Parameter> = {
  page: { type: "integer", default: 1 },
  per_page: { type: "integer", default: 20 },
};

/**
 * What GitLab's OpenAPI file leaves out or tells otherwise of pipelines: lists that come in pages, and
 * what a runner of one type must say, for which the file asks what each of them must.
 */
export const ci: { operations: Record<string, Partial<Operation>> } = {
  operations: {
    "GET /projects/:id/merge_requests/:merge_request_iid/pipelines": { query: paged },
    "GET /projects/:id/pipelines/:pipeline_id/variables": { query: paged },
    "GET /projects/:id/pipeline_schedules/:pipeline_schedule_id/pipelines": { query: paged },
    "POST /user/runners": {
      body: { group_id: { type: "integer" }, project_id: { type: "integer" } },
    },
  },
};
