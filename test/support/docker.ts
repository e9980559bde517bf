import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { dockerEnvironment, type Docker } from "../../sandbox/docker.ts";

const run = promisify(execFile);

/** Standard output of a docker command. */
export async function docker(where: Docker, ...args: string[]): Promise<string> {
  const { stdout } = await run("docker", args, {
    env: dockerEnvironment(where),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Removes the containers and networks of every Compose project below a folder, and no others. */
export async function removeProjects(where: Docker, folder: string): Promise<void> {
  const label = (name: string) => `{{.Label "com.docker.compose.${name}"}}`;
  const format = ["{{.ID}}", label("project"), label("project.working_dir")].join(" ");
  const containers = (await docker(where, "ps", "--all", "--format", format))
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , place]) => place?.startsWith(folder));
  if (containers.length === 0) return;
  const ids = containers.map(([id]) => id!);
  await docker(where, "rm", "--force", "--volumes", ...ids);
  for (const project of new Set(containers.map(([, name]) => name!))) {
    const filter = `label=com.docker.compose.project=${project}`;
    const networks = await docker(where, "network", "ls", "--quiet", "--filter", filter);
    for (const network of networks.trim().split("\n")) {
      if (network) await docker(where, "network", "rm", network);
    }
  }
}
