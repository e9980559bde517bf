import type { Values } from "../input.ts";
import type { Store } from "../store.ts";
import { presentUser } from "../people/presentUser.ts";
import { shownCommit } from "./git.ts";
import type { Deployment, Job, Pipeline } from "./model.ts";
import { ciOf, jobsOf, pipelineOf, projectOf } from "./state.ts";

/** A pipeline inside another answer, and in lists. */
export function basicPipeline(store: Store, pipeline: Pipeline): Values {
  const { id, iid, projectId, sha, ref, status, source, createdAt, updatedAt } = pipeline;
  return {
    ...{ id, iid, project_id: projectId, sha, ref, status, source },
    ...{ created_at: createdAt, updated_at: updatedAt },
    web_url: `${webUrl(store, pipeline)}/-/pipelines/${id}`,
  };
}

export function presentPipeline(store: Store, pipeline: Pipeline): Values {
  const { createdAt, startedAt, finishedAt, status } = pipeline;
  const jobs = jobsOf(store, pipeline);
  const covered = jobs.flatMap(({ coverage }) => coverage ?? []);
  return {
    ...basicPipeline(store, pipeline),
    before_sha: pipeline.beforeSha,
    tag: pipeline.tag,
    yaml_errors: pipeline.yamlErrors,
    user: presentUser(store.origin, store.user(pipeline.userId)),
    started_at: startedAt,
    finished_at: finishedAt,
    committed_at: null,
    duration: startedAt && finishedAt ? Math.round(seconds(startedAt, finishedAt)) : null,
    queued_duration: startedAt ? Math.round(seconds(createdAt, startedAt)) : null,
    coverage:
      covered.length === 0
        ? null
        : (covered.reduce((sum, one) => sum + one, 0) / covered.length).toFixed(2),
    detailed_status: detailedStatus(store, pipeline, status),
    name: pipeline.name,
  };
}

export function presentJob(store: Store, job: Job): Values {
  const pipeline = pipelineOf(store, job);
  const { id, status, stage, name, tag, coverage, allowFailure, failureReason } = job;
  const archive = job.artifacts.find(({ type }) => type === "archive");
  const runner = ciOf(store).runners.find((one) => one.id === job.runnerId);
  const folder = store.repository(projectOf(store, job));
  return {
    ...{ id, status, stage, name, ref: job.ref, tag, coverage, allow_failure: allowFailure },
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    erased_at: job.erasedAt,
    duration: job.startedAt ? seconds(job.startedAt, job.finishedAt) : null,
    queued_duration: job.queuedAt ? seconds(job.queuedAt, job.startedAt) : null,
    user: presentUser(store.origin, store.user(job.userId)),
    commit: shownCommit(folder, pipeline.sha, webUrl(store, job)),
    pipeline: basicPipeline(store, pipeline),
    ...(failureReason === null ? {} : { failure_reason: failureReason }),
    web_url: `${webUrl(store, job)}/-/jobs/${id}`,
    project: { ci_job_token_scope_enabled: false },
    ...(archive ? { artifacts_file: { filename: archive.filename, size: archive.size } } : {}),
    artifacts: job.artifacts.map(({ type, size, filename, format }) => ({
      ...{ file_type: type, size, filename, file_format: format },
    })),
    runner: runner
      ? {
          id: runner.id,
          description: runner.description,
          active: !runner.paused,
          paused: runner.paused,
          is_shared: runner.type === "instance_type",
          runner_type: runner.type,
        }
      : null,
    runner_manager: null,
    artifacts_expire_at: archive?.expireAt ?? null,
    archived: false,
    tag_list: job.tags,
  };
}

function seconds(from: string, to: string | null): number {
  return Math.max(0, (to === null ? Date.now() : Date.parse(to)) - Date.parse(from)) / 1000;
}

function webUrl(store: Store, of: { projectId: number }): string {
  return `${store.origin}/${store.fullPath(projectOf(store, of))}`;
}

/** What GitLab's page shows of a status: icon, words, link. */
function detailedStatus(store: Store, pipeline: Pipeline, status: string): Values {
  const isBlocked = status === "manual";
  const warned =
    status === "success" &&
    jobsOf(store, pipeline).some((job) => job.status === "failed" && job.allowFailure);
  const words: Record<string, string> = { success: "passed", manual: "blocked" };
  const text = warned ? "warning" : (words[status] ?? status.replaceAll("_", " "));
  return {
    icon: warned ? "status_warning" : `status_${status}`,
    text: text.charAt(0).toUpperCase() + text.slice(1),
    label: warned
      ? "passed with warnings"
      : isBlocked
        ? "waiting for manual action"
        : (words[status] ?? status.replaceAll("_", " ")),
    group: warned ? "success-with-warnings" : status.replaceAll("_", "-"),
    tooltip: words[status] ?? status,
    has_details: true,
    details_path: `/${store.fullPath(projectOf(store, pipeline))}/-/pipelines/${pipeline.id}`,
    illustration: null,
    favicon: `/assets/ci_favicons/favicon_status_${status}.png`,
  };
}

export function presentDeployment(store: Store, deployment: Deployment): Values {
  const { id, iid, ref, sha, status, createdAt, updatedAt, environmentId } = deployment;
  const environment = projectOf(store, deployment).environments.find(
    (one) => one.id === environmentId,
  );
  const job = ciOf(store).jobs.find((one) => one.id === deployment.jobId);
  return {
    ...{ id, iid, ref, sha, status, created_at: createdAt, updated_at: updatedAt },
    user: presentUser(store.origin, store.user(deployment.userId)),
    environment: environment && {
      id: environment.id,
      name: environment.name,
      slug: environment.slug,
      external_url: environment.external_url,
    },
    deployable: job ? presentJob(store, job) : null,
  };
}
