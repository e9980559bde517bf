import { unzipSync } from "fflate";
import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { notFound } from "../../errors.ts";
import type { Project } from "../../model.ts";
import type { Store } from "../../store.ts";
import { readArtifact, removeArtifacts } from "../files.ts";
import type { Job } from "../model.ts";
import { presentJob } from "../present.ts";
import { ciOf } from "../state.ts";

/** What jobs left behind: the whole archive, or one file of it. */
export function artifacts(api: Hono, store: Store): void {
  const base = "/projects/:id/jobs";

  endpoint(api, `GET ${base}/artifacts/:ref_name/download`, (call) => archive(call, latest(call)));

  endpoint(api, `GET ${base}/artifacts/:ref_name/raw/:artifact_path{.+}`, (call) =>
    file(call, latest(call)),
  );

  endpoint(api, `GET ${base}/:job_id/artifacts`, (call) => archive(call, one(call)));

  endpoint(api, `GET ${base}/:job_id/artifacts/:artifact_path{.+}`, (call) =>
    file(call, one(call)),
  );

  endpoint(api, `POST ${base}/:job_id/artifacts/keep`, (call) => {
    const job = one(call);
    if (job.artifacts.length === 0) throw notFound();
    for (const artifact of job.artifacts) artifact.expireAt = null;
    store.save();
    return call.answer(presentJob(store, job));
  });

  endpoint(api, `DELETE ${base}/:job_id/artifacts`, (call) => {
    const job = one(call);
    removeArtifacts(store, job);
    job.artifacts = [];
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));
  const own = (project: Project) =>
    ciOf(store).jobs.filter(({ projectId }) => projectId === project.id);

  function one(call: Call): Job {
    const id = call.asked["job_id"];
    const found = own(find(call)).find((job) => job.id === id);
    if (!found) throw notFound();
    return found;
  }

  /** The job of a name in the newest pipeline of a ref that succeeded. */
  function latest(call: Call): Job {
    const project = find(call);
    const { ref_name: ref, job: name } = call.asked;
    const pipelines = ciOf(store)
      .pipelines.filter(
        (pipeline) =>
          pipeline.projectId === project.id &&
          pipeline.ref === ref &&
          pipeline.status === "success",
      )
      .map(({ id }) => id);
    const found = own(project)
      .filter((job) => job.name === name && job.status === "success" && !job.retried)
      .filter((job) => pipelines.includes(job.pipelineId) && archiveOf(job))
      .sort((left, right) => right.pipelineId - left.pipelineId)[0];
    if (!found) throw notFound();
    return found;
  }

  function archive(call: Call, job: Job): Response {
    const found = archiveOf(job);
    if (!found) throw notFound();
    call.context.header("Content-Type", "application/zip");
    call.context.header("Content-Disposition", `attachment; filename="${found.filename}"`);
    return call.context.body(new Uint8Array(readArtifact(store, job, found)));
  }

  function file(call: Call, job: Job): Response {
    const found = archiveOf(job);
    const path = call.named("artifact_path");
    const files = found
      ? unzipSync(readArtifact(store, job, found), { filter: ({ name }) => name === path })
      : {};
    const bytes = files[path];
    if (!bytes) throw notFound();
    call.context.header("Content-Type", "application/octet-stream");
    return call.context.body(new Uint8Array(bytes));
  }
}

/** A job's archive, unless its time is over. */
function archiveOf(job: Job) {
  const found = job.artifacts.find(({ type }) => type === "archive");
  const isOver = found?.expireAt && Date.parse(found.expireAt) <= Date.now();
  return isOver ? undefined : found;
}
