import fc from "fast-check";
import { keyPair } from "../../unit/settings/keys.ts";
import { Draft, type State } from "./states.ts";

/**
 * One thing that a person changes in the settings; `n` varies it, from 1 to 9. What is there already is
 * of 0: a secret with the same value would be encrypted anew, which without its passphrase is another.
 */
export type Edit = (draft: Draft, stack: string, n: number) => void;

const shop = ["apps", "shop"];
const compose = "compose/shop.yaml";
const gone =
  (...path: string[]): Edit =>
  (draft, stack) =>
    draft.delete(stack, [...shop, ...path]);
const to =
  (path: string[], value: (n: number) => unknown): Edit =>
  (draft, stack, n) =>
    draft.set(stack, [...shop, ...path], value(n));
const toSecret =
  (path: string[], value: (n: number) => string): Edit =>
  (draft, stack, n) =>
    draft.set(stack, path, draft.secret(stack, value(n)));

function serverOf(draft: Draft, stack: string): string {
  return Object.keys(draft.get(stack, ["servers"]) as object)[0]!;
}

const ofServer =
  (key: string, value: (n: number) => unknown): Edit =>
  (draft, stack, n) =>
    draft.set(stack, ["servers", serverOf(draft, stack), key], value(n));

/** A registry that takes other credentials can't be asked for digests by them before it does. */
function pin(draft: Draft): void {
  const image = `registry.example.com/acme/database@sha256:${"0".repeat(64)}`;
  draft.replace(compose, /^    image: (?!\$).*$/gm, `    image: ${image}`);
}

/** Of an environment's file and what it names. */
export const environmentEdits: Record<string, Edit> = {
  "adds a key": to(["env", "FEATURE"], (n) => `of ${n}`),
  "changes a key": to(["env", "LOG_LEVEL"], (n) => `Level${n}`),
  "removes a key": gone("env", "SMTP__Port"),
  "replaces a secret that jobs see": toSecret(
    [...shop, "secrets", "DB_PASSWORD"],
    (n) => `another-password-${n}`,
  ),
  "replaces a secret": toSecret([...shop, "secrets", "SMTP__Password"], (n) => `other ${n}`),
  "adds a secret": toSecret([...shop, "secrets", "API_TOKEN"], (n) => `token ${n}`),
  "removes a secret": gone("secrets", "SMTP__Password"),
  "takes a secret from jobs": to(["pipeline", "secrets"], () => []),
  "adds a variable": to(["pipeline", "variables", "REGION"], (n) => `eu-${n}`),
  "adds a secret variable": toSecret(
    [...shop, "pipeline", "variables", "LICENCE"],
    (n) => `licence-number-${n}`,
  ),
  "says more of a variable": to(["pipeline", "variables", "SENTRY_ENVIRONMENT"], (n) => ({
    value: "a long enough value",
    ...[{ protected: false }, { raw: false }, { description: "Whose errors" }, { type: "file" }][
      n % 4
    ],
  })),
  "removes a variable": gone("pipeline", "variables", "SENTRY_ENVIRONMENT"),
  "replaces a file variable": toSecret(
    [...shop, "pipeline", "variables", "SENTRY_PROPERTIES", "value"],
    (n) => `url=https://sentry-${n}.example.com\n`,
  ),
  "moves a server": ofServer("port", (n) => 2000 + n),
  "renames a server's address": ofServer("address", (n) => `127.0.0.${n + 2}`),
  "gives a server another key": ofServer("hostKey", (n) => keyPair(`host ${n}`).public),
  "gives a server another folder": ofServer("folder", (n) => `/srv/slipway-${n}`),
  "adds a server": (draft, stack, n) => {
    const hostKey = keyPair(`second ${stack}`).public;
    draft.set(stack, ["servers", "second"], { address: `second-${n}.example.com`, hostKey });
    draft.set(stack, [...shop, "servers"], [serverOf(draft, stack), "second"]);
  },
  "pulls as another user": (draft, stack, n) => {
    pin(draft);
    draft.set(stack, ["registry", "user"], `puller-${n}`);
  },
  "replaces the registry's password": (draft, stack, n) => {
    pin(draft);
    draft.set(stack, ["registry", "password"], draft.secret(stack, `of-the-registry-${n}`));
  },
  "gives the app another address": to(["url"], (n) => `https://shop-${n}.example.com`),
  "takes the app's address": gone("url"),
  "says the tier": to(
    ["tier"],
    (n) => ["production", "staging", "testing", "development", "other"][n % 5],
  ),
  "waits longer": to(["health", "within"], (n) => `${60 + n}s`),
  "watches longer": to(["health", "watch"], (n) => `${2 + n}s`),
  "asks for more": to(["health", "smoke"], (n) => ["/api/v1/status", `/also/${n}`]),
  "looks at no version": gone("health", "version"),
  "looks at nothing": gone("health"),
  "says when a secret was set": to(
    ["rotate", "DB_PASSWORD", "changed"],
    (n) => `2026-10-0${(n % 9) + 1}`,
  ),
  "forgets when": gone("rotate"),
  "no longer adds a key": gone("env", "FEATURE"),
  "removes what it backs up by": gone("backup"),
  "names no repository": gone("repository"),
  "tells nobody on Telegram": (draft, stack) => draft.delete(stack, ["tell", "telegram"]),
  "removes a secret variable": gone("pipeline", "variables", "LICENCE"),
  "holds it back": to(["withNextImage"], () => true),
  "tells Slack": toSecret(
    ["tell", "slack", "webhook"],
    (n) => `https://hooks.slack.com/services/T/B/${n}`,
  ),
  "tells Telegram": (draft, stack, n) => {
    const token = draft.secret(stack, `12345:${"x".repeat(30)}${n}`);
    draft.set(stack, ["tell", "telegram"], { token, chat: `-100${n}` });
  },
  "names the repository": to(["repository"], (n) => `registry.example.com/acme/shop-${n}`),
  "backs up": (draft, stack, n) => {
    draft.replace(compose, /^services:$/m, `services:\n  before${n}: { image: "\${IMAGE}" }`);
    draft.set(stack, [...shop, "once"], [`before${n}`]);
    const command = "pg_dump --username shop shop";
    draft.set(stack, [...shop, "backup"], { service: "database", command, restore: "psql" });
  },
  "replaces the deployer's key": (draft, stack, n) =>
    draft.set(stack, ["keys", "deployers", "shop"], draft.newKey(stack, `deployer ${n}`)),
  "replaces the fingerprints' key": toSecret(["keys", "fingerprint"], (n) =>
    Buffer.alloc(32, `fingerprint ${n}`).toString("base64"),
  ),
  "changes a service": (draft, _, n) =>
    draft.replace(compose, /restart: unless-stopped/g, `restart: "on-failure:${n + 1}"`),
  "gives a service a variable": (draft) =>
    draft.replace(compose, /^    environment:$/m, "    environment:\n      LEVEL: ${LOG_LEVEL}"),
  "changes nothing but a comment": (draft, _, n) => draft.replace(compose, /^# /, `# ${n} `),
};

const branches = [...shop, "branches"];

/** Of the platform's file. `stack` is `platform`. */
export const platformEdits: Record<string, Edit> = {
  "opens a door": (draft, stack, n) =>
    draft.set(stack, ["environments", ["uat", "production"][n % 2]!, "deploy"], "automatic"),
  "lets a deploy take longer": (draft, stack, n) =>
    draft.set(stack, ["environments", "uat", "timeout"], `${20 + n}m`),
  describes: to(["description"], (n) => `The shop ${n}`),
  "shows the project": to(["visibility"], () => "internal"),
  "merges otherwise": to(["mergeMethod"], (n) => ["ff", "rebase_merge"][n % 2]),
  "lets others merge": (draft, stack, n) =>
    draft.set(stack, [...branches, "main", "merge"], ["developer", "no one"][n % 2]),
  "lets others push": (draft, stack, n) =>
    draft.set(stack, [...branches, "develop", "push"], ["developer", "maintainer"][n % 2]),
  "lets force-push": (draft, stack) =>
    draft.set(stack, [...branches, "develop", "forcePush"], true),
  "protects more": (draft, stack, n) =>
    draft.set(stack, [...branches, `release/${n}/*`], { merge: "maintainer" }),
  "no longer protects the project": to(["protect"], () => false),
  "adds a test": to(["test", "more"], (n) => `npm run more-${n}`),
  "removes a test": gone("test", "lint"),
  "tests in another image": to(["testing", "image"], (n) => `node:${20 + (n % 4)}-slim`),
  "leaves more out of the image": to(["inputs", "exclude"], (n) => ["docs/**", `notes-${n}.md`]),
  "adds a hook": (draft, stack, n) =>
    draft.set(stack, [...shop, "hooks", "chat"], {
      url: `https://chat.example.com/${n}`,
      token: draft.secret(stack, `token ${n}`),
      events: [["push"], ["push", "merge_request"], ["job"]][n % 3],
      ...(n % 3 === 0 ? { branches: "main" } : {}),
    }),
  "removes a hook": gone("hooks", "chat"),
  "removes a hook's branches": gone("hooks", "chat", "branches"),
  "no longer cleans up": gone("registry"),
  "protects less": (draft, stack) => draft.delete(stack, [...branches, "release/0/*"]),
  "cleans up": to(["registry", "olderThan"], (n) => ["7d", "14d", "30d", "60d"][n % 4]),
  "adds an app": (draft, stack, n) =>
    draft.set(stack, ["apps", "site"], { project: ["acme/site", "acme/other-site"][n % 2] }),
};

/**
 * What only the platform's own preview knows at once: an environment's looks the project up, which is
 * there under its new path once the platform is up.
 */
export const projectEdits: Record<string, Edit> = {
  "moves the project": to(["project"], (n) => `acme/shop-${n}`),
};

/** From which on there are `pipelinesEdits`. */
export const keepingPipelines: Record<string, Edit> = {
  "keeps the pipelines": (draft, stack) => {
    draft.set(stack, ["pipelines"], { project: "acme/pipelines" });
    draft.set(stack, ["tool"], { command: "/usr/local/bin/slipway" });
  },
};

/** Where the platform keeps the pipelines, as well. */
export const pipelinesEdits: Record<string, Edit> = {
  "keeps no pipelines": (draft, stack) => {
    draft.delete(stack, ["pipelines"]);
    draft.delete(stack, ["tool"]);
  },
  "runs another tool": (draft, stack, n) =>
    draft.set(stack, ["tool"], { command: `/opt/slipway-${n}/bin/slipway` }),
  "publishes no tool": (draft, stack) => draft.delete(stack, ["tool"]),
  "runs elsewhere": (draft, stack, n) =>
    draft.set(stack, ["pipelines", "runners"], { others: `others-${n}` }),
  "releases with a user's token": (draft, stack, n) =>
    draft.set(stack, ["pipelines", "release"], {
      user: `release-${n}`,
      token: draft.secret(stack, `glpat-release-${n}`),
      reader: draft.secret(stack, `glpat-reader-${n}`),
    }),
};

/** Edits by their titles, in the order in which they are made. */
export type Chosen = [title: string, n: number][];

/** Some of these edits, in any order, each with a number. */
export function someOf(edits: Record<string, Edit>, minLength = 1): fc.Arbitrary<Chosen> {
  const titles = Object.keys(edits);
  if (titles.length === 0) return fc.constant([]);
  const one = fc.tuple(fc.constantFrom(...titles), fc.integer({ min: 1, max: 9 }));
  return fc.uniqueArray(one, { minLength, maxLength: 5, selector: ([title]) => title });
}

export function edited(
  state: State,
  edits: Record<string, Edit>,
  stack: string,
  chosen: Chosen,
): State {
  const draft = new Draft({ ...state });
  for (const [title, n] of chosen) edits[title]!(draft, stack, n);
  return draft.done();
}
