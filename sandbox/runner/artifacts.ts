import { openAsBlob } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunnerApi } from "./api.ts";
import { fits } from "./cache.ts";
import { type Listed, select } from "./files.ts";
import { type Artifact, type Dependency, JobFailure } from "./job.ts";
import { gzip, raw, unzip, zip } from "./pack.ts";
import { type JobContext, phase } from "./phases.ts";
import { expand } from "./variables.ts";
import { logged, notice } from "./words.ts";

type Context = JobContext & { api: RunnerApi };

/** As gitlab-runner's helpers end where they could not do their work. */
const failed = () => new JobFailure("exit status 1", "script_failure", 1);

/** What the jobs that this one depends on have left. */
export async function downloadArtifacts(context: Context, signal: AbortSignal): Promise<void> {
  const dependencies = (context.job.dependencies ?? []).filter(
    ({ artifacts_file }) => artifacts_file?.filename,
  );
  if (dependencies.length === 0) return;
  await phase(context, "download_artifacts", "Downloading artifacts", async () => {
    for (const dependency of dependencies) {
      const said = notice(`Downloading artifacts for ${dependency.name} (${dependency.id})...`);
      context.trace.write(`${said}\n`);
      await inFolder((folder) => download(context, dependency, folder, signal));
    }
  });
}

async function download(
  ...[context, { id, token }, folder, signal]: [Context, Dependency, string, AbortSignal]
): Promise<void> {
  const { api, slot, trace } = context;
  const said = "Downloading artifacts from coordinator...";
  for (let attempt = 1; ; attempt++) {
    const answer = await api.downloadArtifacts(id, token).catch((error: Error) => error);
    const status = answer instanceof Error ? answer.message : answer.status;
    if (!(answer instanceof Error) && answer.ok) {
      trace.write(logged.info(`${said} ok`, { id, responseStatus: status }));
      const file = join(folder, "artifacts.zip");
      await writeFile(file, Buffer.from(await answer.arrayBuffer()), { mode: 0o600 });
      // Unpacked by the job's user.
      await chmod(folder, 0o711);
      if (slot.user) await chown(file, slot.user.uid, slot.user.gid);
      return unzip(context, file, signal);
    }
    const final: Record<string, [string, string]> = {
      401: ["unauthorized", "permission denied"],
      403: ["forbidden", "permission denied"],
      404: ["not found", "file does not exist"],
    };
    const [why, then] = final[status] ?? ["failed", "invalid argument"];
    trace.write(logged.error(`${said} ${why}`, { id, responseStatus: status }));
    if (final[status] || attempt === 3) {
      trace.write(logged.fatal(then));
      throw failed();
    }
    await sleep(1000, undefined, { signal });
  }
}

/** Archives and reports, those for which the job ended rightly. */
export async function uploadArtifacts(
  context: Context,
  success: boolean,
  signal: AbortSignal,
): Promise<void> {
  const artifacts = (context.job.artifacts ?? []).filter(
    ({ when, paths, untracked }) =>
      fits(when ?? "on_success", success) && ((paths ?? []).length > 0 || untracked === true),
  );
  if (artifacts.length === 0) return;
  const name = `upload_artifacts_on_${success ? "success" : "failure"}`;
  const heading = `Uploading artifacts for ${success ? "successful" : "failed"} job`;
  await phase(context, name, heading, async () => {
    for (const artifact of artifacts) {
      context.trace.write(`${notice("Uploading artifacts...")}\n`);
      const files = await select(context, artifact, signal);
      if (files.length === 0) context.trace.write(logged.error("No files to upload"));
      else await inFolder((folder) => upload(context, artifact, files, folder, signal));
    }
  });
}

async function upload(
  ...[context, artifact, files, folder, signal]: [Context, Artifact, Listed[], string, AbortSignal]
): Promise<void> {
  const { api, job, trace, variables, place } = context;
  const format = artifact.artifact_format ?? "zip";
  const suffixes = { zip: ".zip", gzip: ".gz", raw: "" };
  const said = artifact.artifact_type ? ` as "${artifact.artifact_type}"` : "";
  const message = `Uploading artifacts${said} to coordinator...`;
  const file = join(folder, "artifacts");
  await { zip, gzip, raw }[format](context, files, file, signal);
  const name = basename(expand(artifact.name ?? "", variables, place)) || "artifacts";
  const query = {
    artifact_format: format,
    ...(artifact.artifact_type && { artifact_type: artifact.artifact_type }),
    ...(artifact.expire_in && { expire_in: artifact.expire_in }),
  };
  for (let attempt = 1; ; attempt++) {
    const answer = await api
      .uploadArtifacts(job, await openAsBlob(file), `${name}${suffixes[format]}`, query)
      .catch((error: Error) => error);
    const status = answer instanceof Error ? answer.message : answer.status;
    if (!(answer instanceof Error)) await answer.body?.cancel();
    if (status === 201) {
      trace.write(logged.info(`${message} 201 Created`, { id: job.id, responseStatus: status }));
      return;
    }
    const final: Record<string, string> = { 403: "permission denied", 413: "too large" };
    trace.write(logged.error(`${message} ${status}`, { id: job.id, responseStatus: status }));
    if (final[status] || attempt === 3) {
      trace.write(logged.fatal(final[status] ?? "invalid argument"));
      throw failed();
    }
    await sleep(1000, undefined, { signal });
  }
}

/** One that nobody else can write to, for as long as it takes. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-runner-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
