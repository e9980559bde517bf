import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DockerApi } from "./dockerApi.ts";
import type { JobContext } from "./phases.ts";
import type { RunningService } from "./services.ts";
import { caution } from "./words.ts";

/** gitlab-runner's `wait_for_services_timeout`. */
const seconds = 30;

/**
 * Waits until a port that the image exposes takes a connection. A service that never does fails no job:
 * its trace gets what the service said, and the script finds out (gitlab-runner, executors/docker).
 */
export async function waitForService(
  { trace }: JobContext,
  docker: DockerApi,
  service: RunningService,
  signal: AbortSignal,
): Promise<void> {
  const problem = await answers(docker, service, signal);
  if (problem === undefined) return;
  trace.write(
    [
      "",
      `${caution("*** WARNING:")} Service ${service.name} probably didn't start properly.`,
      "",
      `Health check error:\n${problem}`,
      "",
      `Service container logs:\n${await docker.logs(service.id)}`,
      "",
      `${caution("*********")}`,
      "",
      "",
    ].join("\n"),
  );
}

/** @returns what went wrong */
async function answers(
  docker: DockerApi,
  { id, name, address, ports }: RunningService,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (ports.length === 0) return `service "${name}" has no exposed ports`;
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    signal.throwIfAborted();
    const tried = await Promise.all(ports.map((port) => connects(address, port)));
    if (tried.includes(true)) return undefined;
    const { State } = await docker.ask<Inspected>("GET", `/containers/${id}/json`);
    // gitlab-runner goes on waiting for what has ended.
    if (!State.Running) return `service "${name}" ended with exit code ${State.ExitCode}`;
    await sleep(100);
  }
  return `service "${name}-wait-for-service" timeout`;
}

interface Inspected {
  State: { Running: boolean; ExitCode: number };
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (connected: boolean) => {
      socket.destroy();
      resolve(connected);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
