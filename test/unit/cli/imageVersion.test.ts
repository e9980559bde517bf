import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { imageLabels } from "../../../cli/registry/labels.ts";
import { run } from "./support/command.ts";
import { answer, release, startTestServer } from "./support/server.ts";
import type { TestServer } from "./support/server.ts";
import { canaries, makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const label = "org.opencontainers.image.version";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const oci = (what: string) => `application/vnd.oci.image.${what}.v1+json`;
const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const part = (text: string) => ({ digest: digestOf(text), size: text.length });
const configuration = () => JSON.stringify({ config: { Labels: behaviour.labels } });
const manifestText = () =>
  JSON.stringify({ mediaType: oci("manifest"), config: part(configuration()) });
const indexText = () => {
  const platform = { os: "unknown", architecture: "unknown" };
  const manifests = [
    { digest: digest("9"), size: 1, platform },
    { ...part(manifestText()), platform: { os: "linux", architecture: "amd64" } },
  ];
  return JSON.stringify({ mediaType: oci("index"), manifests });
};
const manifest = () => digestOf(manifestText());
const account = `Basic ${Buffer.from(`puller:${canaries.registry}`).toString("base64")}`;

let registry: Server;
let address: string;
/** What the registry does, until the next test. */
let behaviour: { auth?: "basic" | "token"; labels?: unknown; status?: number };
let asked: string[];

/** A registry of one image for two platforms, and the service that gives tokens for it. */
function respond({ url = "", headers }: IncomingMessage): { status: number; body?: string } {
  asked.push(`${url} ${headers.authorization ?? "-"}`);
  if (url.startsWith("/token?")) {
    return headers.authorization === account
      ? { status: 200, body: '{"token":"given"}' }
      : { status: 403 };
  }
  const wanted = { basic: account, token: "Bearer given" }[behaviour.auth ?? "basic"];
  if (behaviour.auth && headers.authorization !== wanted) return { status: 401 };
  if (behaviour.status) return { status: behaviour.status };
  const contents: Record<string, string> = {
    [`/v2/acme/shop/manifests/${digestOf(indexText())}`]: indexText(),
    [`/v2/acme/shop/manifests/${manifest()}`]: manifestText(),
    [`/v2/acme/shop/blobs/${digestOf(configuration())}`]: configuration(),
  };
  return contents[url] ? { status: 200, body: contents[url] } : { status: 404 };
}

beforeAll(async () => {
  registry = createServer((request, response) => {
    const { status, body } = respond(request);
    const challenges = {
      basic: 'Basic realm="registry"',
      token: `Bearer realm="http://${address}/token",service="container_registry",scope="repository:acme/shop:pull"`,
    };
    if (status === 401) response.setHeader("www-authenticate", challenges[behaviour.auth!]);
    response.writeHead(status).end(body ?? "{}");
  }).listen(0, "127.0.0.1");
  await once(registry, "listening");
  address = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
});
afterAll(() => registry.close());
beforeEach(() => {
  behaviour = { labels: { [label]: "2.0.0" } };
  asked = [];
});

/** Where nothing listens any more. */
async function closed(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `127.0.0.1:${port}`;
}

const puller = () => ({ address, user: "puller", password: canaries.registry });

describe("an image's labels", () => {
  it.each([undefined, "basic", "token"] as const)("are asked with auth %s", async (auth) => {
    behaviour = { ...behaviour, ...(auth && { auth }) };
    const labels = await imageLabels(`${address}/acme/shop@${manifest()}`, puller());
    expect(labels).toEqual({ [label]: "2.0.0" });
    expect(asked.some((line) => line.includes("Basic"))).toBe(auth !== undefined);
    if (auth !== "token") return;
    expect(asked.join()).toContain("/token?service=container_registry&scope=repository");
  });

  it("are those of the first platform, and not of what stands beside it", async () => {
    expect(await imageLabels(`${address}/acme/shop@${digestOf(indexText())}`, undefined)).toEqual({
      [label]: "2.0.0",
    });
  });

  it("may be none", async () => {
    behaviour = { labels: null };
    expect(await imageLabels(`${address}/acme/shop@${manifest()}`, undefined)).toEqual({});
  });

  it("cost an account only what is its own registry's", async () => {
    behaviour = { ...behaviour, auth: "basic" };
    const other = { ...puller(), address: "registry.example.com" };
    await expect(imageLabels(`${address}/acme/shop@${manifest()}`, other)).rejects.toThrow(
      "asks for an account, and settings give none for it",
    );
    expect(asked.join()).not.toContain("Basic");
  });

  it.each([
    [
      "a refusal",
      () => imageLabels(`${address}/acme/shop@${digest("7")}`, puller()),
      "answers 404",
    ],
    [
      "nobody",
      async () => imageLabels(`${await closed()}/acme/shop@${manifest()}`, undefined),
      "REFUSED",
    ],
    [
      "a wrong password",
      () => {
        behaviour = { ...behaviour, auth: "token" };
        return imageLabels(`${address}/acme/shop@${manifest()}`, { ...puller(), password: "x" });
      },
      "gives no token: 403",
    ],
  ])("end with what was said by %s", async (_, labels, sentence) => {
    await expect(labels()).rejects.toThrow(sentence);
  });
});

describe("slipway deploy without --version", () => {
  let server: TestServer;
  let folder: string;
  const image = () => `${address}/acme/shop@${manifest()}`;
  const file = () => join(folder, "Pulumi.production.yaml");

  beforeAll(async () => {
    const keys = await makeTestKeys();
    server = await startTestServer(keys);
    folder = writeStackFiles({ keys, servers: { "prod-1": server } });
    const health = "      health: { url: http://127.0.0.1:3000/health, version: .version }\n";
    const text = readFileSync(file(), "utf8")
      .replace("address: registry.example.com", `address: ${address}`)
      .replace(/^ +compose: .*\n/m, (line) => line + health);
    writeFileSync(file(), text);
  });
  afterAll(async () => {
    await server.stop();
    removeFolder(folder);
  });
  beforeEach(() => {
    server.answer({ deploy: answer({ release: release(42, "2.0.0", image()) }) });
  });
  const deploy = () => run(["deploy", "production", "shop", "--image", image()], { cwd: folder });

  it("takes it from the image's label, and says so", async () => {
    behaviour = { ...behaviour, auth: "basic" };
    const { code, stderr } = await deploy();
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(`Version 2.0.0, from the image's label ${label}\n`);
    expect(server.asked()).toMatchObject([{ action: "deploy", request: { version: "2.0.0" } }]);
  });

  it.each([
    ["there is no label", { labels: {} }, `the image has no label ${label}`],
    ["the registry refuses", { status: 500 }, "answers 500"],
  ])("changes nothing when %s", async (_, so, sentence) => {
    behaviour = so;
    const { code, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toContain("compare the version that it reports (`.version`)");
    expect(stderr).toContain(sentence);
    expect(stderr).toContain("--version <version>");
    expect(server.asked()).toEqual([]);
  });

  it("asks no registry where the health rules compare none", async () => {
    const before = readFileSync(file(), "utf8");
    writeFileSync(file(), before.replace(", version: .version", ""));
    const { code } = await deploy();
    writeFileSync(file(), before);
    expect(code).toBe(0);
    expect(asked).toEqual([]);
    expect(server.asked()[0]?.request).not.toHaveProperty("version");
  });
});
