import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DockerApi } from "./dockerApi.ts";
import { JobFailure, type Service } from "./job.ts";
import type { JobContext } from "./phases.ts";
import { pullImage } from "./pullImage.ts";
import { serviceName } from "./serviceNames.ts";
import { expand, valueOf } from "./variables.ts";
import { waitForService } from "./waitForService.ts";
import { line, warning } from "./words.ts";

/** Which runner a container or network is of. */
const label = "slipway.runner";

/** A container of a job. */
export interface RunningService {
  id: string;
  name: string;
  address: string;
  /** That its image exposes. */
  ports: number[];
}

export interface RunningServices {
  /** A file for the job in place of /etc/hosts. */
  hosts: string;
  stop: () => Promise<void>;
}

/**
 * Starts the services of a job in containers, as gitlab-runner's Docker executor does (executors/docker),
 * and waits until they take connections. A shell executor of its own has none: here the job finds them by
 * their host names at their own ports, since it sees an /etc/hosts of its own.
 */
export async function startServices(
  context: JobContext,
  signal: AbortSignal,
): Promise<RunningServices | undefined> {
  const services = context.job.services ?? [];
  if (services.length === 0) return undefined;
  if (!context.slot.user || !context.settings.docker) {
    const need = "services need a runner that runs as root, and Docker";
    throw new JobFailure(need, "runner_system_failure");
  }
  const docker = new DockerApi(context.settings.docker);
  await mkdir(filesOf(context.settings), { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(filesOf(context.settings), "job-"));
  const runner = identityOf(context.settings);
  const labels = { [label]: runner, "slipway.job": String(context.job.id) };
  const network = `slipway-${runner}-job-${context.job.id}`;
  const stop = async () => {
    await removeLabelled(docker, [`${label}=${runner}`, `slipway.job=${context.job.id}`]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await docker.ask("POST", "/networks/create", { Name: network, Labels: labels });
    const names = new Map<string, RunningService>();
    const started: RunningService[] = [];
    for (const [index, service] of services.entries()) {
      const hosts = freeHosts(context, service, index, names);
      if (hosts.length === 0) continue;
      const running = await start(context, docker, { service, index, network, labels, folder });
      started.push(running);
      for (const host of hosts) names.set(host, running);
    }
    const waiting = "Waiting for services to be up and running (timeout 30 seconds)...";
    context.trace.write(line(waiting));
    await Promise.all(started.map((one) => waitForService(context, docker, one, signal)));
    return { hosts: await hostsFile(folder, names), stop };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

/** What a runner that was killed has left. */
export async function removeServices(host: string, settings: { cache: string }): Promise<void> {
  await rm(filesOf(settings), { recursive: true, force: true });
  await removeLabelled(new DockerApi(host), [`${label}=${identityOf(settings)}`]);
}

/** Beside the caches: what jobs with services need on disk, credentials of registries too. */
function filesOf({ cache }: { cache: string }): string {
  return join(dirname(cache), "services");
}

/** Another sandbox's runner may have the same name, and the same Docker. */
function identityOf({ cache }: { cache: string }): string {
  return createHash("sha256").update(cache).digest("hex").slice(0, 8);
}

/** Its host names, less what another service of the job has. */
function freeHosts(
  { trace, variables, place }: JobContext,
  ...[{ name, alias }, index, taken]: [Service, number, Map<string, unknown>]
): string[] {
  const image = expand(name, variables, place);
  const aliases = expand(alias ?? "", variables, place).split(/[\s,]+/);
  return [...serviceName(image).hosts, ...aliases].filter((host) => {
    if (!taken.has(host)) return host !== "";
    const why = "alias is already in use by another service.";
    trace.write(
      warning(`Skipping alias "${host}" for service "${image}" (services[${index}]): ${why}`),
    );
    return false;
  });
}

interface One {
  service: Service;
  index: number;
  network: string;
  labels: Record<string, string>;
  folder: string;
}

async function start(
  context: JobContext,
  docker: DockerApi,
  { service, index, network, labels, folder }: One,
): Promise<RunningService> {
  const { trace, variables, place } = context;
  const { service: base, version, image } = serviceName(expand(service.name, variables, place));
  trace.write(line(`Starting service ${base}${version.startsWith("@") ? "" : ":"}${version}...`));
  await pullImage(context, docker, image, folder);
  const name = `${network}-${base.replaceAll("/", "__")}-${index}`;
  const { Id: id } = await docker.ask<{ Id: string }>(
    ...(["POST", `/containers/create?name=${encodeURIComponent(name)}`] as const),
    {
      Image: image,
      Env: environmentOf(context, service),
      Labels: labels,
      ...(service.entrypoint ? { Entrypoint: service.entrypoint } : {}),
      ...(service.command ? { Cmd: service.command } : {}),
      HostConfig: { NetworkMode: network, RestartPolicy: { Name: "no" } },
    },
  );
  await docker.ask("POST", `/containers/${id}/start`);
  const inspected = await docker.ask<{
    Config: { ExposedPorts?: Record<string, unknown> };
    NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
  }>("GET", `/containers/${id}/json`);
  const ports = Object.keys(inspected.Config.ExposedPorts ?? {})
    .filter((port) => port.endsWith("/tcp"))
    .map((port) => Number.parseInt(port));
  const address = inspected.NetworkSettings.Networks[network]?.IPAddress ?? "";
  return { id, name, address, ports };
}

/** What of the job's variables is public, and what the service's own entry says. */
function environmentOf({ variables, place }: JobContext, service: Service): string[] {
  const own = service.variables ?? [];
  const all = [...variables, ...own];
  return [
    ...variables
      .filter((variable) => variable.public)
      .map(({ key }) => `${key}=${valueOf(key, variables, place)}`),
    ...own.map(({ key, value }) => `${key}=${expand(value, all, place)}`),
  ];
}

async function hostsFile(folder: string, names: Map<string, RunningService>): Promise<string> {
  const entries = [...names].map(([host, { address }]) => `${address}\t${host}\n`);
  const file = join(folder, "hosts");
  const own = await readFile("/etc/hosts", "utf8");
  await writeFile(file, `${own.trimEnd()}\n${entries.join("")}`, { mode: 0o644 });
  return file;
}

async function removeLabelled(docker: DockerApi, labels: string[]): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: labels }));
  const list = `/containers/json?all=1&filters=${filters}`;
  const containers = await docker.ask<{ Id: string }[]>("GET", list);
  for (const { Id: id } of containers) {
    await docker.ask("DELETE", `/containers/${id}?force=1&v=1`);
  }
  const networks = await docker.ask<{ Id: string }[]>("GET", `/networks?filters=${filters}`);
  for (const { Id: id } of networks) await docker.ask("DELETE", `/networks/${id}`);
}
