import type { Concern } from "./difference.ts";
import { words, type Words } from "./words.ts";

/** What is known of one place of the settings, and of all under it that have no line of their own. */
export interface Place {
  concern: Concern;
  /** What stands there, by the names in its path; only of the place itself. */
  what?: (...names: string[]) => Words;
  /** Of a thing of its own, which comes and goes with all that is in it: what its going is about. */
  thing?: Concern;
  /** From what allows the least to what allows the most; undefined for what is not said. */
  least?: readonly unknown[];
  /** What comes of its going. */
  gone?: (...names: string[]) => Words;
}

const followed = { concern: "followed" } as const;
const gone = { concern: "gone" } as const;
const access = { concern: "access" } as const;
const data = { concern: "data" } as const;
const thing = "gone";

/** In every stack. */
const shared: Record<string, Place> = {
  "gitlab:baseUrl": { ...followed, what: () => words`the address of GitLab's API` },
  "gitlab:token": { ...followed, what: () => words`the token that \`up\` uses` },
};

const inPlatform: Record<string, Place> = {
  ...shared,
  "slipway:environments": { ...access, what: () => words`the order of promotion` },
  "slipway:environments.*": { ...access, thing, what: (name) => words`the environment ${name}` },
  "slipway:environments.*.branch": {
    ...access,
    what: (name) => words`the branch that comes to ${name}`,
  },
  "slipway:environments.*.deploy": {
    ...access,
    what: (name) => words`the door of ${name}`,
    least: ["manual", "automatic"],
  },
  "slipway:environments.*.after": {
    ...access,
    what: (name) => words`what an image has served on before it comes to ${name}`,
  },
  "slipway:environments.*.freeze.*": {
    ...access,
    thing: "access",
    what: (name, window) => words`the freeze ${window} of ${name}`,
    least: [true, undefined],
  },
  "slipway:environments.*.timeout": {
    concern: "rest",
    what: (name) => words`how long a deploy to ${name} may take`,
  },

  "slipway:apps.*": { concern: "rest", thing, what: (app) => words`the app ${app}` },
  "slipway:apps.*.project": {
    ...followed,
    what: (app) => words`the GitLab project of ${app}, which gets its keys and variables`,
  },
  "slipway:apps.*.visibility": {
    ...access,
    what: (app) => words`who sees the project of ${app}`,
    least: ["private", "internal", "public"],
  },
  "slipway:apps.*.defaultBranch": { ...access, what: (app) => words`the default branch of ${app}` },
  "slipway:apps.*.branches.*": {
    ...access,
    what: (app, branch) => words`the protection of ${branch} of ${app}`,
  },
  "slipway:apps.*.hooks.*": {
    ...followed,
    thing,
    what: (app, hook) => words`the webhook ${hook} of ${app}`,
  },
  "slipway:apps.*.hooks.*.url": {
    ...followed,
    what: (app, hook) => words`where the webhook ${hook} of ${app} posts to`,
  },
  "slipway:apps.*.hooks.*.sslVerification": {
    ...followed,
    what: (app, hook) => words`whether the webhook ${hook} of ${app} looks at certificates`,
    least: [true, false],
  },
  "slipway:apps.*.test.*": {
    concern: "rest",
    thing: "access",
    what: (app, test) => words`the test ${test} of ${app}`,
    least: [true, undefined],
    gone: () => words`Nothing waits for it any more.`,
  },
  "slipway:apps.*.build.builder": { ...access, what: (app) => words`what builds ${app}` },
  "slipway:apps.*.build.daemon": {
    ...followed,
    what: (app) => words`the BuildKit daemon that builds ${app}`,
  },
  "slipway:apps.*.protect": {
    ...access,
    what: (app) => words`whether Pulumi refuses to delete the project of ${app}`,
    least: [true, false],
  },
  "slipway:pipelines": { ...followed, thing, what: () => words`where pipelines are kept` },
  "slipway:pipelines.project": {
    ...followed,
    what: () => words`the project that holds every app's pipeline`,
  },
  "slipway:pipelines.runners.trusted": {
    ...followed,
    what: () => words`the runner whose jobs hold keys`,
  },
  "slipway:pipelines.ephemeral": {
    ...access,
    what: () => words`whether builds of any branch may be privileged`,
    least: [false, true],
  },
  "slipway:tool": followed,
  "slipway:tool.image": { ...followed, what: () => words`the tool image, whose jobs hold keys` },
  "slipway:tool.command": { ...followed, what: () => words`the tool, whose jobs hold keys` },
};

const inEnvironment: Record<string, Place> = {
  ...shared,
  "slipway:servers.*": {
    ...followed,
    thing,
    what: (name) => words`the server ${name}`,
    gone: () => words`What runs there goes on, until \`slipway server remove\` ends it.`,
  },
  "slipway:servers.*.address": { ...followed, what: (name) => words`the address of ${name}` },
  "slipway:servers.*.port": { ...followed, what: (name) => words`the SSH port of ${name}` },
  "slipway:servers.*.hostKey": { ...followed, what: (name) => words`the host key of ${name}` },
  "slipway:servers.*.user": {
    ...followed,
    what: (name) => words`whom Slipway works as on ${name}`,
  },
  "slipway:servers.*.administrator": {
    ...followed,
    what: (name) => words`whom the first contact with ${name} is made as`,
  },
  "slipway:servers.*.folder": {
    ...gone,
    what: (name) => words`where Slipway keeps everything on ${name}`,
    gone: () => words`What is in the former folder stays there.`,
  },
  "slipway:servers.*.timer": {
    concern: "rest",
    what: (name) => words`whether ${name} looks each minute after interrupted switches`,
  },
  "slipway:keys": followed,
  "slipway:keys.deployers.*": {
    ...followed,
    thing,
    what: (app) => words`the deployer's key of ${app}`,
  },
  "slipway:keys.fingerprint": {
    concern: "rest",
    what: () => words`the key of the fingerprints in previews`,
  },
  "slipway:registry": {
    ...followed,
    thing,
    what: () => words`the registry that servers pull from`,
  },
  "slipway:registry.address": {
    ...followed,
    what: () => words`the address of the registry that servers pull from`,
  },
  "slipway:registry.insecure": {
    ...followed,
    what: () => words`whether the registry is asked without TLS`,
    least: [undefined, false, true],
  },

  "slipway:apps.*": { concern: "rest", thing, what: (app) => words`the app ${app}` },
  "slipway:apps.*.servers": { concern: "rest", what: (app) => words`the servers of ${app}` },
  "slipway:apps.*.compose": { concern: "rest", what: (app) => words`the compose file of ${app}` },
  "slipway:apps.*.health": {
    ...access,
    thing: "access",
    what: (app) => words`the health check of ${app}`,
    least: [true, undefined],
  },
  "slipway:apps.*.backup": {
    ...data,
    thing: "data",
    what: (app) => words`how the data of ${app} are backed up`,
    gone: () => words`No dump is made before a migration.`,
  },
  "slipway:apps.*.repository": {
    ...followed,
    what: (app) => words`the only repository whose images servers start for ${app}`,
  },
  "slipway:apps.*.env.*": {
    concern: "rest",
    thing,
    what: (app, key) => words`${key} in \`.env\` of ${app}`,
  },
  "slipway:apps.*.secrets.*": {
    concern: "rest",
    thing,
    what: (app, key) => words`the secret ${key} in \`.env\` of ${app}`,
  },
  "slipway:apps.*.pipeline.variables.*": {
    concern: "rest",
    thing,
    what: (app, key) => words`the variable ${key} of the jobs of ${app}`,
  },
  "slipway:apps.*.rotate.*.changed": {
    concern: "rest",
    what: (app, key) => words`the day when ${key} of ${app} was set`,
  },
  "slipway:apps.*.rotate.*.every": {
    concern: "rest",
    what: (app, key) => words`how often ${key} of ${app} is to be replaced`,
  },
  "slipway:apps.*.files.*": {
    concern: "rest",
    thing,
    what: (app, path) => words`the file ${`files/${path}`} of ${app}`,
  },
  "slipway:tell.slack.webhook": { ...followed, what: () => words`the Slack webhook that is told` },
  "slipway:tell.telegram.token": { ...followed, what: () => words`the Telegram bot that tells` },
};

export const places = { platform: inPlatform, environment: inEnvironment };

/** What is known of a place, by its name in the schema: `slipway:apps.*.env.*`. */
export function placeOf(kind: keyof typeof places, name: string): Place & { exact: boolean } {
  const known = places[kind];
  for (let at = name; at !== ""; at = at.slice(0, Math.max(0, at.search(/(\.[^.]+|\[\])$/)))) {
    const found = known[at];
    if (!found) continue;
    const exact = at === name;
    return { ...found, exact };
  }
  return { concern: "rest", exact: false };
}
