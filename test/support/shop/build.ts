import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Docker, dockerEnvironment } from "../../../sandbox/docker.ts";
import { withCredentials } from "../../../sandbox/images/credentials.ts";
import { digestOf, type Registry, request } from "../../../sandbox/registry.ts";

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

/** Gives an image of the registry one more tag, which may have been another's. */
export async function tagImage(registry: Registry, image: string, tag: string): Promise<void> {
  const [name = "", digest] = image.split("@");
  const repository = name.slice(registry.address.length + 1);
  if ((await digestOf(registry, repository, tag)) === digest) return;
  const manifests = `/v2/${repository}/manifests`;
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  const manifest = await request(registry, `${manifests}/${digest}`, { headers: { accept: type } });
  const answer = await request(registry, `${manifests}/${tag}`, {
    method: "PUT",
    headers: { "content-type": type },
    body: await manifest.text(),
  });
  if (!answer.ok) throw new Error(`The registry answered ${answer.status} for ${name}:${tag}.`);
}

async function ask(docker: Docker, args: string[]): Promise<string> {
  // The classic builder is part of the daemon; the newer one would be a plugin more.
  const env = { ...dockerEnvironment(docker), DOCKER_BUILDKIT: "0" };
  return (await run("docker", args, { env })).stdout.trim();
}
