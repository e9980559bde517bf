import type { AppStatus, Cause } from "../../host/protocol.ts";
import type { Stays } from "../../host/removeProtocol.ts";
import type { EnvironmentSettings } from "../../settings/model.ts";
import { stackFile } from "../stackFiles/folder.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { print, printable, printJson, say, shortDigest } from "../terminal/output.ts";
import { unknownName } from "../terminal/unknownName.ts";
import { isWanted } from "../terminal/question.ts";
import { leaveKeys } from "./administer.ts";
import { attempt, type Outcome } from "./change.ts";
import { openEnvironment } from "./environment.ts";
import { configuredBy, keysOnly } from "./fromSettings.ts";
import { ask, askStatus } from "./host.ts";

export interface LetGo {
  cwd: string;
  cause: Cause;
  /** Do it without asking. */
  yes?: boolean;
  json?: boolean;
}

/** An app on a server. */
interface There {
  server: string;
  status: AppStatus;
}

/**
 * Ends an app on the servers where settings do not put it any more.
 *
 * @param only on this server; default: on all of the environment's
 * @returns the exit code
 */
export async function removeApp(
  stack: string,
  app: string,
  only: string | undefined,
  options: LetGo,
): Promise<number> {
  const settings = await openEnvironment(options.cwd, stack, keysOnly("configurator"));
  const names = only === undefined ? Object.keys(settings.servers) : [declared(settings, only)];
  const declaring = settings.apps.find(({ name }) => name === app)?.servers ?? [];
  const still = declaring.filter((server) => names.includes(server));
  if (still.length > 0) {
    const where = only === undefined ? `\`${app}\`` : `\`${app}\` on ${only}`;
    throw new UserError(
      `${stackFile(stack)} still has ${where}, so the next \`npx slipway up ${stack}\` would bring it back. ` +
        `Take it out of there, run that \`up\`, which takes its keys away, and then this again.`,
    );
  }
  const there: There[] = [];
  for (const server of names) there.push(...(await appsOn(settings, server, app)));
  if (there.length === 0) {
    throw new UserError(
      `\`${app}\` is on no server of ${stack} that was asked: ${names.join(", ")}.`,
    );
  }
  if (!(await isMeant("app remove", `${stack} ${app}`, there, options))) return exit.done;
  return report(await removeAll(settings, there, options.cause), options);
}

/**
 * Ends all of an environment on a server: its apps, and then its keys.
 *
 * @param withApps also where settings still put apps there, as after a `destroy`
 * @returns the exit code
 */
export async function removeServer(
  stack: string,
  name: string,
  options: LetGo & { withApps?: boolean },
): Promise<number> {
  const settings = await openEnvironment(options.cwd, stack, keysOnly("configurator", "bootstrap"));
  const server = declared(settings, name);
  const apps = settings.apps.filter(({ servers }) => servers.includes(server));
  if (apps.length > 0 && !options.withApps) {
    const listed = apps.map((app) => app.name).join(", ");
    throw new UserError(
      `${stackFile(stack)} still has apps on ${server}: ${listed}. Take ${server} out of their \`servers\` and run ` +
        `\`npx slipway up ${stack}\`, and then this again; leave it in \`slipway:servers\` until then, since that says ` +
        "how to reach it. After a `destroy`, add --with-apps.",
    );
  }
  const there = await appsOn(settings, server);
  const keys = `${server}: the keys of ${stack} go, so that no job and no \`slipway\` reaches it any more`;
  if (!(await isMeant("server remove", `${stack} ${server}`, there, options, [keys]))) {
    return exit.done;
  }
  // Before the containers: no job brings one back meanwhile.
  const { configurator } = settings.keys;
  await leaveKeys(settings, server, [{ role: "configurator", public: configurator.public }]);
  const outcomes = await removeAll(settings, there, options.cause);
  const code = report(outcomes, options);
  if (code !== exit.done) {
    say(`${server}: the configurator's key is left, for the next try; all others have gone.`);
    return code;
  }
  await leaveKeys(settings, server, []);
  say(
    `${server}: the keys of ${stack} are gone. Take it out of \`slipway:servers\` in ${stackFile(stack)} before the ` +
      "next `up`, which would set it up again.",
  );
  return exit.done;
}

function declared({ servers, stack }: EnvironmentSettings, name: string): string {
  if (Object.hasOwn(servers, name)) return name;
  throw unknownName(
    `\`${stack}\` has no server \`${name}\`.`,
    name,
    "Servers",
    Object.keys(servers),
  );
}

async function appsOn(
  settings: EnvironmentSettings,
  server: string,
  only?: string,
): Promise<There[]> {
  const request = only === undefined ? {} : { app: only };
  const { apps } = await askStatus(configuredBy(settings, server), request);
  return apps
    .filter(({ release, applied, services }) => release || applied || services.length > 0)
    .map((status) => ({ server, status }));
}

/** Shows what ends and asks, unless it was said that it is wanted. */
async function isMeant(
  command: string,
  about: string,
  there: There[],
  options: LetGo,
  more: string[] = [],
): Promise<boolean> {
  for (const { server, status } of there) say(`${server}: ${ends(status)}`);
  for (const line of more) say(line);
  if (options.yes) return true;
  if (!process.stdin.isTTY) {
    throw new UserError(
      `\`slipway ${command}\` asks before it ends anything, and there is no terminal to ask on. To do it, add --yes.`,
    );
  }
  return isWanted(`Do it: ${command} ${about}?`);
}

function ends({ app, release, services }: AppStatus): string {
  const named = services.map(({ service }) => service).join(", ");
  const serving = release
    ? `, release ${release.number}${release.version ? `, ${release.version}` : ""} (${shortDigest(release.image)})`
    : "";
  const containers = named ? `the containers of ${app} end (${named})` : `${app} has no container`;
  return printable(`${containers}${serving}; its data stay`);
}

/** One after the other, and no further than the first that fails. */
async function removeAll(
  settings: EnvironmentSettings,
  there: There[],
  cause: Cause,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { server, status } of there) {
    const several = there.length > 1 ? `${server}: ` : "";
    const onProgress = (line: string) => say(several + line);
    const host = { ...configuredBy(settings, server), onProgress };
    const { app } = status;
    outcomes.push(await attempt(host, () => ask(host, "remove", { app, cause })));
    if (outcomes.at(-1)!.code !== exit.done) break;
  }
  return outcomes;
}

function report(outcomes: Outcome[], { json }: LetGo): number {
  if (json) printJson({ servers: outcomes });
  for (const { server, code, answer, error } of json ? [] : outcomes) {
    const said = `${server}: ${printable(answer?.message ?? error ?? `ended with ${code}`)}`;
    if (code !== exit.done) say(said);
    else print([said, ...leftBehind(answer?.stays)].join("\n"));
  }
  return outcomes.find(({ code }) => code !== exit.done)?.code ?? exit.done;
}

/** What is there still, and how it goes by hand. */
function leftBehind(stays: Stays | undefined): string[] {
  if (!stays) return [];
  const { folder, data, volumes, images } = stays;
  const paths = data.map((name) => `${folder}/${name}`);
  const lines = [
    ...(paths.length > 0 ? [`data: ${paths.join(" ")}`] : []),
    ...(volumes.length > 0 ? [`volumes, \`docker volume rm\`: ${volumes.join(" ")}`] : []),
    ...(images.length > 0 ? [`images, \`docker image rm\`: ${images.join(" ")}`] : []),
  ];
  return lines.map((line) => `  ${printable(line)}`);
}
