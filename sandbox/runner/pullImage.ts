import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DockerApi } from "./dockerApi.ts";
import { JobFailure } from "./job.ts";
import type { JobContext } from "./phases.ts";

const run = promisify(execFile);

/**
 * Pulls an image unless it is there (gitlab-runner's `pull_policy = "if-not-present"`), with what GitLab
 * gave the job for its registry.
 *
 * @param folder one that goes with the job
 */
export async function pullImage(
  { settings, job }: JobContext,
  docker: DockerApi,
  image: string,
  folder: string,
): Promise<void> {
  if (await docker.exists(`/images/${image}/json`)) return;
  const auths = Object.fromEntries(
    (job.credentials ?? [])
      .filter(({ type }) => type === "registry")
      .map(({ url, username, password }) => [
        url,
        { auth: Buffer.from(`${username}:${password}`).toString("base64") },
      ]),
  );
  const config = await mkdtemp(join(folder, "docker-"));
  await writeFile(join(config, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
  try {
    await run("docker", ["--host", settings.docker!, "--config", config, "pull", "--quiet", image]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? (error as Error).message;
    const message = `failed to pull image "${image}" with specified policies [if-not-present]: ${said}`;
    throw new JobFailure(message, "image_pull_failure");
  }
}
