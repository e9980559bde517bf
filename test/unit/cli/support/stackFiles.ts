import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeKeyPair } from "../../../../cli/stackFiles/sshKeygen.ts";
import { encrypt, setKeys } from "../../../../settings/index.ts";
import type { KeyPair, KeySettings } from "../../../../settings/index.ts";
import { testPassphrase } from "./command.ts";

export type Keys = KeySettings;

export async function makeTestKeys(): Promise<Keys> {
  const [bootstrap, configurator, observer, shop] = await Promise.all([
    makeKeyPair(),
    makeKeyPair(),
    makeKeyPair(),
    makeKeyPair(),
  ]);
  const fingerprint = Buffer.from("a-canary-fingerprint-of-32-bytes").toString("base64");
  return { bootstrap, configurator, observer, deployers: { shop }, fingerprint };
}

// Another stack must have keys of its own.
const stagingKeys = await makeTestKeys();

/** What stands in clear in these files' secrets; nothing of it may be seen anywhere. */
export const canaries = {
  database: "canary-database-password",
  registry: "canary-registry-password",
};

export interface TestServerAddress {
  port: number;
  hostKey: string;
  user: string;
}

const platform = (after: string) => `# The platform
config:
  slipway:version: 1
  gitlab:baseUrl: https://gitlab.example.com/api/v4/
  slipway:environments:
    staging: { branch: develop, deploy: automatic }
    production: { branch: main, deploy: manual${after} }
  slipway:apps:
    shop:
      project: acme/shop
`;

/** An environment of the app `shop`, with comments that have to stay. */
function environment(
  name: string,
  servers: Record<string, TestServerAddress>,
  waves?: string,
): string {
  const places = Object.entries(servers).map(
    ([server, { port, hostKey, user }]) =>
      `    ${server}: { address: 127.0.0.1, port: ${port}, user: ${user}, administrator: ${user}, hostKey: "${hostKey}" }`,
  );
  return `# The environment ${name}
config:
  slipway:version: 1
  gitlab:baseUrl: https://gitlab.example.com/api/v4/
  # Where it runs.
  slipway:servers:
${places.join("\n")}
  slipway:apps:
    shop: # the only one
      servers: [${Object.keys(servers).join(", ")}]${waves ? `\n      waves: ${waves}` : ""}
      url: https://${name}.example.com
      compose: compose/shop.yaml
      env: { LOG_LEVEL: Warning } # in clear
`;
}

const compose = "services:\n  shop:\n    image: ${IMAGE}\n    env_file: .env\n";

const nowhere: TestServerAddress = {
  port: 1,
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
  user: "slipway",
};

export interface StackFilesOptions {
  /** Of production. Default: `prod-1`, which nothing listens for. */
  servers?: Record<string, TestServerAddress>;
  /** How production is rolled out over them. */
  waves?: string;
  /** Production's; without keys the files are not complete. */
  keys?: Keys;
  /** What production comes after. Default: nothing, so that no registry is asked. */
  after?: string;
}

/** A team's folder with stack files, in a temporary place. */
export function writeStackFiles({ servers, waves, keys, after }: StackFilesOptions = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  mkdirSync(join(folder, "compose"));
  write("Pulumi.yaml", "name: slipway\nruntime: nodejs\n");
  write("compose/shop.yaml", compose);
  write("Pulumi.platform.yaml", platform(after === undefined ? "" : `, after: ${after}`));
  const production = environment("production", servers ?? { "prod-1": nowhere }, waves);
  const staging = environment("staging", { "staging-1": nowhere });
  write("Pulumi.staging.yaml", complete(staging, stagingKeys));
  write("Pulumi.production.yaml", keys ? complete(production, keys) : production);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

// Deriving a key from a salt takes a tenth of a second, and all files here have one passphrase.
const { text: salt } = encrypt("", testPassphrase, "");

/** With keys, a password and a registry, encrypted with the tests' passphrase. */
function complete(file: string, keys: Keys): string {
  let text = file + salt;
  const cipher = (plain: string) => {
    const sealed = encrypt(text, testPassphrase, plain);
    ({ text } = sealed);
    return sealed.ciphertext;
  };
  const sealed = (plain: string) => `{ secure: ${cipher(plain)} }`;
  const pair = (key: KeyPair) => ({ public: key.public, private: cipher(key.private) });
  const [password, registry] = [sealed(canaries.database), sealed(canaries.registry)];
  const written = {
    bootstrap: pair(keys.bootstrap),
    configurator: pair(keys.configurator),
    observer: pair(keys.observer),
    fingerprint: cipher(keys.fingerprint),
    deployers: { shop: pair(keys.deployers.shop!) },
  };
  const account = `address: registry.example.com, user: puller, password: ${registry}`;
  return setKeys(text, written)
    .replace("  # Where it runs.\n", `  slipway:registry: { ${account} }\n  # Where it runs.\n`)
    .replace(
      /^ +env: .*\n/m,
      (env) =>
        `${env}      secrets: { DB_PASSWORD: ${password} }\n      pipeline: { secrets: [DB_PASSWORD] }\n`,
    );
}
