import { ciPermissions } from "./ci/permissions.ts";
import type { Permission } from "./people/permission.ts";
import { roles } from "./people/roles.ts";

const { guest, reporter, developer, maintainer, owner } = roles;

const anyone: Permission = { of: "anyone" };
const user: Permission = { of: "user" };
const self: Permission = { of: "user", scopes: ["read_user"] };
const administrator: Permission = { of: "administrator" };
/** As any token is to see and revoke itself, every scope is enough. */
const ownToken: Permission = {
  of: "user",
  scopes: ["read_user", "self_rotate", "read_repository", "write_repository"].concat(
    ["read_registry", "write_registry", "create_runner", "manage_runner", "k8s_proxy"],
    ["ai_features", "read_service_ping"],
  ),
};

const seeGroup: Permission = { of: "group", role: guest, open: true };
const group = (role: number): Permission => ({ of: "group", role });

const seeProject: Permission = { of: "project", role: guest, open: true };
const project = (role: number): Permission => ({ of: "project", role });
const reading = (feature: string, role: number, job?: true): Permission => ({
  ...working(feature, role, job),
  open: true,
});
const working = (feature: string, role: number, job?: true): Permission & { of: "project" } => ({
  of: "project",
  role,
  feature,
  ...(job ? { job } : {}),
});

const file: Permission = { ...reading("repository", reporter), scopes: ["read_repository"] };

/** What of a merge request everybody does who sees it; its own rules come on top. */
const review = reading("merge_requests", reporter);
const reviewByJob = reading("merge_requests", reporter, true);

/**
 * Who may use each endpoint: the role that GitLab's page "Permissions and roles" asks for, and its
 * page "CI/CD job token" on what a job's token reaches. What depends on more than that (whose note it
 * is, a branch's protection) is the endpoint's own to check. An endpoint that is missing here can't be
 * served.
 */
export const permissions: Record<string, Permission> = {
  "GET /metadata": self,
  "GET /version": self,
  "GET /user": self,
  "GET /users": self,
  "POST /users": administrator,
  "GET /users/:id": self,
  "POST /users/:user_id/personal_access_tokens": administrator,
  "GET /personal_access_tokens": user,
  "GET /personal_access_tokens/self": ownToken,
  "DELETE /personal_access_tokens/self": ownToken,
  "GET /personal_access_tokens/:id": user,
  "DELETE /personal_access_tokens/:id": user,
  "GET /service_accounts": administrator,
  "POST /service_accounts": administrator,

  "GET /admin/ci/variables": administrator,
  "POST /admin/ci/variables": administrator,

  "GET /groups": anyone,
  "POST /groups": user,
  "GET /groups/:id": seeGroup,
  "PUT /groups/:id": group(owner),
  "DELETE /groups/:id": group(owner),
  "GET /groups/:id/projects": seeGroup,
  "GET /groups/:id/subgroups": seeGroup,
  "GET /groups/:id/variables": group(owner),
  "POST /groups/:id/variables": group(owner),
  "GET /groups/:id/members": seeGroup,
  "POST /groups/:id/members": group(owner),
  "GET /groups/:id/members/all": seeGroup,
  "GET /groups/:id/members/all/:user_id": seeGroup,
  "GET /groups/:id/members/:user_id": seeGroup,
  "PUT /groups/:id/members/:user_id": group(owner),
  "DELETE /groups/:id/members/:user_id": seeGroup,
  "GET /groups/:id/service_accounts": group(owner),
  "POST /groups/:id/service_accounts": group(owner),
  "DELETE /groups/:id/service_accounts/:user_id": group(owner),
  "GET /groups/:id/service_accounts/:user_id/personal_access_tokens": group(owner),
  "POST /groups/:id/service_accounts/:user_id/personal_access_tokens": group(owner),
  "DELETE /groups/:id/service_accounts/:user_id/personal_access_tokens/:token_id": group(owner),
  "GET /namespaces/:id": user,

  "GET /projects": anyone,
  "POST /projects": user,
  "GET /projects/:id": seeProject,
  "PUT /projects/:id": project(maintainer),
  "DELETE /projects/:id": project(owner),
  "POST /projects/:id/restore": project(owner),
  "POST /projects/:id/archive": project(owner),
  "POST /projects/:id/unarchive": project(owner),
  "PUT /projects/:id/transfer": project(owner),
  "GET /projects/:id/members": seeProject,
  "POST /projects/:id/members": project(maintainer),
  "GET /projects/:id/members/all": seeProject,
  "GET /projects/:id/members/all/:user_id": seeProject,
  "GET /projects/:id/members/:user_id": seeProject,
  "PUT /projects/:id/members/:user_id": project(maintainer),
  "DELETE /projects/:id/members/:user_id": seeProject,
  "POST /projects/:id/share": project(maintainer),
  "DELETE /projects/:id/share/:group_id": project(maintainer),
  "GET /projects/:id/access_tokens": project(maintainer),
  "POST /projects/:id/access_tokens": project(maintainer),
  "GET /projects/:id/access_tokens/:token_id": project(maintainer),
  "DELETE /projects/:id/access_tokens/:token_id": project(maintainer),
  "GET /projects/:id/deploy_tokens": project(maintainer),
  "POST /projects/:id/deploy_tokens": project(maintainer),
  "GET /projects/:id/deploy_tokens/:token_id": project(maintainer),
  "DELETE /projects/:id/deploy_tokens/:token_id": project(maintainer),
  "GET /projects/:id/hooks": project(maintainer),
  "POST /projects/:id/hooks": project(maintainer),
  "GET /projects/:id/hooks/:hook_id": project(maintainer),
  "PUT /projects/:id/hooks/:hook_id": project(maintainer),
  "DELETE /projects/:id/hooks/:hook_id": project(maintainer),
  "GET /projects/:id/job_token_scope": project(maintainer),
  "PATCH /projects/:id/job_token_scope": project(maintainer),
  "GET /projects/:id/job_token_scope/allowlist": project(maintainer),
  "POST /projects/:id/job_token_scope/allowlist": project(maintainer),
  "DELETE /projects/:id/job_token_scope/allowlist/:target_project_id": project(maintainer),
  "GET /projects/:id/job_token_scope/groups_allowlist": project(maintainer),
  "POST /projects/:id/job_token_scope/groups_allowlist": project(maintainer),
  "DELETE /projects/:id/job_token_scope/groups_allowlist/:target_group_id": project(maintainer),
  "GET /projects/:id/registry/protection/repository/rules": project(maintainer),
  "POST /projects/:id/registry/protection/repository/rules": project(maintainer),
  "PATCH /projects/:id/registry/protection/repository/rules/:protection_rule_id":
    project(maintainer),
  "DELETE /projects/:id/registry/protection/repository/rules/:protection_rule_id":
    project(maintainer),

  "GET /projects/:id/repository/branches": reading("repository", reporter, true),
  "POST /projects/:id/repository/branches": working("repository", developer),
  "GET /projects/:id/repository/branches/:branch": reading("repository", reporter),
  "DELETE /projects/:id/repository/branches/:branch": working("repository", developer),
  "GET /projects/:id/repository/files/:file_path": file,
  "POST /projects/:id/repository/files/:file_path": working("repository", developer),
  "PUT /projects/:id/repository/files/:file_path": working("repository", developer),
  "DELETE /projects/:id/repository/files/:file_path": working("repository", developer),
  "GET /projects/:id/repository/files/:file_path/raw": { ...file, job: true },
  "GET /projects/:id/repository/tree": reading("repository", reporter),
  "GET /projects/:id/repository/compare": reading("repository", reporter),
  "GET /projects/:id/repository/commits": reading("repository", reporter),
  "POST /projects/:id/repository/commits": working("repository", developer),
  "GET /projects/:id/repository/commits/:sha": reading("repository", reporter, true),
  "GET /projects/:id/repository/commits/:sha/diff": reading("repository", reporter),
  "GET /projects/:id/repository/commits/:sha/merge_requests": reading("repository", reporter, true),
  "POST /projects/:id/repository/commits/:sha/revert": working("repository", developer),
  "POST /projects/:id/repository/commits/:sha/cherry_pick": working("repository", developer),
  "GET /projects/:id/repository/tags": reading("repository", reporter, true),
  "POST /projects/:id/repository/tags": working("repository", developer),
  "GET /projects/:id/repository/tags/:tag_name": reading("repository", reporter),
  "DELETE /projects/:id/repository/tags/:tag_name": working("repository", developer),
  "GET /projects/:id/protected_branches": project(maintainer),
  "POST /projects/:id/protected_branches": project(maintainer),
  "GET /projects/:id/protected_branches/:name": project(maintainer),
  "PATCH /projects/:id/protected_branches/:name": project(maintainer),
  "DELETE /projects/:id/protected_branches/:name": project(maintainer),

  "GET /merge_requests": user,
  "GET /projects/:id/merge_requests": reviewByJob,
  "POST /projects/:id/merge_requests": working("merge_requests", developer),
  "GET /projects/:id/merge_requests/:merge_request_iid": reviewByJob,
  "PUT /projects/:id/merge_requests/:merge_request_iid": review,
  "DELETE /projects/:id/merge_requests/:merge_request_iid": project(owner),
  "PUT /projects/:id/merge_requests/:merge_request_iid/merge": review,
  "PUT /projects/:id/merge_requests/:merge_request_iid/rebase": review,
  "POST /projects/:id/merge_requests/:merge_request_iid/cancel_merge_when_pipeline_succeeds":
    review,
  "GET /projects/:id/merge_requests/:merge_request_iid/commits": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/changes": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/diffs": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/versions": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/versions/:version_id": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/notes": reviewByJob,
  "POST /projects/:id/merge_requests/:merge_request_iid/notes": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/notes/:note_id": reviewByJob,
  "PUT /projects/:id/merge_requests/:merge_request_iid/notes/:note_id": review,
  "DELETE /projects/:id/merge_requests/:merge_request_iid/notes/:note_id": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/discussions": review,
  "POST /projects/:id/merge_requests/:merge_request_iid/discussions": review,
  "GET /projects/:id/merge_requests/:merge_request_iid/discussions/:discussion_id": review,
  "PUT /projects/:id/merge_requests/:merge_request_iid/discussions/:discussion_id": review,
  "POST /projects/:id/merge_requests/:merge_request_iid/discussions/:discussion_id/notes": review,

  "GET /projects/:id/variables": working("builds", maintainer),
  "POST /projects/:id/variables": working("builds", maintainer),
  "GET /projects/:id/variables/:key": working("builds", maintainer),
  "PUT /projects/:id/variables/:key": working("builds", maintainer),
  "DELETE /projects/:id/variables/:key": working("builds", maintainer),
  "GET /projects/:id/environments": reading("environments", reporter, true),
  "POST /projects/:id/environments": working("environments", developer, true),
  "GET /projects/:id/environments/:environment_id": reading("environments", reporter, true),
  "PUT /projects/:id/environments/:environment_id": working("environments", developer, true),
  "POST /projects/:id/environments/:environment_id/stop": working("environments", developer, true),
  "DELETE /projects/:id/environments/:environment_id": working("environments", developer, true),

  ...ciPermissions,
};
