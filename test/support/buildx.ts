import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { unpackPlugin } from "../../sandbox/packages.ts";

const cache = join(import.meta.dirname, "../../.toolchain/buildx");

/** A DOCKER_CONFIG with `docker buildx` as a user's own plugin: who runs the tests has it, or Debian. */
export function buildxConfiguration(): string {
  const own = join(homedir(), ".docker");
  if (existsSync(join(own, "cli-plugins/docker-buildx"))) return own;
  const config = dirname(unpackPlugin("docker-buildx", cache));
  execFileSync("docker", ["buildx", "version"], { env: { ...process.env, DOCKER_CONFIG: config } });
  return config;
}
