import type { Context, Hono } from "hono";
import { ApiError } from "../../errors.ts";
import type { Call } from "../../endpoint.ts";
import type { Store } from "../../store.ts";
import { duration } from "../duration.ts";
import { readArtifact, readTrace, writeArtifact } from "../files.ts";
import { dependenciesOf } from "../jobs/dependencies.ts";
import { become, drop, moveOn } from "../lifecycle.ts";
import type { Artifact, Job } from "../model.ts";
import { pipelineOf } from "../state.ts";
import { sweep } from "../sweep.ts";
import { jobOf, runnerOf, runningJobOf } from "./authentication.ts";
import { rawEndpoint, runnerEndpoint } from "./endpoint.ts";
import { failureReasons } from "./failureReasons.ts";
import { handOut, type RunnerInfo } from "./request.ts";
import { response } from "./response.ts";
import { append, coverageIn, verify } from "./trace.ts";

/** Seconds between two updates of a trace that GitLab asks for while nobody watches. */
const updateInterval = "3";

/** The part of the Runner API that is about jobs: asking for one, telling of it, handing over files. */
export function runnerJobs(api: Hono, store: Store): void {
  runnerEndpoint(api, "POST /jobs/request", (call) => {
    const asked = call.asked as { token: string; info?: RunnerInfo };
    const runner = runnerOf(store, asked.token);
    runner.contactedAt = new Date().toISOString();
    const swept = sweep(store);
    const { given, changed } = handOut(store, runner, asked.info ?? {});
    // Runners ask several times a second, mostly for nothing.
    if (swept || changed) store.save();
    call.context.header("X-GitLab-Last-Update", String(Date.now()));
    if (!given) return call.nothing();
    return call.context.json(response(store, given.job, runner, given.token), 201);
  });

  rawEndpoint(api, "PATCH /jobs/:id/trace", async (context) => {
    const job = jobOf(store, context, undefined);
    const range = context.req.header("content-range");
    if (range === undefined) {
      throw new ApiError(400, { error: "400 Missing header Content-Range" });
    }
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    const { fits, length } = append(store, job, range, bytes);
    context.header("Range", `0-${length}`);
    if (!fits) throw new ApiError(416, { error: "416 Range Not Satisfiable" });
    job.updatedAt = new Date().toISOString();
    context.header("Job-Status", job.status);
    context.header("X-GitLab-Trace-Update-Interval", updateInterval);
    return context.body(null, 202);
  });

  runnerEndpoint(api, "PUT /jobs/:id", (call) => {
    const job = jobOf(store, call.context, call.asked["token"]);
    return finish(call, job);
  });

  rawEndpoint(api, "POST /jobs/:id/artifacts/authorize", (context) => {
    jobOf(store, context, context.req.query("token"));
    return context.json({ TempPath: "" }, 200);
  });

  rawEndpoint(api, "POST /jobs/:id/artifacts", (context) => receive(context));

  rawEndpoint(api, "GET /jobs/:id/artifacts", (context) => {
    const asking = runningJobOf(store, context, context.req.query("token"));
    const id = Number(context.req.param("id"));
    const owner = [asking, ...dependenciesOf(store, asking)].find((job) => job.id === id);
    const archive = owner?.artifacts.find(({ type }) => type === "archive");
    if (!owner || !archive) throw new ApiError(404, { message: "404 Not found" });
    context.header("Content-Type", "application/octet-stream");
    return context.body(new Uint8Array(readArtifact(store, owner, archive)));
  });

  /** What a runner says of a job's end is taken when the trace is whole. */
  function finish(call: Call, job: Job): Response {
    const { state, failure_reason, exit_code, output } = call.asked as {
      state?: string;
      failure_reason?: string;
      exit_code?: number;
      output?: { checksum?: string; bytesize?: number };
    };
    if (state === "running") {
      job.updatedAt = new Date().toISOString();
      return status(call.context, 200);
    }
    if (state !== "success" && state !== "failed") return status(call.context, 400);
    const trace = verify(store, job, output ?? {});
    if (trace === "incomplete") {
      call.context.header("X-GitLab-Trace-Update-Interval", "1");
      return status(call.context, 202);
    }
    if (trace === "wrong") return status(call.context, 412);
    job.coverage = coverageIn(readTrace(store, job).toString("utf8"), job.options.coverage);
    if (job.status === "canceling") become(store, job, "canceled");
    else if (state === "success") become(store, job, "success");
    else drop(store, job, known(failure_reason), exit_code ?? null);
    moveOn(store, pipelineOf(store, job));
    store.save();
    call.context.header("Job-Status", job.status);
    return status(call.context, 200);
  }

  async function receive(context: Context): Promise<Response> {
    const job = jobOf(store, context, context.req.query("token"));
    const form = await formOf(context);
    const text = (name: string) => {
      const given = context.req.query(name) ?? form?.get(name);
      return typeof given === "string" ? given : undefined;
    };
    const file = form?.get("file");
    if (!(file instanceof File)) throw new ApiError(400, { error: "file is missing" });
    const type = text("artifact_type") ?? "archive";
    if (job.artifacts.some((artifact) => artifact.type === type)) {
      throw new ApiError(400, { message: "another artifact of the same type already exists" });
    }
    const format = (text("artifact_format") ?? "zip") as Artifact["format"];
    writeArtifact(store, job, type, new Uint8Array(await file.arrayBuffer()));
    const expireAt = expiry(text("expire_in"));
    job.artifacts.push({ type, format, filename: file.name, size: file.size, expireAt });
    store.save();
    return context.text("201", 201);
  }
}

function status(context: Context, code: 200 | 202 | 400 | 412): Response {
  return context.text(String(code), code);
}

async function formOf(context: Context): Promise<FormData | undefined> {
  try {
    return await context.req.raw.formData();
  } catch {
    return undefined;
  }
}

function known(reason: string | undefined): string {
  return reason !== undefined && failureReasons.includes(reason) ? reason : "unknown_failure";
}

/** An instance keeps artifacts for 30 days where nobody says otherwise. */
function expiry(text: string | undefined): string | null {
  const seconds = duration(text ?? "30 days") ?? duration("30 days") ?? 0;
  return Number.isFinite(seconds) && seconds > 0
    ? new Date(Date.now() + seconds * 1000).toISOString()
    : null;
}
