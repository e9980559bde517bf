import { stringify } from "yaml";
import { PassphraseError } from "../../../settings/index.ts";
import type { ReadSecret, StackFiles } from "../../../settings/index.ts";
import { likelyPath } from "../../../settings/read/files.ts";
import { keyPair } from "./keys.ts";

/** A good set of stack files, to change one thing at a time. */

type Tree = Record<string, unknown>;

export const platform = "Pulumi.platform.yaml";
export const staging = "Pulumi.staging.yaml";
export const production = "Pulumi.production.yaml";
export const compose = "compose/shop.yaml";

/** Secrets stand in clear behind a `=`, and are never shown: each holds the word `canary`. */
export function secret(plain: string) {
  return { secure: `=${plain}` };
}

/** Reads what `secret` wrote; `?` stands for what cannot be read, `!` for what is damaged. */
export const readSecret: ReadSecret = (_, ciphertext) => {
  if (ciphertext === "?") return undefined;
  if (ciphertext === "!") throw new PassphraseError("damaged");
  if (ciphertext === "x") throw new PassphraseError("wrong");
  return ciphertext.slice(1);
};

function pair(name: string) {
  const { public: half, private: other } = keyPair(name);
  return { public: half, private: secret(other) };
}

export function keys(stack: string) {
  return {
    bootstrap: pair(`${stack} bootstrap`),
    configurator: pair(`${stack} configurator`),
    observer: pair(`${stack} observer`),
    fingerprint: secret(Buffer.alloc(32, "canary").toString("base64")),
    deployers: { shop: pair(`${stack} shop`) },
  };
}

const common = {
  "gitlab:baseUrl": "https://gitlab.example.com/api/v4/",
  "slipway:version": 1,
};

/** 89 days after the good files' secret was set, which is to be replaced after 90. */
export const today = new Date("2027-01-29T12:00:00Z");

/** Path → its content as a tree, or as text. */
export function goodFiles(): Record<string, Tree | string> {
  return {
    "Pulumi.yaml": { name: "slipway", runtime: "nodejs" },
    [platform]: {
      config: {
        ...common,
        "slipway:environments": {
          staging: { branch: "develop", deploy: "automatic" },
          production: { branch: "main", deploy: "manual", after: "staging" },
        },
        "slipway:apps": {
          shop: {
            project: "acme/shop",
            description: "The web shop",
            visibility: "private",
            defaultBranch: "develop",
            branches: { develop: { merge: "developer" }, main: {} },
            protect: true,
          },
        },
      },
    },
    [staging]: {
      config: {
        ...common,
        "slipway:servers": {
          "staging-1": { address: "staging.example.com", hostKey: keyPair("host").public },
        },
        "slipway:keys": keys("staging"),
        "slipway:registry": {
          address: "registry.example.com",
          user: "puller",
          password: secret("canary-registry"),
        },
        "slipway:apps": {
          shop: {
            servers: ["staging-1"],
            url: "https://staging.example.com",
            tier: "staging",
            compose,
            files: { "app.conf": "compose/app.conf" },
            health: {
              url: "http://127.0.0.1:3000/health",
              version: ".version",
              smoke: ["/api/v1/status"],
              within: "60s",
            },
            env: { LOG_LEVEL: "Debug", PORT: 3000 },
            secrets: { DB_PASSWORD: secret("canary-database") },
            pipeline: {
              secrets: ["DB_PASSWORD"],
              variables: {
                SENTRY: "staging",
                TOKEN: secret("canary-token"),
                KUBE: { value: secret("canary\nkube\n"), type: "file", description: "Kubernetes" },
              },
            },
            rotate: { DB_PASSWORD: { every: "90d", changed: "2026-11-01" } },
            withNextImage: false,
          },
        },
      },
      encryptionsalt: "v1:c2FsdA==:v1:bm9uY2U=:c2VhbGVk",
    },
    [production]: {
      config: {
        ...common,
        "slipway:servers": {
          "prod-1": { address: "prod.example.com", hostKey: keyPair("prod host").public },
        },
        "slipway:keys": keys("production"),
        "slipway:apps": { shop: { servers: ["prod-1"], compose: "compose/prod.yaml" } },
      },
    },
    [compose]: {
      services: {
        app: {
          image: "${IMAGE}",
          env_file: ".env",
          ports: ["127.0.0.1:${PORT}:3000"],
          volumes: ["./files/app.conf:/etc/app.conf:ro"],
        },
        database: { image: "postgres:17", environment: { PASSWORD: "${DB_PASSWORD}" } },
      },
    },
    "compose/prod.yaml": { services: { app: { image: "${IMAGE}" } } },
    "compose/app.conf": "listen 3000\n",
  };
}

/** Takes a key out. */
export const absent = Symbol("absent");

/** A scalar that is written just so, without quotes. */
export function plain(source: string) {
  return `@plain ${encodeURIComponent(source)} plain@`;
}

/** A file, the place in it, and what to write there; or a file's new text, or its absence. */
export type Change =
  | [file: string, path: string | (string | number)[], value: unknown]
  | [file: string, text: string | typeof absent];

/** The good files with changes, as `readStackFiles` would find them. */
export function changedFiles(...changes: Change[]): StackFiles {
  const files: Record<string, Tree | string> = goodFiles();
  for (const change of changes) apply(change, files);
  const texts = Object.entries(files).map(([path, content]): [string, string] => [
    path,
    typeof content === "string" ? content : toText(content),
  ]);
  return inMemory(Object.fromEntries(texts));
}

/** A file with one of these for its text is one that cannot be read, and this is why. */
const unreadable = new Set(["not text", "too large", "link"]);

/** Files by path, as `readStackFiles` would find them; a path to nothing is that of a missing file. */
export function inMemory(texts: Record<string, string>): StackFiles {
  const exists = (path: string) => texts[path] !== undefined;
  const found = (path: string) =>
    texts[path] === undefined
      ? { path, text: undefined, why: "missing" as const, instead: likelyPath(path, exists) }
      : unreadable.has(texts[path])
        ? { path, text: undefined, why: texts[path] as "not text" | "too large" | "link" }
        : { path, text: texts[path] };
  const names = Object.keys(texts).sort();
  const stackOf = (name: string) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1];
  const stacks = names.flatMap((name) => (stackOf(name) ? [[stackOf(name)!, found(name)]] : []));
  const others = [
    ...names,
    ...["compose/missing.yaml", "compose/missing.conf", "shop.yaml", "compose/shop.yml"],
  ];
  return {
    project: found("Pulumi.yaml"),
    stacks: new Map(stacks as [string, ReturnType<typeof found>][]),
    others: new Map(others.map((path) => [path, found(path)])),
    entries: new Map([["compose", new Set(names.map((name) => name.replace(/^compose\//, "")))]]),
    ignored: names.filter((name) => name.endsWith(".yml")),
  };
}

function apply(change: Change, files: Record<string, Tree | string>): void {
  if (change.length === 2) {
    const [file, text] = change;
    if (text === absent) delete files[file];
    else files[file] = text;
    return;
  }
  const [file, at, value] = change;
  const path = typeof at === "string" ? at.split(".") : at;
  // A stack file's settings stand under `config`.
  const root = files[file] as Tree;
  const isSetting = path[0]!.toString().includes(":") && "config" in root;
  let tree = (isSetting ? root.config : root) as Tree;
  for (const step of path.slice(0, -1)) tree = (tree[step] ??= {}) as Tree;
  const last = path.at(-1)!;
  if (value === absent) delete tree[last];
  else tree[last] = value;
}

export function toText(tree: Tree): string {
  const text = stringify(tree, { lineWidth: 0, aliasDuplicateObjects: false });
  return text.replaceAll(/"?@plain (.*?) plain@"?/g, (_, source: string) =>
    decodeURIComponent(source),
  );
}

/** A stack file of an environment with one app and one server, as text. */
export function environmentOf(stack: string, app: string): string {
  return toText({
    config: {
      ...common,
      "slipway:servers": {
        one: { address: `${stack}.example.com`, hostKey: keyPair(`${stack} host`).public },
      },
      "slipway:keys": { ...keys(stack), deployers: { [app]: pair(`${stack} ${app}`) } },
      "slipway:apps": { [app]: { servers: ["one"], compose: "compose/prod.yaml" } },
    },
  });
}
