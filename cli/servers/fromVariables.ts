import { serverDefaults } from "../../settings/groups/serverDefaults.ts";
import { addressAndPort } from "../../settings/kinds/webAddress.ts";
import { UserError } from "../terminal/exit.ts";
import { variablesAdvice } from "./advice.ts";
import type { AppServers } from "./appServers.ts";
import { hasHostKey } from "./knownHosts.ts";
import { redactor } from "./redact.ts";
import type { Target } from "./target.ts";
import { wavesFrom } from "./waves.ts";
import { readFileVariable, readServers, type Complaint } from "./variables.ts";

/**
 * The variables that `up` gives each app's pipeline (components/environment/connectionVariables.ts),
 * scoped to an environment. In a job they take the place of a stack file and a passphrase.
 */
const names = ["SLIPWAY_SERVERS", "SLIPWAY_DEPLOYER_KEY", "SLIPWAY_KNOWN_HOSTS"] as const;

/** Whether somebody meant to use them: one is enough, so that a missing one is told. */
export function areVariablesSet(environment: NodeJS.ProcessEnv): boolean {
  return names.some((name) => environment[name]);
}

/** The variable whose key is used: the one that may deploy, or the one that may pull and no more. */
export type KeyVariable = "SLIPWAY_DEPLOYER_KEY" | "SLIPWAY_PULLER_KEY";

/**
 * The servers of the app and the environment that the variables were made for.
 *
 * @throws UserError with all that is wrong with them
 */
export async function serversFromVariables(
  stack: string,
  environment: NodeJS.ProcessEnv,
  keyVariable: KeyVariable = "SLIPWAY_DEPLOYER_KEY",
): Promise<AppServers> {
  const servers = readServers("SLIPWAY_SERVERS", environment);
  const key = readFileVariable(keyVariable, environment);
  const knownHosts = readFileVariable("SLIPWAY_KNOWN_HOSTS", environment);
  const { waves, problem: wrongWaves } = wavesOf(environment);
  const { watch, problem: wrongWatch } = watchOf(environment);
  const complaints = [servers, key, knownHosts].flatMap((read) => read.complaints);
  if (wrongWaves) complaints.push({ variable: "SLIPWAY_WAVES", message: wrongWaves });
  if (wrongWatch) complaints.push({ variable: "SLIPWAY_WATCH", message: wrongWatch });
  if (key.value !== undefined && !/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key.value)) {
    complaints.push({
      variable: keyVariable,
      message: "The file holds no private key.",
    });
  }
  if (knownHosts.value !== undefined) {
    for (const server of servers.value ?? []) {
      if (await hasHostKey(knownHosts.value, server)) continue;
      const message = `The file has no line for ${addressAndPort(server)}.`;
      complaints.push({ variable: "SLIPWAY_KNOWN_HOSTS", message });
    }
  }
  if (complaints.length > 0) throw problem(stack, complaints);

  const privateKey = withNewline(key.value!);
  const registry = registryOf(environment);
  const redact = redactor([privateKey, ...(registry ? [registry.password] : [])]);
  const hosts = servers.value!.map(({ user, address, port }) => {
    const name = port === serverDefaults.port ? address : addressAndPort({ address, port });
    const advice = variablesAdvice(stack);
    const server: Target = { name, user, address, port, knownHosts: knownHosts.value!, advice };
    return { stack, server, privateKey, redact };
  });
  return {
    from: "SLIPWAY_SERVERS",
    isOthers: true,
    hosts,
    waves,
    watch,
    ...(registry && { registry }),
  };
}

/** Not set by an `up` of before there were any, nor where servers are deployed to one after the other. */
function wavesOf({ SLIPWAY_WAVES: text }: NodeJS.ProcessEnv): ReturnType<typeof wavesFrom> {
  return text ? wavesFrom(text) : { waves: [] };
}

/** Not set by an `up` of before there was any, nor where settings want none. */
function watchOf({ SLIPWAY_WATCH: text }: NodeJS.ProcessEnv): { watch: number; problem?: string } {
  if (!text || /^\d{1,5}$/.test(text)) return { watch: Number(text || 0) };
  return { watch: 0, problem: "It must be a number of seconds." };
}

/**
 * The environment's own registry, where its settings name one; else GitLab's, of which every job gets
 * the address and an account, which sees the images of the job's project and ends with the job.
 */
function registryOf(environment: NodeJS.ProcessEnv): AppServers["registry"] {
  for (const prefix of ["SLIPWAY_REGISTRY", "CI_REGISTRY"]) {
    const [address, user, password] = ["", "_USER", "_PASSWORD"].map(
      (part) => environment[`${prefix}${part}`],
    );
    if (address && user && password) return { address, user, password };
  }
  return undefined;
}

/** A variable set by hand loses its last newline easily, and ssh refuses such a key. */
function withNewline(key: string): string {
  return key.endsWith("\n") ? key : `${key}\n`;
}

function problem(stack: string, complaints: Complaint[]): UserError {
  const count = complaints.length === 1 ? "1 problem" : `${complaints.length} problems`;
  const lines = complaints.map(({ variable, message }) => `  ${variable}: ${message}`);
  const advice = [whereVariablesAre(stack), `To use a stack file instead, unset all three.`];
  return new UserError(
    [`The variables that name the servers have ${count}.`, ...lines, ...advice].join("\n"),
  );
}

/** What a job lacks that should have them and has not. */
export function whereVariablesAre(stack: string): string {
  const all = names.join(", ").replace(/, (?=[^,]*$)/, " and ");
  return (
    `In a pipeline the variables ${all} name the servers: ` +
    `\`npx slipway up ${stack}\` writes them into the app's GitLab project, for jobs of a protected ` +
    `branch that say \`environment: ${stack}\`.`
  );
}
