import type { Answer } from "../../host/protocol.ts";
import type { EnvironmentApp, EnvironmentSettings } from "../../settings/model.ts";
import { deployerOf, openEnvironment, requireApp, serverOf } from "./environment.ts";
import { UserError } from "../terminal/exit.ts";
import type { Host } from "./host.ts";
import { say } from "../terminal/output.ts";
import { redactor } from "./redact.ts";

/** An app whose servers are about to be changed, in the order of settings. */
export interface Change {
  stack: string;
  app: EnvironmentApp;
  hosts: Host[];
  /** What every request carries: the app, the patience, the registry's credentials. */
  request: Pick<EnvironmentSettings, "registry"> & { app: string; wait?: number };
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
  action: "deploy" | "rollback" | "allow";
  code: number;
  servers: Outcome[];
  /** Servers that were not asked any more, because one before them failed. */
  untouched: string[];
}

/** Reads the settings and makes ready to speak as the app's deployer. */
export async function openChange(
  cwd: string,
  stack: string,
  appName: string,
  { wait, only }: { wait?: number | undefined; only?: string | undefined } = {},
): Promise<Change> {
  const settings = await openEnvironment(cwd, stack);
  const app = requireApp(settings, appName);
  if (only !== undefined && !app.servers.includes(only)) {
    throw new UserError(
      `\`${app.name}\` does not run on \`${only}\` in ${stack}. Its servers: ${app.servers.join(", ")}.`,
    );
  }
  const names = only === undefined ? app.servers : [only];
  const key = deployerOf(settings, app);
  const redact = redactor(settings);
  const hosts = names.map((name): Host => {
    const prefix = names.length > 1 ? `${name}: ` : "";
    const onProgress = (line: string) => say(prefix + line);
    return { stack, server: serverOf(settings, name), key, redact, onProgress };
  });
  const request = {
    app: app.name,
    ...(wait === undefined ? {} : { wait }),
    ...(settings.registry ? { registry: settings.registry } : {}),
  };
  return { stack, app, hosts, request };
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
