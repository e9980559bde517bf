import type { Permission } from "../people/permission.ts";
import { roles } from "../people/roles.ts";

const { reporter, developer, maintainer, owner } = roles;

const builds = (role: number): Permission => ({ of: "project", role, feature: "builds" });
/** A job's token reaches these too. */
const environments = (role: number): Permission & { of: "project" } => ({
  of: "project",
  role,
  feature: "environments",
  job: true,
});
const readBuilds: Permission = { of: "project", role: reporter, feature: "builds", open: true };

const readArtifacts: Permission = { ...readBuilds, job: true };
const schedule = "/projects/:id/pipeline_schedules/:pipeline_schedule_id";

/** Who may use the endpoints that are about pipelines; what a ref's protection says comes on top. */
export const ciPermissions: Record<string, Permission> = {
  "GET /projects/:id/pipelines": readBuilds,
  "POST /projects/:id/pipeline": builds(developer),
  "GET /projects/:id/pipelines/latest": readBuilds,
  "GET /projects/:id/pipelines/:pipeline_id": readBuilds,
  "DELETE /projects/:id/pipelines/:pipeline_id": builds(owner),
  "GET /projects/:id/pipelines/:pipeline_id/jobs": readBuilds,
  "GET /projects/:id/pipelines/:pipeline_id/bridges": readBuilds,
  "GET /projects/:id/pipelines/:pipeline_id/variables": builds(developer),
  "POST /projects/:id/pipelines/:pipeline_id/retry": builds(developer),
  "POST /projects/:id/pipelines/:pipeline_id/cancel": builds(developer),

  "GET /projects/:id/merge_requests/:merge_request_iid/pipelines": readBuilds,
  "POST /projects/:id/merge_requests/:merge_request_iid/pipelines": builds(developer),

  // Whoever has no job's token is told that there is no job.
  "GET /job": { of: "user", job: true },
  "GET /projects/:id/jobs": readBuilds,
  "GET /projects/:id/jobs/:job_id": readBuilds,
  "GET /projects/:id/jobs/:job_id/trace": readBuilds,
  "POST /projects/:id/jobs/:job_id/play": builds(developer),
  "POST /projects/:id/jobs/:job_id/retry": builds(developer),
  "POST /projects/:id/jobs/:job_id/cancel": builds(developer),
  "POST /projects/:id/jobs/:job_id/erase": builds(developer),

  "GET /projects/:id/deployments": { ...environments(reporter), open: true },
  "POST /projects/:id/deployments": environments(developer),
  "GET /projects/:id/deployments/:deployment_id": { ...environments(reporter), open: true },
  "PUT /projects/:id/deployments/:deployment_id": environments(developer),
  "DELETE /projects/:id/deployments/:deployment_id": environments(maintainer),

  "GET /projects/:id/resource_groups": builds(developer),
  "GET /projects/:id/resource_groups/:key": builds(developer),
  "PUT /projects/:id/resource_groups/:key": builds(developer),
  "GET /projects/:id/resource_groups/:key/upcoming_jobs": builds(developer),

  "GET /projects/:id/jobs/artifacts/:ref_name/download": readArtifacts,
  "GET /projects/:id/jobs/artifacts/:ref_name/raw/:artifact_path{.+}": readArtifacts,
  "GET /projects/:id/jobs/:job_id/artifacts": readArtifacts,
  "GET /projects/:id/jobs/:job_id/artifacts/:artifact_path{.+}": readArtifacts,
  "POST /projects/:id/jobs/:job_id/artifacts/keep": builds(developer),
  "DELETE /projects/:id/jobs/:job_id/artifacts": builds(maintainer),

  "POST /projects/:id/ci/lint": builds(developer),
  "GET /projects/:id/ci/lint": { of: "project", role: reporter, feature: "repository" },

  "GET /projects/:id/pipeline_schedules": builds(developer),
  "POST /projects/:id/pipeline_schedules": builds(developer),
  [`GET ${schedule}`]: builds(developer),
  [`PUT ${schedule}`]: builds(developer),
  [`DELETE ${schedule}`]: builds(developer),
  [`GET ${schedule}/pipelines`]: builds(developer),
  [`POST ${schedule}/take_ownership`]: builds(maintainer),
  [`POST ${schedule}/play`]: builds(developer),
  [`POST ${schedule}/variables`]: builds(developer),
  [`PUT ${schedule}/variables/:key`]: builds(developer),
  [`DELETE ${schedule}/variables/:key`]: builds(developer),

  // Of one runner, its kind says who may: the endpoints ask.
  "POST /user/runners": { of: "user", scopes: ["create_runner"] },
  "GET /runners/all": { of: "administrator" },
  "GET /projects/:id/runners": builds(maintainer),
  "GET /runners/:id": { of: "user", scopes: ["manage_runner"] },
  "PUT /runners/:id": { of: "user", scopes: ["manage_runner"] },
  "DELETE /runners/:id": { of: "user", scopes: ["manage_runner"] },
};
