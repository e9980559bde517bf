import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Document, isMap, isScalar, parseDocument } from "yaml";
import { encrypt, examplePassphrase } from "../settings/index.ts";
import { node } from "./images/public/node.ts";
import { mirrored, publicNames } from "./images/publicImages.ts";
import { messageAddresses } from "./messages/addresses.ts";
import type { Registry } from "./registry.ts";
import type { SandboxServer } from "./sshd.ts";

/** The registry of the example's addresses. */
const exampleRegistry = "registry.example.com";

/** What takes the place of the example.com addresses. */
export interface Addresses {
  /** GitLab's API. */
  gitlab: string;
  server: SandboxServer;
  /** A stack's other server, and what it is called. */
  second?: { stack: string; name: string; server: SandboxServer } | undefined;
  registry: Registry;
  /** The port on which an environment's app answers, by stack. */
  ports: Record<string, number>;
  /** Where the pipelines of the sandbox's GitLab are kept, if it runs any, and what their jobs call. */
  pipelines?: { project: string; command: string } | undefined;
}

/**
 * Copies a team's files (the stack files and its compose files) and points them at the sandbox. Keys are
 * taken out, since the example's are published; `slipway keys` makes others.
 */
export async function copyStackFiles(
  from: { stacks: string; compose: string },
  to: string,
  addresses: Addresses,
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const name of await readdir(from.stacks)) {
    if (!/^Pulumi(\..+)?\.yaml$/.test(name)) continue;
    const stack = /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1];
    const text = await readFile(join(from.stacks, name), "utf8");
    const copy = stack ? adapted(text, stack, addresses) : text;
    // Editors look for the schema from the copy's own folder.
    await writeFile(join(to, name), copy.replace("$schema=./settings", `$schema=${schemas(to)}`));
  }
  await cp(from.compose, join(to, "compose"), { recursive: true });
  for (const name of await readdir(join(to, "compose"))) {
    const file = join(to, "compose", name);
    const text = await readFile(file, "utf8");
    await writeFile(file, withImages(text, addresses.registry));
  }
}

/** Every image from the sandbox's registry: Docker Hub's, too. */
function withImages(text: string, registry: Registry): string {
  const hub = new Set(publicNames);
  return text
    .replaceAll(exampleRegistry, registry.address)
    .replaceAll(/(?<=^\s*(?:image|services: \{ \w+): )[^\s}]+/gm, (name) =>
      hub.has(name) ? mirrored(registry, name) : name,
    );
}

function schemas(from: string): string {
  return relative(from, join(import.meta.dirname, "../settings"));
}

function adapted(text: string, stack: string, addresses: Addresses): string {
  const file = parseDocument(text);
  file.setIn(["config", "gitlab:baseUrl"], addresses.gitlab);
  if (!file.hasIn(["config", "slipway:servers"])) {
    if (addresses.pipelines) keepPipelines(file, addresses.registry, addresses.pipelines);
    return withImages(file.toString({ lineWidth: 0 }), addresses.registry);
  }

  const { second } = addresses;
  for (const name of keysOf(file, ["config", "slipway:servers"])) {
    setServer(file, name, addresses.server);
  }
  if (second?.stack === stack) setServer(file, second.name, second.server);
  for (const app of keysOf(file, ["config", "slipway:apps"])) {
    const at = ["config", "slipway:apps", app];
    const appPort = addresses.ports[stack];
    if (second?.stack === stack) file.addIn([...at, "servers"], second.name);
    file.setIn([...at, "url"], `http://127.0.0.1:${appPort}`);
    file.setIn([...at, "env", "PORT"], String(appPort));
    // The loop goes by without anybody waiting.
    file.setIn([...at, "health", "watch"], "1s");
    file.setIn([...at, "health", "url"], `http://127.0.0.1:${appPort}/health`);
  }
  file.deleteIn(["config", "slipway:keys"]);

  const { password, ...registry } = addresses.registry;
  const secrets = secretsInto(file.toString({ lineWidth: 0 }));
  secrets.set("slipway:registry", { ...registry, password: secrets.of(password) });
  if (addresses.pipelines) {
    const { slackWebhook, telegramToken, telegramChat } = messageAddresses(
      new URL(addresses.gitlab).origin,
      stack,
    );
    secrets.set("slipway:tell", {
      slack: { webhook: secrets.of(slackWebhook) },
      telegram: { token: secrets.of(telegramToken), chat: telegramChat },
    });
  }
  return secrets.text();
}

/** A stack file that groups with secrets in them are put into. */
function secretsInto(text: string) {
  const { text: salted } = encrypt(text, examplePassphrase, "");
  const file = parseDocument(salted);
  return {
    of: (plain: string) => ({ secure: encrypt(salted, examplePassphrase, plain).ciphertext }),
    set: (group: string, value: object) => file.setIn(["config", group], file.createNode(value)),
    text: () => file.toString({ lineWidth: 0 }),
  };
}

/** The platform keeps the pipelines, whose jobs build and test with images of the sandbox's. */
function keepPipelines(
  file: Document,
  registry: Registry,
  { project, command }: NonNullable<Addresses["pipelines"]>,
): void {
  file.setIn(["config", "slipway:tool"], file.createNode({ command }));
  file.setIn(["config", "slipway:pipelines"], file.createNode({ project }));
  for (const app of keysOf(file, ["config", "slipway:apps"])) {
    const build = ["config", "slipway:apps", app, "build"];
    const args = { NODE_IMAGE: mirrored(registry, node.name) };
    file.setIn([...build, "arguments"], file.createNode(args));
  }
}

function setServer(file: Document, name: string, server: SandboxServer): void {
  const { address, port, user, hostKey, folder } = server;
  // This machine's systemd is not the sandbox's.
  const timer = false;
  const settings = { address, port, user, administrator: user, hostKey, folder, timer };
  file.setIn(["config", "slipway:servers", name], file.createNode(settings));
}

function keysOf(file: Document, path: string[]): string[] {
  const node = file.getIn(path);
  return isMap(node) ? node.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
}
