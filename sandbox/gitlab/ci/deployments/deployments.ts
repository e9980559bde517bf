import type { Environment, Project } from "../../model.ts";
import type { Store } from "../../store.ts";
import type { Deployment, DeploymentStatus, Job, Status } from "../model.ts";
import { settingsOf } from "../settings.ts";
import { ciOf, deploymentOf, environmentOf, pipelineOf, projectOf } from "../state.ts";
import { complete } from "../status.ts";

/** Whether a job deploys; what only looks at an environment, prepares or stops it, does not. */
export function isDeployment({ options: { environment } }: Job): boolean {
  return environment !== undefined && (environment.action ?? "start") === "start";
}

/** The deployment of a job whose turn has come, made once (`Deployments::CreateForJobService`). */
export function ensureDeployment(store: Store, job: Job): void {
  const environment = environmentOf(store, job);
  if (!isDeployment(job) || !environment || deploymentOf(store, job)) return;
  const { sha } = pipelineOf(store, job);
  const { userId, ref, tag } = job;
  addDeployment(store, projectOf(store, job), environment, {
    ...{ jobId: job.id, userId, ref, tag, sha, status: "created" },
  });
}

export function addDeployment(
  store: Store,
  project: Project,
  environment: Environment,
  facts: Pick<Deployment, "jobId" | "userId" | "ref" | "tag" | "sha" | "status">,
): Deployment {
  const now = new Date().toISOString();
  const deployment: Deployment = {
    id: store.number("deployment"),
    iid: store.number(`deployment of ${project.id}`),
    projectId: project.id,
    environmentId: environment.id,
    ...facts,
    createdAt: now,
    updatedAt: now,
    finishedAt: null,
  };
  ciOf(store).deployments.push(deployment);
  return deployment;
}

/** The last one that succeeded: what serves, as far as GitLab knows. */
export function lastDeployment(store: Store, environment: Environment): Deployment | undefined {
  return ciOf(store)
    .deployments.filter(({ environmentId, status }) => {
      return environmentId === environment.id && status === "success";
    })
    .sort((left, right) => order(left) - order(right) || left.id - right.id)
    .at(-1);
}

function order({ finishedAt, createdAt }: Deployment): number {
  return Date.parse(finishedAt ?? createdAt);
}

/**
 * Whether a newer deployment of another commit has succeeded already (`Deployment#older_than_last_
 * successful_deployment?`). A job that once ran may run again, which makes a new deployment, unless
 * the project says no.
 */
export function isOutdated(store: Store, job: Job): boolean {
  const settings = settingsOf(projectOf(store, job));
  if (!isDeployment(job) || !settings.ci_forward_deployment_enabled) return false;
  const isOver = complete.includes(job.status);
  if (settings.ci_forward_deployment_rollback_allowed && isOver) return false;
  const deployment = deploymentOf(store, job);
  const environment = environmentOf(store, job);
  const last = environment && lastDeployment(store, environment);
  if (!deployment || !last || last === deployment) return false;
  return last.sha !== deployment.sha && deployment.id < last.id;
}

/** A deployment follows its job where it has a word for what the job is. */
export function followJob(store: Store, job: Job, now: string): void {
  const deployment = deploymentOf(store, job);
  const status = words[job.status];
  if (!deployment || !status || deployment.status === status) return;
  setDeploymentStatus(deployment, status, now);
}

const words: Partial<Record<Status, DeploymentStatus>> = {
  created: "created",
  running: "running",
  success: "success",
  failed: "failed",
  canceled: "canceled",
  skipped: "skipped",
};

export function setDeploymentStatus(
  deployment: Deployment,
  status: DeploymentStatus,
  now: string,
): void {
  deployment.status = status;
  deployment.updatedAt = now;
  if (["success", "failed", "canceled"].includes(status)) deployment.finishedAt = now;
}
