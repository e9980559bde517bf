import { cpSync, linkSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { startDaemon, stopDaemon } from "./daemon.ts";
import { issuer, signingCertificate } from "./gitlab/registry/signing.ts";
import { service } from "./gitlab/registry/tokenService.ts";
import { ports } from "./ports.ts";

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
  const configuration = join(place(folder), "config.yml");
  const rootcertbundle = signingCertificate(gitlab.folder);
  const realm = `${gitlab.url}/jwt/auth`;
  const settings = {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: data(folder) }, delete: { enabled: true } },
    http: { addr: address },
    auth: { token: { realm, service, issuer, rootcertbundle } },
  };
  writeFileSync(configuration, stringify(settings), { mode: 0o600 });
  await startDaemon({
    name: "gitlab-registry",
    folder,
    command: "docker-registry",
    args: ["serve", configuration],
    // It takes settings from variables that begin with REGISTRY_ as well.
    env: { PATH: process.env["PATH"], OTEL_TRACES_EXPORTER: "none" },
    ready: () => answers(address),
  });
  return address;
}

/** Where it answers, from its first start on. */
export async function gitLabRegistryAddress(folder: string): Promise<string> {
  mkdirSync(place(folder), { recursive: true, mode: 0o700 });
  return `127.0.0.1:${(await ports(place(folder), ["registry"])).registry}`;
}

/** Ends it; its images stay. */
export async function stopGitLabRegistry(folder: string): Promise<void> {
  await stopDaemon(folder, "gitlab-registry");
}

/**
 * Gives it a repository of another registry on this machine, which takes no time and no room: blobs
 * never change, so they are one file under two names.
 *
 * @param from where the other one keeps its images
 */
export function shareRepository(from: string, folder: string, repository: string): void {
  const inside = "docker/registry/v2";
  const [there, here] = [join(from, inside), join(data(folder), inside)];
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

function place(folder: string): string {
  return join(folder, "gitlab-registry");
}

function data(folder: string): string {
  return join(place(folder), "data");
}
