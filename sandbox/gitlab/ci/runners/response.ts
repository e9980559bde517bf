import type { Values } from "../../input.ts";
import type { Store } from "../../store.ts";
import type { CacheConfiguration, ImageConfiguration } from "../configuration/types.ts";
import { keepForPipeline } from "../git.ts";
import { dependenciesOf } from "../jobs/dependencies.ts";
import type { Job, Pipeline, Runner } from "../model.ts";
import { accessLevel, roles } from "../../people/roles.ts";
import { settingsOf } from "../settings.ts";
import { pipelineOf, projectOf } from "../state.ts";
import type { JobVariable } from "../variables/collection.ts";
import { runnerVariables } from "../variables/job.ts";
import { artifactsFor } from "./artifacts.ts";
import { failureReasons } from "./failureReasons.ts";

/** A job as a runner gets it (`API::Entities::Ci::JobRequest::Response`). */
export function response(store: Store, job: Job, runner: Runner, token: string): Values {
  const project = projectOf(store, job);
  const pipeline = pipelineOf(store, job);
  const settings = settingsOf(project);
  const { options, timeout } = job;
  const path = store.fullPath(project);
  const repository = `${store.origin}/${path}.git`.replace("://", `://gitlab-ci-token:${token}@`);
  const variables = runnerVariables(store, job, runner, token, repository);
  const registry = variables.find(({ key }) => key === "CI_REGISTRY")?.value;
  const namespace = store.namespaceOf(project);
  return {
    id: job.id,
    token,
    allow_git_fetch: settings.build_git_strategy === "fetch",
    job_info: {
      id: job.id,
      name: job.name,
      stage: job.stage,
      project_id: project.id,
      project_name: project.name,
      project_full_path: path,
      namespace_id: namespace.id,
      root_namespace_id: namespace.id,
      user_id: job.userId,
      time_in_queue_seconds: seconds(job.queuedAt, job.startedAt),
    },
    git_info: gitInfo(store, job, pipeline, repository, depth(variables, settings)),
    runner_info: { timeout, runner_session_url: null },
    variables,
    steps: [
      step("script", [...(options.before_script ?? []), ...options.script], timeout, "on_success"),
      ...(options.after_script
        ? [step("after_script", options.after_script, timeout, "always")]
        : []),
    ],
    image: options.image ? image(options.image) : { name: "" },
    services: options.services.map(service),
    artifacts: artifactsFor(options.artifacts),
    cache: options.cache.map((cache) => cacheFor(store, job, cache)),
    credentials: [
      { type: "registry", url: registry, username: "gitlab-ci-token", password: token },
    ],
    dependencies: dependenciesOf(store, job).flatMap((other) => dependency(other, token)),
    features: { trace_sections: true, failure_reasons: failureReasons },
  };
}

function gitInfo(
  store: Store,
  job: Job,
  pipeline: Pipeline,
  repository: string,
  depth: number,
): Values {
  const kept = keepForPipeline(store.repository(projectOf(store, job)), pipeline);
  const branch = "+refs/heads/*:refs/remotes/origin/*";
  const tag = "+refs/tags/*:refs/tags/*";
  const own = job.tag ? tag : branch;
  const isMergeRequest = pipeline.mergeRequestIid !== null;
  const shallow = isMergeRequest ? [] : [own.replaceAll("*", () => job.ref)];
  return {
    repo_url: repository,
    ref: job.ref,
    sha: pipeline.sha,
    before_sha: pipeline.beforeSha,
    ref_type: job.tag ? "tag" : "branch",
    refspecs: [`+${kept}:${kept}`, ...(depth > 0 ? shallow : [branch, tag])],
    depth,
    repo_object_format: "sha1",
    protected: job.protected,
  };
}

function depth(
  variables: readonly JobVariable[],
  { ci_default_git_depth }: { ci_default_git_depth: number | null },
): number {
  const said = variables.find(({ key }) => key === "GIT_DEPTH")?.value;
  return said === undefined ? (ci_default_git_depth ?? 0) : Number.parseInt(said, 10) || 0;
}

function step(name: string, script: string[], timeout: number | null, when: string): Values {
  return { name, script, timeout, when, allow_failure: name === "after_script" };
}

/** Its variables are a list, as the job's own (`API::Entities::Ci::JobRequest::Service`). */
function service({ variables = {}, ...others }: ImageConfiguration): Values {
  const list = Object.entries(variables).map(([key, value]) => ({ key, value: String(value) }));
  return { ...image(others), variables: list };
}

function image({ name, ...others }: ImageConfiguration): Values {
  return { name, ...others };
}

/**
 * A cache, whose key says whether a protected ref wrote it, where the project separates the two.
 * GitLab counts what a Maintainer started as protected too (gitlab#585606).
 */
function cacheFor(store: Store, job: Job, cache: CacheConfiguration): Values {
  const { unprotect, key = "default", fallback_keys: fallback, ...others } = cache;
  const project = projectOf(store, job);
  const isSeparate = settingsOf(project).ci_separated_caches && unprotect !== true;
  const isTrusted =
    job.protected || accessLevel(store, store.user(job.userId), project) >= roles.maintainer;
  const suffix = isSeparate ? (isTrusted ? "-protected" : "-non_protected") : "";
  return {
    untracked: false,
    policy: "pull-push",
    when: "on_success",
    paths: [],
    ...others,
    key: `${key as string}${suffix}`,
    fallback_keys: (fallback ?? []).map((one) => `${one}${suffix}`),
  };
}

function dependency({ id, name, artifacts }: Job, token: string): Values[] {
  const archive = artifacts.find(({ type }) => type === "archive");
  if (!archive) return [];
  const { filename, size } = archive;
  return [{ id, name, token, artifacts_file: { filename, size } }];
}

function seconds(from: string | null, to: string | null): number {
  return from && to ? Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000) : 0;
}
