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

/** Removes the containers and networks of every Compose project below a folder. */
export async function removeProjects(where: Docker, folder: string): Promise<void> {
  const format = '{{.ID}} {{.Label "com.docker.compose.project.working_dir"}}';
  const containers = (await docker(where, "ps", "--all", "--format", format))
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, place]) => place?.startsWith(folder))
    .map(([id]) => id!);
  if (containers.length > 0) await docker(where, "rm", "--force", "--volumes", ...containers);
  await docker(where, "network", "prune", "--force");
}
