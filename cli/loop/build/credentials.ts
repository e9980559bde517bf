import { mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ProjectRegistry } from "../../registry/project.ts";

/**
 * What Docker's tools read: for one registry, by nobody but this user, and gone with the build. Their
 * plugins, `docker buildx` among them, stay those of the user's own configuration.
 *
 * @returns DOCKER_CONFIG
 */
export function writeCredentials(
  folder: string,
  { account }: Pick<ProjectRegistry, "account">,
): string {
  const place = join(folder, "docker");
  mkdirSync(place, { mode: 0o700 });
  const auth = Buffer.from(`${account.user}:${account.password}`).toString("base64");
  const own = process.env.DOCKER_CONFIG || join(process.env.HOME || homedir(), ".docker");
  const config = JSON.stringify({
    auths: { [account.address]: { auth } },
    cliPluginsExtraDirs: [join(own, "cli-plugins")],
  });
  writeFileSync(join(place, "config.json"), config, { mode: 0o600 });
  return place;
}
