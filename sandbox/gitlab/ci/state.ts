import type { Environment, Project } from "../model.ts";
import type { Store } from "../store.ts";
import type { Ci, Deployment, Job, Pipeline, ResourceGroup } from "./model.ts";

/** The part of the data that is about pipelines. */
export function ciOf(store: Store): Ci {
  return store.data.ci;
}

export function projectOf(store: Store, { projectId }: { projectId: number }): Project {
  return store.project(String(projectId));
}

export function pipelineOf(store: Store, job: Job): Pipeline {
  const found = ciOf(store).pipelines.find(({ id }) => id === job.pipelineId);
  if (!found) throw new Error(`Job ${job.id} has no pipeline.`);
  return found;
}

/** A pipeline's jobs in the order of their stages; those that another one came after only if asked. */
export function jobsOf(store: Store, pipeline: Pipeline, retried = false): Job[] {
  return ciOf(store)
    .jobs.filter((job) => job.pipelineId === pipeline.id && (retried || !job.retried))
    .sort((left, right) => left.stageIndex - right.stageIndex || left.id - right.id);
}

export function deploymentOf(store: Store, job: Job): Deployment | undefined {
  return ciOf(store).deployments.find(({ jobId }) => jobId === job.id);
}

export function environmentOf(store: Store, job: Job): Environment | undefined {
  return projectOf(store, job).environments.find(({ name }) => name === job.environment);
}

export function resourceGroupOf(store: Store, job: Job): ResourceGroup | undefined {
  return ciOf(store).resourceGroups.find(
    ({ projectId, key }) => projectId === job.projectId && key === job.resourceGroup,
  );
}
