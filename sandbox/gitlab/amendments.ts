import { ci } from "./ci/amendments.ts";
import * as commits from "./commits/amendments.ts";
import * as mergeRequests from "./mergeRequests/amendments.ts";
import type { Operation, Parameter, Slice } from "./openapi.ts";
import * as people from "./people/amendments.ts";

const boolean: Parameter = { type: "boolean" };

const slug: Parameter = {
  type: "string",
  absent: "is automatically generated and cannot be changed",
};

const policy: Parameter = {
  type: "object",
  properties: { name_regex_delete: { type: "string" } },
};

const filled: Parameter = { type: "string", required: true, blank: false };

/** What a change of a file must say: GitLab takes neither as nothing. */
const commit = { branch: filled, commit_message: filled };

const forGood: Record<string, Parameter> = {
  permanently_remove: boolean,
  full_path: { type: "string" },
};

/**
 * What GitLab has and its OpenAPI file leaves out or tells otherwise. slice.ts lays it over what the
 * file says: two settings of projects and one of the cleanup policy that the API takes (GitLab's Go
 * client sends them), deletion for good (of the paid tiers until GitLab 18), parameters that may not
 * be empty, a slug that may not be given, the endpoints for users, and the status of a stop, for which the
 * file says 201.
 */
export const amendments: { operations: Record<string, Partial<Operation>> } & Pick<
  Slice,
  "entities"
> = {
  operations: {
    ...ci.operations,
    ...people.operations,
    ...mergeRequests.operations,
    ...commits.operations,
    // What is shown to who is logged in; the file knows the answer to others.
    "GET /projects": { answers: { 200: "[ProjectWithAccess]", 400: "" } },
    "POST /groups": { answers: { 201: "GroupDetail", 400: "" } },
    "PUT /groups/:id": { answers: { 200: "GroupDetail", 400: "" } },
    "PATCH /projects/:id/protected_branches/:name": {
      body: { allow_force_push: { type: "boolean", blank: false } },
    },
    "DELETE /groups/:id": { query: forGood, answers: { 202: "" } },
    "DELETE /projects/:id": { query: forGood },
    "POST /projects": { body: { container_expiration_policy_attributes: policy } },
    "POST /projects/:id/environments": { body: { slug } },
    "PUT /projects/:id/environments/:environment_id": { body: { slug } },
    "POST /projects/:id/environments/:environment_id/stop": {
      answers: { 200: "Environment", 400: "", 401: "", 404: "" },
    },
    "GET /projects/:id/repository/files/:file_path": { query: { ref: filled } },
    "POST /projects/:id/repository/files/:file_path": { body: commit },
    "PUT /projects/:id/repository/files/:file_path": { body: commit },
    "DELETE /projects/:id/repository/files/:file_path": { query: commit },
    "PATCH /projects/:id/job_token_scope": {
      body: { enabled: { type: "boolean", required: true, blank: false } },
    },
    "POST /projects/:id/repository/branches": { body: { branch: filled, ref: filled } },
    "PUT /projects/:id": {
      body: {
        ci_display_pipeline_variables: boolean,
        container_expiration_policy_attributes: policy,
        protect_merge_request_pipelines: boolean,
      },
    },
  },
  entities: {
    ...people.entities,
    ...mergeRequests.entities,
    // In lists, to who asks for it.
    Commit: { stats: "CommitStats" },
    ...Object.fromEntries(
      ["Project", "ProjectWithAccess"].map((entity) => [
        entity,
        { ci_display_pipeline_variables: "boolean", protect_merge_request_pipelines: "boolean" },
      ]),
    ),
  },
};
