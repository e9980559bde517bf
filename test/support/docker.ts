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
