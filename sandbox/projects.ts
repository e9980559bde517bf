import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { dockerEnvironment, type Docker } from "./docker.ts";

const run = promisify(execFile);

/** What Compose has started from below a folder: the apps of the sandbox's servers, and no others. */

/** Ends the containers; they and their data stay. */
export async function stopProjects(docker: Docker, folder: string): Promise<void> {
  const ids = (await containersOf(docker, folder)).map(({ id }) => id);
  if (ids.length > 0) await ask(docker, ["stop", ...ids]);
}

/** Starts what `stopProjects` ended; Docker itself does so only after an end of its own. */
export async function startProjects(docker: Docker, folder: string): Promise<void> {
  const ids = (await containersOf(docker, folder)).map(({ id }) => id);
  if (ids.length > 0) await ask(docker, ["start", ...ids]);
}

/** Removes the containers with their networks and volumes. */
export async function removeProjects(docker: Docker, folder: string): Promise<void> {
  const containers = await containersOf(docker, folder);
  if (containers.length === 0) return;
  await ask(docker, ["rm", "--force", "--volumes", ...containers.map(({ id }) => id)]);
  for (const project of new Set(containers.map((container) => container.project))) {
    const filter = `label=com.docker.compose.project=${project}`;
    const networks = await ask(docker, ["network", "ls", "--quiet", "--filter", filter]);
    if (networks.length > 0) await ask(docker, ["network", "rm", ...networks]);
  }
}

/** Removes the images whose names begin so. */
export async function removeImages(docker: Docker, beginnings: string[]): Promise<void> {
  const format = "{{.Repository}} {{.ID}}";
  const lines = await ask(docker, ["image", "ls", "--no-trunc", "--format", format]);
  const ids = lines
    .filter((line) => beginnings.some((beginning) => line.startsWith(beginning)))
    .map((line) => line.split(" ")[1]!);
  if (ids.length > 0) await ask(docker, ["image", "rm", "--force", ...new Set(ids)]);
}

/** Removes images that have a label and no name: what a build leaves for the next one. */
export async function pruneImages(docker: Docker, label: string): Promise<void> {
  await ask(docker, ["image", "prune", "--force", "--filter", `label=${label}`]);
}

async function containersOf(
  docker: Docker,
  folder: string,
): Promise<{ id: string; project: string }[]> {
  const label = (name: string) => `{{.Label "com.docker.compose.${name}"}}`;
  const format = ["{{.ID}}", label("project"), label("project.working_dir")].join(" ");
  const lines = await ask(docker, ["ps", "--all", "--format", format]);
  return lines
    .map((line) => line.split(" "))
    .filter(([, , ...place]) => place.join(" ").startsWith(`${folder}/`))
    .map(([id, project]) => ({ id: id!, project: project! }));
}

async function ask(docker: Docker, args: string[]): Promise<string[]> {
  const { stdout } = await run("docker", args, { env: dockerEnvironment(docker) });
  return stdout.split("\n").filter((line) => line !== "");
}
