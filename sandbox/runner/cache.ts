import { existsSync } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { select } from "./files.ts";
import { type Cache, JobFailure } from "./job.ts";
import { tar, untar } from "./pack.ts";
import { type JobContext, phase } from "./phases.ts";
import { expand, valueOf } from "./variables.ts";
import { caution, logged, notice } from "./words.ts";

/** Before the script: what each cache's key, or the first of its fallback keys, brings. */
export async function restoreCaches(context: JobContext, signal: AbortSignal): Promise<void> {
  const caches = (context.job.cache ?? []).filter(hasFiles);
  if (caches.length === 0) return;
  await phase(context, "restore_cache", "Restoring cache", async () => {
    for (const cache of caches) {
      const key = keyOf(context, cache.key);
      if (!key) say(context, notice("Skipping cache extraction due to empty cache key"));
      else if (!allows(context, cache, key, "pull")) {
        say(context, notice(`Not downloading cache ${key} due to policy`));
      } else await restore(context, [key, ...fallbackKeys(context, cache)], signal);
    }
  });
}

/** After it. */
export async function archiveCaches(
  context: JobContext,
  success: boolean,
  signal: AbortSignal,
): Promise<void> {
  const caches = (context.job.cache ?? []).filter(
    (cache) => hasFiles(cache) && fits(cache.when ?? "on_success", success),
  );
  if (caches.length === 0) return;
  const name = success ? "archive_cache" : "archive_cache_on_failure";
  const heading = `Saving cache for ${success ? "successful" : "failed"} job`;
  await phase(context, name, heading, async () => {
    for (const cache of caches) {
      const key = keyOf(context, cache.key);
      if (!key) say(context, notice("Skipping cache archiving due to empty cache key"));
      else if (!allows(context, cache, key, "push")) {
        say(context, notice(`Not uploading cache ${key} due to policy`));
      } else await archive(context, cache, key, signal);
    }
  });
}

export function fits(when: string, success: boolean): boolean {
  return when === "always" || (when === "on_success") === success;
}

const hasFiles = ({ paths, untracked }: Cache) => (paths ?? []).length > 0 || untracked === true;

const say = ({ trace }: JobContext, text: string) => trace.write(`${text}\n`);

async function restore(context: JobContext, keys: string[], signal: AbortSignal): Promise<void> {
  for (const key of keys) {
    const file = archiveOf(context, key);
    say(context, notice(`Checking cache for ${key}...`));
    const local =
      "No URL provided, cache will not be downloaded from shared cache server. " +
      "Instead a local version of cache will be extracted.";
    context.trace.write(logged.info(local));
    if (existsSync(file)) {
      if (await untar(context, file, signal)) {
        say(context, notice("Successfully extracted cache"));
        return;
      }
    } else context.trace.write(logged.warning("Cache file does not exist"));
    say(context, caution("Failed to extract cache"));
  }
}

/** A cache that can't be kept fails no job. */
async function archive(
  context: JobContext,
  cache: Cache,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { trace } = context;
  say(context, notice(`Creating cache ${key}...`));
  const target = archiveOf(context, key);
  const part = `${target}.${context.job.id}`;
  try {
    const files = await select(context, cache, signal);
    if (files.length === 0) trace.write(logged.warning("No files to cache."));
    else if (await isNewer(target, files)) trace.write(logged.info("Archive is up to date!"));
    else {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await tar(context, files, part, signal);
      await rename(part, target);
      const local =
        "No URL provided, cache will not be uploaded to shared cache server. " +
        "Cache will be stored only locally.";
      trace.write(logged.info(local));
    }
    say(context, notice("Created cache"));
  } catch (problem) {
    signal.throwIfAborted();
    trace.write(logged.fatal((problem as Error).message));
    say(context, caution("Failed to create cache"));
  } finally {
    await rm(part, { force: true });
  }
}

async function isNewer(archiveFile: string, files: { changed: number }[]): Promise<boolean> {
  if (!existsSync(archiveFile)) return false;
  const made = (await stat(archiveFile)).mtimeMs / 1000;
  return files.every(({ changed }) => changed <= made);
}

function archiveOf({ place }: JobContext, key: string): string {
  return join(place.cache, key, "cache.tar");
}

/** As a path that stays in the project's folder (gitlab-runner, cache/cachekey/cachekey.go). */
function keyOf({ job, variables, place }: JobContext, key: string | null | undefined): string {
  const said = key ? expand(key, variables, place) : `${job.job_info.name}/${job.git_info.ref}`;
  const decoded = said.replaceAll(/%2f|\\/gi, "/").replaceAll(/%2e/gi, ".");
  return posix
    .normalize(`/${decoded}`)
    .slice(1)
    .replace(/[\s/]+$/, "");
}

function fallbackKeys(context: JobContext, { fallback_keys }: Cache): string[] {
  const { variables, place } = context;
  const keys = (fallback_keys ?? []).map((key) => keyOf(context, key));
  const asked = valueOf("CACHE_FALLBACK_KEY", variables, place);
  if (/-protected[. ]*$/.test(asked)) {
    const refused = `CACHE_FALLBACK_KEY "${asked}" not allowed to end in "-protected"`;
    say(context, caution(refused));
  } else if (asked !== "") keys.push(keyOf(context, asked));
  return keys.filter((key) => key !== "");
}

function allows(
  { variables, place }: JobContext,
  ...[{ policy }, key, way]: [Cache, string, "pull" | "push"]
): boolean {
  const said = expand(policy ?? "", variables, place) || "pull-push";
  if (!["pull", "push", "pull-push"].includes(said)) {
    const unknown = `unknown cache policy ${said} for ${key}`;
    throw new JobFailure(unknown, "runner_system_failure");
  }
  return said === "pull-push" || said === way;
}
