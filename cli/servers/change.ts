import type { Answer, Registry } from "../../host/protocol.ts";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { appServers, sayServers, type AppServers } from "./appServers.ts";
import type { KeyVariable } from "./fromVariables.ts";
import type { Host } from "./host.ts";

/** An app whose servers are about to be changed, in the order of deployment. */
export interface Change extends Pick<
  AppServers,
  "tell" | "hosts" | "isOthers" | "waves" | "watch" | "versionRule" | "after" | "freeze"
> {
  stack: string;
  app: string;
  /** What every request carries: the app, the patience, the registry's credentials. */
  request: { app: string; wait?: number; pullWithin?: number; registry?: Registry };
}

/** What came of a change on one server. */
export interface Outcome {
  server: string;
  /** slipway-host's exit code, or 2 when it could not be asked. */
  code: number;
  answer?: Answer;
  /** Why there is no answer. */
  error?: string;
  /** Set when another server failed: what came of putting this one back. */
  putBack?: Outcome;
}

export interface ChangeResult {
  app: string;
  environment: string;
  action: "deploy" | "rollback" | "restart" | "allow" | "pull" | "restore";
  code: number;
  servers: Outcome[];
  /** Servers that were not asked any more, because one before them failed. */
  untouched: string[];
  /** Why all of it was put back though every server's own checks passed: a sentence. */
  unverified?: string;
}

/** Finds the app's servers, and makes ready to speak as its deployer. */
export async function openChange(
  cwd: string,
  stack: string,
  app: string,
  {
    wait,
    only,
    keyVariable,
  }: { wait?: number | undefined; only?: string | undefined; keyVariable?: KeyVariable } = {},
): Promise<Change> {
  const { from, registry, hosts: all, ...servers } = await appServers(cwd, stack, app, keyVariable);
  const names = all.map(({ server }) => server.name);
  if (only !== undefined && !names.includes(only)) {
    throw new UserError(
      `\`${app}\` does not run on \`${only}\` in ${stack}. Its servers: ${names.join(", ")}.`,
    );
  }
  sayServers({ from, hosts: all });
  const hosts = all
    .filter(({ server }) => only === undefined || server.name === only)
    .map((host, _, { length }): Host => {
      const prefix = length > 1 ? `${host.server.name}: ` : "";
      return { ...host, onProgress: (line) => say(prefix + line) };
    });
  const request = {
    app,
    ...(wait === undefined ? {} : { wait }),
    ...pullWithin(process.env),
    ...(registry ? { registry } : {}),
  };
  return { ...servers, stack, app, hosts, request };
}

/**
 * A registry that hangs ends a pull while the job is still there to say so, and not the job in the midst
 * of the pull: two thirds of its timeout, which GitLab names in seconds. Elsewhere the server's own limit
 * holds.
 */
function pullWithin({ CI_JOB_TIMEOUT: timeout }: NodeJS.ProcessEnv): { pullWithin?: number } {
  const seconds = Math.floor((Number(timeout) * 2) / 3);
  return seconds >= 1 ? { pullWithin: Math.min(seconds, 86_400) } : {};
}

/** Runs one request and turns a server that can't be asked into an outcome like the others. */
export async function attempt(host: Host, request: () => Promise<Answer>): Promise<Outcome> {
  const server = host.server.name;
  try {
    const answer = await request();
    return { server, code: answer.code, answer };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { server, code: error.exitCode, error: error.message };
  }
}
