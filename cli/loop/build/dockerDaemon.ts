import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { UserError } from "../../terminal/exit.ts";
import { printable, say } from "../../terminal/output.ts";
import type { InputsFile } from "../jobFiles.ts";
import { missing } from "./relay.ts";

const run = promisify(execFile);

/** Milliseconds until a daemon beside the job has to answer: it starts together with the job. */
const startLimit = 60_000;

/** What a runner needs for a builder whose daemon does not answer. */
const needs = {
  "docker-in-docker":
    'Its runner needs `privileged = true`, and "/certs/client" among its `volumes`.',
  docker:
    'A runner whose jobs are containers needs "/var/run/docker.sock:/var/run/docker.sock" among its `volumes`; on another one the job\'s user has to be in the group `docker`.',
} as const;

/**
 * Waits for Docker's daemon.
 *
 * @throws UserError for one that does not answer, with what Docker says of it
 */
export async function untilDockerAnswers(
  builder: Exclude<InputsFile["build"]["builder"], "buildkit">,
  env: NodeJS.ProcessEnv,
  within = builder === "docker-in-docker" ? startLimit : 0,
): Promise<void> {
  const deadline = Date.now() + within;
  const where = env.DOCKER_HOST || "/var/run/docker.sock";
  for (let turn = 0; ; turn += 1) {
    try {
      await run("docker", ["version", "--format", "{{.Server.Version}}"], { env });
      return;
    } catch (error) {
      const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
      if (code === "ENOENT") throw new UserError(missing("docker"));
      if (Date.now() >= deadline) {
        const said = printable(stderr.trim().split("\n").at(-1) ?? "");
        throw new UserError(`No Docker daemon answers at ${where}: ${said} ${needs[builder]}`);
      }
      if (turn === 0) say(`Waiting for the Docker daemon at ${where} …`);
      await sleep(500);
    }
  }
}
