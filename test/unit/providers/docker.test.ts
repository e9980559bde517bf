import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PluginClient, secret, startPlugin } from "./engine.ts";

const digest = `sha256:${"a".repeat(64)}`;
const token = "docker:index/getRegistryImage:getRegistryImage";

let plugin: PluginClient;
let registry: Server;
let address: string;
let asked: string[] = [];

/** The registry API's answer to one question, for one user and one image. */
beforeAll(async () => {
  registry = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const basic = `Basic ${Buffer.from("reader:canary").toString("base64")}`;
    const indexes = request.headers.accept?.includes("vnd.oci.image.index.v1+json");
    if (request.headers.authorization !== basic) response.writeHead(401);
    else if (!request.url?.startsWith("/v2/acme/shop/manifests/1.0.0") || !indexes) {
      response.writeHead(404);
    } else response.writeHead(200, { "docker-content-digest": digest });
    response.end();
  });
  registry.listen(0, "127.0.0.1");
  await once(registry, "listening");
  address = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
  plugin = await startPlugin("docker");
});

afterAll(() => registry.close());

async function configure(password = "canary"): Promise<void> {
  const user = { address: `http://${address}`, username: "reader", password };
  await plugin.configure({ registryAuth: secret(JSON.stringify([user])) });
}

describe("getRegistryImage", () => {
  it("tells the digest of a tag, with one question and no download", async () => {
    await configure();
    asked = [];
    const { result } = await plugin.invoke(token, { name: `${address}/acme/shop:1.0.0` });
    expect(result).toEqual({
      id: digest,
      name: `${address}/acme/shop:1.0.0`,
      sha256Digest: digest,
    });
    expect(asked).toEqual(["HEAD /v2/acme/shop/manifests/1.0.0"]);
  });

  it.each([
    ["acme/shop", "/v2/acme/shop/manifests/latest"],
    [`acme/shop@${digest}`, `/v2/acme/shop/manifests/${digest}`],
    [`acme/shop:1.0.0@${digest}`, `/v2/acme/shop/manifests/${digest}`],
  ])("reads the name %s", async (name, path) => {
    await configure();
    asked = [];
    await plugin.invoke(token, { name: `${address}/${name}` }).catch(() => undefined);
    expect(asked).toEqual([`HEAD ${path}`]);
  });

  it("says which image the registry doesn't have", async () => {
    await configure();
    const name = `${address}/acme/shop:9`;
    await expect(plugin.invoke(token, { name })).rejects.toThrow(
      `Got error when attempting to fetch image version ${name} from registry: bad response from registry: "404 Not Found"`,
    );
  });

  it("says that the registry doesn't let it in, without the password", async () => {
    await configure("wrong-canary");
    const refused = plugin.invoke(token, { name: `${address}/acme/shop:1.0.0` });
    await expect(refused).rejects.toThrow('"401 Unauthorized"');
    await expect(refused).rejects.not.toThrow("canary");
  });

  it.each(["postgres:16", "registry.example.com/acme/shop:1.0.0", "library/postgres"])(
    "refuses %s, which is not on this machine",
    async (name) => {
      await configure();
      await expect(plugin.invoke(token, { name })).rejects.toThrow(
        "The sandbox's stand-in for the docker 5.2.0 plugin reaches this machine only",
      );
    },
  );
});
