import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { format, resolveConfig } from "prettier";
import { deploymentFilters } from "../../../sandbox/gitlab/ci/deployments/api.ts";
import { pipelineFilters } from "../../../sandbox/gitlab/ci/pipelines/api.ts";
import { environmentFilters } from "../../../sandbox/gitlab/environments.ts";
import { groupFilters } from "../../../sandbox/gitlab/groupList.ts";
import { indifferent } from "../../../sandbox/gitlab/lists.ts";
import { entities, operations, slicePath } from "../../../sandbox/gitlab/openapi.ts";
import { mergeRequestFilters } from "../../../sandbox/gitlab/mergeRequests/list.ts";
import { tokenFilters } from "../../../sandbox/gitlab/people/personalAccessTokens.ts";
import { userFilters } from "../../../sandbox/gitlab/people/users.ts";
import { projectFilters } from "../../../sandbox/gitlab/projectList.ts";
import { endpoints } from "../../../sandbox/gitlab/slice.ts";
import type { Project } from "../../../sandbox/gitlab/model.ts";
import type { Store } from "../../../sandbox/gitlab/store.ts";

describe("The slice of GitLab's OpenAPI file", () => {
  it("has every endpoint that is served, and no other", () => {
    expect(Object.keys(operations).sort()).toEqual(endpoints().sort());
  });

  it("is laid out as slice.ts writes it, without prose", async () => {
    const text = readFileSync(slicePath, "utf8");
    const options = { ...(await resolveConfig(slicePath)), filepath: slicePath };
    const facts = JSON.stringify({ operations, entities });
    expect(await format(facts, options)).toBe(text);
    // The one sentence is what GitLab answers to a slug.
    const texts = [...new Set(facts.match(/"[^"]* [^"]*"/g))];
    expect(texts.filter((text) => !/^"[A-Z]+ \//.test(text))).toEqual([
      '"is automatically generated and cannot be changed"',
    ]);
  });
});

/** A label has no details here, and what can be merged is looked up each time; `view` is about showing. */
const mergeRequestOptions = [
  ...Object.keys(mergeRequestFilters({} as Store)),
  ...["with_labels_details", "with_merge_status_recheck", "view"],
];
const commitOptions = [
  ...["ref_name", "since", "until", "path", "author", "all", "with_stats", "first_parent", "order"],
  // No commit has a trailer that is shown.
  "trailers",
];

describe("An option of a list", () => {
  it.each([
    ["GET /projects", Object.keys(projectFilters({} as Store))],
    ["GET /groups", Object.keys(groupFilters({} as Store))],
    [
      "GET /groups/:id/projects",
      [...Object.keys(projectFilters({} as Store)), "include_subgroups"],
    ],
    ["GET /groups/:id/subgroups", Object.keys(groupFilters({} as Store))],
    ["GET /projects/:id/environments", Object.keys(environmentFilters)],
    ["GET /projects/:id/deployments", Object.keys(deploymentFilters({} as Project))],
    ["GET /projects/:id/jobs", ["scope"]],
    ["GET /projects/:id/pipeline_schedules", ["scope"]],
    ["GET /projects/:id/pipelines", [...Object.keys(pipelineFilters), "username"]],
    ["GET /projects/:id/pipelines/:pipeline_id/jobs", ["include_retried", "scope"]],
    ["GET /projects/:id/repository/branches", ["search", "regex", "sort", "page_token"]],
    ["GET /projects/:id/protected_branches", ["search"]],
    ["GET /projects/:id/variables", []],
    ["GET /groups/:id/variables", []],
    ["GET /admin/ci/variables", []],
    ["GET /projects/:id/hooks", []],
    ["GET /merge_requests", mergeRequestOptions],
    ["GET /projects/:id/merge_requests", mergeRequestOptions],
    ["GET /projects/:id/merge_requests/:merge_request_iid/diffs", ["unidiff"]],
    ["GET /projects/:id/repository/commits", commitOptions],
    ["GET /projects/:id/repository/tags", ["search", "page_token"]],
    ["GET /projects/:id/repository/tree", ["ref", "path", "recursive", "pagination", "page_token"]],
    ["GET /users", Object.keys(userFilters)],
    ["GET /personal_access_tokens", Object.keys(tokenFilters)],
    ["GET /service_accounts", []],
    ["GET /groups/:id/service_accounts", []],
    ["GET /groups/:id/members", ["query", "user_ids", "skip_users"]],
    // Every member is active.
    ["GET /projects/:id/members/all", ["query", "user_ids", "state"]],
    ["GET /projects/:id/deploy_tokens", ["active"]],
    ["GET /projects/:id/access_tokens", ["state"]],
  ])("of %s is obeyed", (name, obeyed) => {
    const options = Object.keys(operations[name]?.query ?? {});
    expect(options.filter((option) => ![...obeyed, ...indifferent].includes(option))).toEqual([]);
  });
});
