import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { startDaemon } from "./daemon.ts";
import { ports } from "./ports.ts";

/** Debian's docker-registry on loopback. Its port and its images are the same ones at each start. */
export interface DockerRegistry {
  /** What it is called among the daemons of a sandbox, and the name of its folder there. */
  name: string;
  /** The sandbox's. */
  folder: string;
  /** Its configuration's `auth`: whom it lets in. */
  auth: object;
  ready: () => Promise<boolean>;
}

export async function startDockerRegistry(registry: DockerRegistry): Promise<void> {
  const { name, folder, auth, ready } = registry;
  const configuration = join(folder, name, "config.yml");
  const settings = {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: imagesOf(folder, name) }, delete: { enabled: true } },
    http: { addr: await addressOf(folder, name) },
    auth,
  };
  writeFileSync(configuration, stringify(settings), { mode: 0o600 });
  await startDaemon({
    name,
    folder,
    command: "docker-registry",
    args: ["serve", configuration],
    // It takes settings from variables that begin with REGISTRY_ as well.
    env: { PATH: process.env["PATH"], OTEL_TRACES_EXPORTER: "none" },
    ready,
  });
}

/** `127.0.0.1:41234`, from its first start on: the first part of an image's name. */
export async function addressOf(folder: string, name: string): Promise<string> {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  return `127.0.0.1:${(await ports(place, ["registry"])).registry}`;
}

/** Where it keeps its images. */
export function imagesOf(folder: string, name: string): string {
  return join(folder, name, "data");
}
