import type { LogLine, LogsRequest } from "../../host/logsProtocol.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { paint, print, printable, say, surfaceOf } from "../terminal/output.ts";
import { sayServers } from "./appServers.ts";
import { openEnvironment, requireApp } from "./environment.ts";
import { observedBy, observerSecrets } from "./fromSettings.ts";
import { areVariablesSet, serversFromVariables } from "./fromVariables.ts";
import { askLogs, askStatus, type Host } from "./host.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";

export interface Wanted extends Pick<LogsRequest, "since" | "last" | "service" | "follow"> {
  /** Of this server only. */
  server?: string;
  json?: boolean;
}

interface ServerLine extends LogLine {
  server: string;
}

/**
 * Prints what an app's containers say on its servers. One that can't be asked keeps nobody from reading
 * the others.
 *
 * @returns the exit code: of the first server that failed
 */
export async function showLogs(
  cwd: string,
  stack: string,
  app: string,
  { server: only, json, ...about }: Wanted,
): Promise<number> {
  const { hosts, isOthers } = await hostsOf(cwd, stack, app, only);
  const { follow, since, last, service } = about;
  const request = {
    app,
    ...(since === undefined ? {} : { since }),
    ...(last === undefined ? {} : { last }),
    ...(service === undefined ? {} : { service }),
    ...(follow ? { follow } : {}),
  };
  const show = (line: ServerLine) =>
    print(json ? JSON.stringify(line) : rendered(line, hosts.length > 1));
  const gathered: ServerLine[] = [];
  const codes = await inParallel(hosts, follow ? hosts.length : serversAtOnce, async (host) => {
    const server = host.server.name;
    try {
      // Which environment they are of, logs do not say.
      if (isOthers) await askStatus(host, { app });
      const take = (line: ServerLine) => (follow ? show(line) : gathered.push(line));
      const answer = await askLogs(host, request, (line) => take({ server, ...line }));
      if (follow || answer.isCut) say(`${server}: ${printable(answer.message)}`);
      return exit.done;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say(`slipway: ${error.message}`);
      return error.exitCode;
    }
  });
  for (const line of gathered.toSorted(byTime)) show(line);
  return codes.find((code) => code !== exit.done) ?? exit.done;
}

async function hostsOf(
  cwd: string,
  stack: string,
  app: string,
  only: string | undefined,
): Promise<{ hosts: Host[]; isOthers: boolean }> {
  const isOthers = areVariablesSet(process.env);
  const all = isOthers ? await fromVariables(stack) : await fromSettings(cwd, stack, app);
  const hosts = all.filter(({ server }) => only === undefined || server.name === only);
  if (hosts.length > 0) return { hosts, isOthers };
  const names = all.map(({ server }) => server.name).join(", ");
  throw new UserError(`\`${app}\` does not run on \`${only}\` in ${stack}. Its servers: ${names}.`);
}

async function fromVariables(stack: string): Promise<Host[]> {
  const servers = await serversFromVariables(stack, process.env);
  sayServers(servers);
  return servers.hosts;
}

async function fromSettings(cwd: string, stack: string, app: string): Promise<Host[]> {
  const settings = await openEnvironment(cwd, stack, observerSecrets);
  return requireApp(settings, app).servers.map((server) => observedBy(settings, server));
}

/** The servers' clocks may differ a little, and so may what they order. What has no time stands last. */
function byTime({ at: one = "~" }: ServerLine, { at: other = "~" }: ServerLine): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rendered({ server, service, line }: ServerLine, isOneOfSeveral: boolean): string {
  const whose = printable(isOneOfSeveral ? `${server} ${service}` : service);
  return `${paint(`${whose} |`, "dim", surfaceOf(process.stdout))} ${printable(line)}`;
}
