import { cpSync, linkSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { stopDaemon } from "./daemon.ts";
import { addressOf, imagesOf, startDockerRegistry } from "./dockerRegistry.ts";
import { issuer, signingCertificate } from "./gitlab/registry/signing.ts";
import { service } from "./gitlab/registry/tokenService.ts";

const name = "gitlab-registry";

/** A registry that leaves to a GitLab who may do what. */
export interface GitLabRegistry {
  /** The sandbox's folder: the registry is one of its own, as its GitLab is. */
  folder: string;
  /** GitLab's: `http://127.0.0.1:8080`, and where it keeps its data. */
  gitlab: { url: string; folder: string };
}

/**
 * Debian's docker-registry, which sends its clients to GitLab for a token and takes what GitLab has
 * signed. Port and images are the same ones at each start.
 *
 * @returns its address, `127.0.0.1:41234`
 */
export async function startGitLabRegistry({ folder, gitlab }: GitLabRegistry): Promise<string> {
  const address = await gitLabRegistryAddress(folder);
  const rootcertbundle = signingCertificate(gitlab.folder);
  const realm = `${gitlab.url}/jwt/auth`;
  await startDockerRegistry({
    name,
    folder,
    auth: { token: { realm, service, issuer, rootcertbundle } },
    ready: () => answers(address),
  });
  return address;
}

/** Where it answers, from its first start on. */
export function gitLabRegistryAddress(folder: string): Promise<string> {
  return addressOf(folder, name);
}

/** Ends it; its images stay. */
export async function stopGitLabRegistry(folder: string): Promise<void> {
  await stopDaemon(folder, name);
}

/**
 * Gives it a repository of another registry on this machine, which takes no time and no room: blobs
 * never change, so they are one file under two names.
 *
 * @param from where the other one keeps its images
 */
export function shareRepository(from: string, folder: string, repository: string): void {
  const inside = "docker/registry/v2";
  const [there, here] = [join(from, inside), join(imagesOf(folder, name), inside)];
  for (const blob of readdirSync(join(there, "blobs"), { recursive: true, encoding: "utf8" })) {
    if (!blob.endsWith("/data")) continue;
    mkdirSync(join(here, "blobs", dirname(blob)), { recursive: true });
    link(join(there, "blobs", blob), join(here, "blobs", blob));
  }
  const path = join("repositories", repository);
  cpSync(join(there, path), join(here, path), { recursive: true });
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    // It says 401, and where to get a token.
    return (await fetch(`http://${address}/v2/`)).status === 401;
  } catch {
    return false;
  }
}
