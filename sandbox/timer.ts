import { join } from "node:path";
import { startDaemon, stopDaemon } from "./daemon.ts";
import type { Machine } from "./machine.ts";
import type { SandboxServer } from "./sshd.ts";

const name = "recover";

const script = `
trap 'kill $!; exit 0' TERM
while :; do
  for program in "$1"/bin/environments/*; do
    [ -x "$program" ] && "$program" --folder "$1" --environment "\${program##*/}" recover >/dev/null 2>&1
  done
  sleep "$2" & wait
done
`;

/**
 * What a server's systemd or cron does: each minute `recover`, for each environment there is by then.
 *
 * @param seconds between two of them; default: a minute
 */
export async function startTimer(
  folder: string,
  server: SandboxServer,
  { docker }: Pick<Machine, "docker">,
  seconds = 60,
): Promise<void> {
  await startDaemon({
    name,
    folder,
    command: "/bin/sh",
    args: ["-c", script, name, server.folder, String(seconds)],
    env: {
      HOME: join(folder, "server", "home"),
      PATH: process.env.PATH,
      DOCKER_HOST: docker.host,
      DOCKER_CONFIG: docker.config,
    },
    ready: () => true,
  });
}

export async function stopTimer(folder: string): Promise<void> {
  await stopDaemon(folder, name);
}
