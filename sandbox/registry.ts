import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { hashSync } from "bcryptjs";
import { settle, stopDaemon } from "./daemon.ts";
import { type Docker, dockerEnvironment } from "./docker.ts";
import { addressOf, imagesOf, startDockerRegistry } from "./dockerRegistry.ts";

const run = promisify(execFile);

/** The sandbox's image registry, on loopback, which asks for a name and a password. */
export interface Registry {
  /** `127.0.0.1:41234`: the first part of an image's name. */
  address: string;
  user: string;
  password: string;
}

const name = "registry";
const user = "slipway";

/**
 * Debian's docker-registry, or where that is missing the `registry` image on the machine's Docker.
 * Port, password and images are the same ones at each start.
 */
export async function startRegistry(folder: string, docker: Docker): Promise<Registry> {
  const place = join(folder, name);
  const address = await registryAddress(folder);
  const password = keptPassword(place);
  const registry = { address, user, password };
  if (docker.foreign && !(await isInstalled())) {
    await startContainer(docker, place, registry);
    return registry;
  }
  await startDockerRegistry({
    name,
    folder,
    auth: { htpasswd: { realm: "sandbox", path: join(place, "htpasswd") } },
    ready: () => answers(registry),
  });
  return registry;
}

/** Where it answers, from its first start on. */
export function registryAddress(folder: string): Promise<string> {
  return addressOf(folder, name);
}

/** Where it keeps its images. */
export function registryData(folder: string): string {
  return imagesOf(folder, name);
}

/** Ends it; its images stay. */
export async function stopRegistry(folder: string, docker?: Docker): Promise<void> {
  await stopDaemon(folder, name);
  if (!docker?.foreign) return;
  const container = containerName(join(folder, name));
  // Older Dockers take it for an error when there is none.
  await run("docker", ["rm", "--force", container], { env: dockerEnvironment(docker) }).catch(
    () => {},
  );
}

/** The digest of a tag, or undefined when the registry does not have it. */
export async function digestOf(
  registry: Registry,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  const answer = await request(registry, `/v2/${repository}/manifests/${tag}`, {
    method: "HEAD",
    headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
  });
  if (answer.status === 404) return undefined;
  if (!answer.ok)
    throw new Error(`The registry answered ${answer.status} for ${repository}:${tag}.`);
  return answer.headers.get("docker-content-digest") ?? undefined;
}

async function answers(registry: Registry): Promise<boolean> {
  try {
    return (await request(registry, "/v2/")).ok;
  } catch {
    return false;
  }
}

/** Asks it in the sandbox's own name. */
export function request(
  registry: Registry,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const credentials = Buffer.from(`${registry.user}:${registry.password}`).toString("base64");
  return fetch(`http://${registry.address}${path}`, {
    ...init,
    headers: { ...init.headers, authorization: `Basic ${credentials}` },
  });
}

function keptPassword(place: string): string {
  const file = join(place, "password");
  if (!existsSync(file)) {
    const password = randomBytes(18).toString("base64url");
    // Cost 4 is bcrypt's least: each pull is checked anew.
    writeFileSync(join(place, "htpasswd"), `${user}:${hashSync(password, 4)}\n`, { mode: 0o600 });
    writeFileSync(file, password, { mode: 0o600 });
  }
  return readFileSync(file, "utf8");
}

async function isInstalled(): Promise<boolean> {
  try {
    await run("docker-registry", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

async function startContainer(docker: Docker, place: string, registry: Registry): Promise<void> {
  const env = dockerEnvironment(docker);
  const name = containerName(place);
  if (await answers(registry)) return;
  await run("docker", ["rm", "--force", name], { env });
  await run(
    "docker",
    [
      ...["run", "--detach", "--name", name, "--publish", `${registry.address}:5000`],
      ...["--volume", `${place}:/registry`],
      ...["--env", "REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY=/registry/data"],
      ...["--env", "REGISTRY_AUTH=htpasswd", "--env", "REGISTRY_AUTH_HTPASSWD_REALM=sandbox"],
      ...["--env", "REGISTRY_AUTH_HTPASSWD_PATH=/registry/htpasswd"],
      "registry:2",
    ],
    { env },
  );
  if (await settle(() => answers(registry), 30)) return;
  throw new Error(`The registry's container "${name}" does not answer.`);
}

/** One per sandbox, since the machine's Docker is everyone's. */
function containerName(place: string): string {
  return `slipway-registry-${createHash("sha256").update(place).digest("hex").slice(0, 12)}`;
}
