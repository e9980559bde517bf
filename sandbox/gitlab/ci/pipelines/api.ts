import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { ApiError, forbidden, notFound } from "../../errors.ts";
import { isGiven } from "../../input.ts";
import { by, filter, type Filters } from "../../lists.ts";
import type { Project } from "../../model.ts";
import { hasBranch, resolve } from "../../repositories.ts";
import type { Store } from "../../store.ts";
import { dropPipelineRef, hasTag } from "../git.ts";
import { removeFiles } from "../files.ts";
import { cancel, moveOn } from "../lifecycle.ts";
import type { GivenVariable, Pipeline } from "../model.ts";
import { mayUpdatePipeline } from "../people.ts";
import { basicPipeline, presentJob, presentPipeline } from "../present.ts";
import { clone, isRetryable, resetSkipped } from "../jobs/retry.ts";
import { ciOf, jobsOf } from "../state.ts";
import { complete } from "../status.ts";
import { createPipeline } from "./create.ts";

/** What a list of pipelines may be asked to hold. */
export const pipelineFilters: Filters<Pipeline> = {
  scope: (pipeline, wanted: string) => scopes[wanted]?.(pipeline) ?? false,
  status: ({ status }, wanted: string) => status === wanted,
  ref: ({ ref }, wanted: string) => ref === wanted,
  sha: ({ sha }, wanted: string) => sha === wanted,
  source: ({ source }, wanted: string) => source === wanted,
  name: ({ name }, wanted: string) => name === wanted,
  yaml_errors: ({ yamlErrors }, wanted: boolean) => (yamlErrors !== null) === wanted,
  updated_before: ({ updatedAt }, wanted: string) => Date.parse(updatedAt) <= Date.parse(wanted),
  updated_after: ({ updatedAt }, wanted: string) => Date.parse(updatedAt) >= Date.parse(wanted),
  created_before: ({ createdAt }, wanted: string) => Date.parse(createdAt) <= Date.parse(wanted),
  created_after: ({ createdAt }, wanted: string) => Date.parse(createdAt) >= Date.parse(wanted),
};

const scopes: Record<string, (pipeline: Pipeline) => boolean> = {
  running: ({ status }) => status === "running",
  pending: ({ status }) => status === "pending",
  finished: ({ status }) => ["success", "failed", "canceled"].includes(status),
  branches: ({ tag }) => !tag,
  tags: ({ tag }) => tag,
};

/** Pipelines: who may read them is the project's; starting and changing them takes a Developer. */
export function pipelines(api: Hono, store: Store): void {
  const base = "/projects/:id/pipelines";

  endpoint(api, `GET ${base}`, (call) => {
    const { order_by: order = "id", sort = "desc" } = call.asked;
    const orders = {
      id: by(({ id }: Pipeline) => id),
      status: by(({ status }: Pipeline) => status),
      ref: by(({ ref }: Pipeline) => ref),
      updated_at: by(({ updatedAt }: Pipeline) => updatedAt),
      user_id: by(({ userId }: Pipeline) => userId),
    };
    const found = filter(
      own(find(call)),
      { ...pipelineFilters, username: byUser },
      {
        ...{ ...call.asked, order_by: order, sort },
      },
      orders,
    );
    return call.page(found.map((pipeline) => basicPipeline(store, pipeline)));
  });

  endpoint(api, "POST /projects/:id/pipeline", (call) => {
    const project = find(call);
    const { ref, variables } = call.asked as {
      ref: string | null;
      variables?: GivenVariable[] | null;
    };
    const place = refOf(project, ref ?? "");
    if (!place) throw new ApiError(400, { message: { base: ["Reference not found"] } });
    const outcome = createPipeline(store, {
      ...{ project, user: call.actor.user, ...place, source: "api" },
      variables: (variables ?? []).map(({ key, value, variable_type: type }) => ({
        ...{ key, value, variable_type: type ?? "env_var" },
      })),
    });
    store.save();
    if ("refused" in outcome) throw new ApiError(400, { message: { base: [outcome.refused] } });
    if (outcome.pipeline.yamlErrors !== null) {
      throw new ApiError(400, { message: { base: outcome.pipeline.yamlErrors.split("\n") } });
    }
    return call.answer(presentPipeline(store, outcome.pipeline));
  });

  endpoint(api, `GET ${base}/latest`, (call) => {
    const project = find(call);
    const ref = (call.asked["ref"] ?? project.defaultBranch) as string;
    const tip = resolve(store.repository(project), ref);
    const found = own(project)
      .filter((pipeline) => pipeline.ref === ref && pipeline.sha === tip)
      .at(-1);
    if (!found) throw forbidden();
    return call.answer(presentPipeline(store, found));
  });

  endpoint(api, `GET ${base}/:pipeline_id`, (call) =>
    call.answer(presentPipeline(store, one(call))),
  );

  endpoint(api, `GET ${base}/:pipeline_id/jobs`, (call) => {
    const { include_retried: retried } = call.asked;
    const wanted = (call.asked["scope"] ?? []) as string[];
    const found = jobsOf(store, one(call), retried === true)
      .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
      .sort((left, right) => right.id - left.id);
    return call.page(found.map((job) => presentJob(store, job)));
  });

  // Jobs that trigger a pipeline: the configuration's reader takes none.
  endpoint(api, `GET ${base}/:pipeline_id/bridges`, (call) => {
    one(call);
    return call.page([]);
  });

  endpoint(api, `GET ${base}/:pipeline_id/variables`, (call) =>
    call.page(
      one(call).variables.map(({ raw, ...variable }) => ({ ...variable, raw: raw === true })),
    ),
  );

  endpoint(api, `POST ${base}/:pipeline_id/retry`, (call) => {
    const pipeline = changeable(call);
    const { id: userId } = call.actor.user;
    for (const job of jobsOf(store, pipeline)) {
      const hasFailed = job.status === "failed" || job.status === "canceled";
      if (!hasFailed || !isRetryable(job)) continue;
      const copy = clone(store, job, userId);
      copy.enqueueImmediately = false;
      resetSkipped(store, copy, userId);
    }
    moveOn(store, pipeline);
    store.save();
    return call.answer(presentPipeline(store, pipeline));
  });

  endpoint(api, `POST ${base}/:pipeline_id/cancel`, (call) => {
    const pipeline = changeable(call);
    for (const job of jobsOf(store, pipeline)) {
      if (!complete.includes(job.status) && job.status !== "manual") cancel(store, job);
    }
    moveOn(store, pipeline);
    store.save();
    return call.answer(presentPipeline(store, pipeline));
  });

  endpoint(api, `DELETE ${base}/:pipeline_id`, (call) => {
    const pipeline = one(call);
    deletePipeline(store, find(call), pipeline);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));
  const own = (project: Project) =>
    ciOf(store).pipelines.filter(({ projectId }) => projectId === project.id);
  const byUser = ({ userId }: Pipeline, wanted: string) => store.user(userId).username === wanted;

  function one(call: Call): Pipeline {
    const id = call.asked["pipeline_id"];
    const found = own(find(call)).find((pipeline) => pipeline.id === id);
    if (!found) throw notFound();
    return found;
  }

  /** One that whoever asks may retry and cancel: as its jobs. */
  function changeable(call: Call): Pipeline {
    const pipeline = one(call);
    if (!mayUpdatePipeline(store, call.actor.user, find(call), pipeline)) throw forbidden();
    return pipeline;
  }

  function refOf(project: Project, ref: string) {
    const folder = store.repository(project);
    const name = ref.replace(/^refs\/(heads|tags)\//, "");
    const isBranch = hasBranch(folder, name);
    if (!isBranch && !hasTag(folder, name)) return undefined;
    const sha = resolve(folder, isBranch ? `refs/heads/${name}` : `refs/tags/${name}`);
    return isGiven(sha) ? { ref: name, tag: !isBranch, sha } : undefined;
  }
}

/** Takes a pipeline away with its jobs and what they left; its deployments stay without a job. */
function deletePipeline(store: Store, project: Project, pipeline: Pipeline): void {
  const ci = ciOf(store);
  const jobs = jobsOf(store, pipeline, true);
  for (const job of jobs) removeFiles(store, job);
  dropPipelineRef(store.repository(project), pipeline);
  const ids = new Set(jobs.map(({ id }) => id));
  ci.jobs = ci.jobs.filter(({ id }) => !ids.has(id));
  ci.pipelines = ci.pipelines.filter((other) => other !== pipeline);
  for (const group of ci.resourceGroups) if (ids.has(group.jobId ?? 0)) group.jobId = null;
  for (const one of ci.deployments) if (ids.has(one.jobId ?? 0)) one.jobId = null;
}
