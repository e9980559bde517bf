import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Docker, dockerEnvironment } from "../../sandbox/docker.ts";

const run = promisify(execFile);

/**
 * What docs/rollback.md says for an emergency, as root on the server: an image, with a release's compose
 * file and values, past slipway-host.
 *
 * @param place the app's folder on the server
 * @param project Compose's name of the app
 */
export async function startByHand(
  docker: Docker,
  place: string,
  project: string,
  image: string,
  release = "current",
): Promise<void> {
  const folder = release === "current" ? join(place, release) : join(place, "releases", release);
  const where = ["-p", project, "--project-directory", place];
  const files = ["-f", join(folder, "compose.yaml"), "--env-file", join(folder, ".env")];
  const env = { ...dockerEnvironment(docker), IMAGE: image };
  await run("docker", ["compose", ...where, ...files, "up", "-d"], { env });
}
