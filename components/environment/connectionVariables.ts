import { pullEnvironment } from "../../pipeline/index.ts";
import { addressAndPort, serverDefaults } from "../../settings/index.ts";
import type {
  EnvironmentApp,
  EnvironmentSettings,
  PipelineVariable,
  ServerSettings,
} from "../../settings/index.ts";
import { pullerKey } from "./pullerKey.ts";
import { scopedTo } from "./scopedVariable.ts";

/** Whether people open the environment's deploys, so that images can be pulled while they wait. */
export function hasDoor({ rule }: EnvironmentSettings): boolean {
  return rule.deploy === "manual";
}

/**
 * What an app's pipeline needs to reach the servers of one environment, and nothing more: the
 * deployer's key, which may run slipway-host for this environment and app only, the servers' host
 * keys, and their addresses.
 */
export function connectionVariables(
  app: EnvironmentApp,
  settings: EnvironmentSettings,
): PipelineVariable[] {
  const deployer = settings.keys.deployers[app.name]!;
  const variable = scopedTo(settings.stack);
  return [
    variable({
      key: "SLIPWAY_DEPLOYER_KEY",
      value: deployer.private,
      secret: true,
      variableType: "file",
      description: "SSH key that may deploy this app to this environment",
    }),
    ...serverVariables(app, settings, variable),
    ...waveVariables(app, variable),
    ...watchVariables(app, variable),
    ...registryVariables(settings, variable),
  ];
}

function waveVariables(
  { waves }: EnvironmentApp,
  variable: ReturnType<typeof scopedTo>,
): PipelineVariable[] {
  if (waves.length === 0) return [];
  const description = "How deploys go over these servers, wave after wave";
  return [variable({ key: "SLIPWAY_WAVES", value: waves.join(","), description })];
}

function watchVariables(
  { watch }: EnvironmentApp,
  variable: ReturnType<typeof scopedTo>,
): PipelineVariable[] {
  if (watch === 0) return [];
  const description = "Seconds for which servers go on looking at a release once it serves";
  return [variable({ key: "SLIPWAY_WATCH", value: String(watch), description })];
}

/**
 * Whose images servers may pull: the job's own account has its project's, and a database's may be
 * another's.
 */
function registryVariables(
  { registry }: EnvironmentSettings,
  variable: ReturnType<typeof scopedTo>,
): PipelineVariable[] {
  if (!registry) return [];
  const { address, user, password } = registry;
  return [
    variable({
      key: "SLIPWAY_REGISTRY",
      value: address,
      description: "The registry that this environment's servers pull from",
    }),
    variable({
      key: "SLIPWAY_REGISTRY_USER",
      value: user,
      description: "Who pulls from it",
    }),
    variable({
      key: "SLIPWAY_REGISTRY_PASSWORD",
      value: password,
      secret: true,
      // What GitLab can mask (Ci::Maskable); a shorter one would be refused.
      masked: /^\S{8,}$/.test(password),
      description: "That user's password or token",
    }),
  ];
}

/**
 * The same for the job that pulls an image ahead of a deploy that somebody has yet to allow: in a
 * scope of its own, so that it sees no key that may do more.
 */
export function pullVariables(
  app: EnvironmentApp,
  settings: EnvironmentSettings,
): PipelineVariable[] {
  if (!hasDoor(settings)) return [];
  const variable = scopedTo(pullEnvironment(settings.stack).name);
  return [
    variable({
      key: "SLIPWAY_PULLER_KEY",
      value: pullerKey(settings, app.name).private,
      secret: true,
      variableType: "file",
      description: "SSH key that may pull this app's images on this environment's servers",
    }),
    ...serverVariables(app, settings, variable),
  ];
}

function serverVariables(
  app: EnvironmentApp,
  settings: EnvironmentSettings,
  variable: ReturnType<typeof scopedTo>,
): PipelineVariable[] {
  const servers = app.servers.map((name) => settings.servers[name]!);
  return [
    variable({
      key: "SLIPWAY_KNOWN_HOSTS",
      value: servers.map((server) => `${knownHost(server)}\n`).join(""),
      variableType: "file",
      description: "Host keys of this environment's servers",
    }),
    variable({
      key: "SLIPWAY_SERVERS",
      // As `slipway deploy` takes them apart (cli/servers/variables.ts).
      value: servers.map(({ user, ...server }) => `${user}@${addressAndPort(server)}`).join(" "),
      description: "Servers of this environment, in the order of deployment",
    }),
  ];
}

/** A line of OpenSSH's known_hosts (sshd(8)): a port other than SSH's own goes with brackets. */
function knownHost({ address, port, hostKey }: ServerSettings): string {
  return `${port === serverDefaults.port ? address : `[${address}]:${port}`} ${hostKey}`;
}
