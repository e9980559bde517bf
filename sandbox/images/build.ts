import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Docker, dockerEnvironment } from "../docker.ts";
import { type Registry, digestOf } from "../registry.ts";
import { withCredentials } from "./credentials.ts";

const run = promisify(execFile);

/** An image to be built by the daemon. */
export interface Build {
  /** In the sandbox's registry: `acme/shop`. */
  repository: string;
  /** A folder with a Dockerfile, all of which goes into it. */
  context: string;
  /** Build arguments. */
  args: Record<string, string>;
}

/**
 * Builds an image and pushes it, unless the registry has it: its tag is the hash of all that goes
 * into it.
 *
 * @returns `<registry>/<repository>@sha256:…`
 */
export async function buildImage(
  docker: Docker,
  registry: Registry,
  { repository, context, args }: Build,
): Promise<string> {
  const inputs = createHash("sha256").update(JSON.stringify(args));
  for (const entry of readdirSync(context, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()) {
    inputs.update(`${entry.slice(context.length)}\0`).update(readFileSync(entry));
  }
  const tag = inputs.digest("hex").slice(0, 20);
  const name = `${registry.address}/${repository}`;
  const digest = await digestOf(registry, repository, tag);
  if (digest !== undefined) return `${name}@${digest}`;

  await withCredentials(docker, registry, async (authorized) => {
    await ask(authorized, [
      ...["build", "--quiet", "--network", "host", "--tag", `${name}:${tag}`],
      ...Object.entries(args).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
      context,
    ]);
    await ask(authorized, ["push", "--quiet", `${name}:${tag}`]);
    // What serves is pulled by its digest, as on any server; the next build finds its layers.
    await ask(authorized, ["image", "rm", "--no-prune", `${name}:${tag}`]);
  });
  return `${name}@${(await digestOf(registry, repository, tag))!}`;
}

async function ask(docker: Docker, args: string[]): Promise<string> {
  // The classic builder is part of the daemon; the newer one would be a plugin more.
  const env = { ...dockerEnvironment(docker), DOCKER_BUILDKIT: "0" };
  return (await run("docker", args, { env })).stdout.trim();
}
