import type { Path } from "../../settings/index.ts";
import type { EnvironmentSettings, KeyPair } from "../../settings/model.ts";
import { stackFile } from "../stackFiles/folder.ts";
import { UserError } from "../terminal/exit.ts";
import { settingsAdvice } from "./advice.ts";
import type { AppServers } from "./appServers.ts";
import { openEnvironment, requireApp } from "./environment.ts";
import type { Host } from "./host.ts";
import { redactor } from "./redact.ts";

/** An app's servers as a stack file names them, in its order, with the app's deployer's key. */
export async function appFromSettings(
  cwd: string,
  stack: string,
  name: string,
): Promise<AppServers> {
  const settings = await openEnvironment(cwd, stack, deployerSecrets(name));
  const app = requireApp(settings, name);
  const key = deployerOf(settings, name);
  const redact = redactor(settings.secretValues);
  return {
    from: stackFile(stack),
    isOthers: false,
    hosts: app.servers.map((server) => hostOf(settings, server, key, redact)),
    waves: app.waves,
    watch: app.watch,
    ...(settings.registry && { registry: settings.registry }),
    ...(app.health?.version !== undefined && { versionRule: app.health.version }),
    ...(settings.rule.after !== undefined && { after: settings.rule.after }),
    tell: tellOf(settings),
    freeze: settings.rule.freeze,
  };
}

function tellOf({
  tell: { slack, telegram },
}: EnvironmentSettings): NonNullable<AppServers["tell"]> {
  return {
    ...(slack && { SLIPWAY_SLACK_WEBHOOK: slack.webhook }),
    ...(telegram && {
      SLIPWAY_TELEGRAM_TOKEN: telegram.token,
      SLIPWAY_TELEGRAM_CHAT: telegram.chat,
    }),
  };
}

/** What a command opens that asks an environment's servers and changes nothing on them. */
export function observerSecrets(path: Path): boolean {
  const [group, role] = path;
  // It tells nobody.
  if (group === "slipway:tell") return false;
  return group !== "slipway:keys" || role === "observer";
}

/** How to ask one of an environment's servers. */
export function observedBy(settings: EnvironmentSettings, server: string): Host {
  const redact = redactor(settings.secretValues);
  return hostOf(settings, server, settings.keys.observer, redact);
}

/** What a command opens that takes away what is on an environment's servers: these keys alone. */
export function keysOnly(...roles: ("configurator" | "bootstrap")[]): (path: Path) => boolean {
  return ([group, role]) =>
    group === "slipway:keys" && (roles as (string | number | undefined)[]).includes(role);
}

/** How to lay down on one of an environment's servers, or take away. */
export function configuredBy(settings: EnvironmentSettings, server: string): Host {
  const redact = redactor(settings.secretValues);
  return hostOf(settings, server, settings.keys.configurator, redact);
}

/**
 * A roll-out's key, the registry's password, and what its answers must not show: the app's own
 * secrets. The keys that open more (the first contact's opens the whole server) stay closed.
 */
function deployerSecrets(app: string): (path: Path) => boolean {
  return ([group, name, ofApp]) => {
    if (group === "slipway:keys") return name === "deployers" && ofApp === app;
    return group !== "slipway:apps" || name === app;
  };
}

/** The key that may deploy this app, and nothing else. */
function deployerOf({ keys, stack }: EnvironmentSettings, app: string): KeyPair {
  const key = keys.deployers[app];
  if (key) return key;
  throw new UserError(
    `\`${app}\` has no deployer's key in ${stackFile(stack)}. ` +
      `Make it: npx slipway keys ${stack}`,
  );
}

/** That the server is declared has been checked with the settings. */
function hostOf(
  { stack, servers }: EnvironmentSettings,
  name: string,
  key: KeyPair,
  redact: (text: string) => string,
): Host {
  const { address, port, user, hostKey } = servers[name]!;
  const knownHosts = `${name} ${hostKey}\n`;
  const advice = settingsAdvice(stack, name);
  const server = { name, address, port, user, alias: name, knownHosts, advice };
  return { stack, server, privateKey: key.private, redact };
}
