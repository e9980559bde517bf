import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PluginClient, secret, startPlugin } from "./engine.ts";

const digest = `sha256:${"a".repeat(64)}`;
const token = "docker:index/getRegistryImage:getRegistryImage";

const folder = mkdtempSync(join(tmpdir(), "slipway-docker-"));

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

afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});

/** Behind ssh, where no daemon is asked for a sign of life. */
const host = "ssh://registry.invalid";

async function configure({ scheme = "http://", password = "canary" } = {}): Promise<void> {
  const user = { address: `${scheme}${address}`, username: "reader", password };
  await plugin.configure({ host, registryAuth: secret(JSON.stringify([user])) });
}

describe("getRegistryImage", () => {
  it("tells the digest of a tag, with one question and no download", async () => {
    await configure();
    asked = [];
    const { result } = await plugin.invoke(token, { name: `${address}/acme/shop:1.0.0` });
    expect(result).toEqual({
      id: digest,
      insecureSkipVerify: false,
      name: `${address}/acme/shop:1.0.0`,
      sha256Digest: digest,
    });
    expect(asked).toEqual(["HEAD /v2/acme/shop/manifests/1.0.0"]);
  });

  it.each([
    ["acme/shop", "/v2/acme/shop/manifests/latest"],
    [`acme/shop:1.0.0@${digest}`, `/v2/acme/shop/manifests/${digest}`],
  ])("reads the name %s", async (name, path) => {
    await configure();
    asked = [];
    await plugin.invoke(token, { name: `${address}/${name}` }).catch(() => undefined);
    expect(asked[0]).toBe(`HEAD ${path}`);
  });

  it("says which image the registry doesn't have, as the bridge to Terraform says it", async () => {
    await configure();
    const name = `${address}/acme/shop:9`;
    await expect(plugin.invoke(token, { name })).rejects.toThrow(
      `invoking ${token}: 1 error occurred:\n\t* Got error when attempting to fetch image version acme/shop:9 from registry: got bad response from registry: 404 Not Found\n\n`,
    );
  });

  it("says that the registry doesn't let it in, without the password", async () => {
    await configure({ password: "wrong-canary" });
    const refused = plugin.invoke(token, { name: `${address}/acme/shop:1.0.0` });
    await expect(refused).rejects.toThrow("bad credentials: 401 Unauthorized");
    await expect(refused).rejects.not.toThrow("canary");
  });

  it("speaks https where the address doesn't say http", async () => {
    for (const scheme of ["", "https://"]) {
      await configure({ scheme });
      const name = `${address}/acme/shop:1.0.0`;
      await expect(plugin.invoke(token, { name })).rejects.toThrow(
        `Error during registry request: Head "https://${address}/v2/acme/shop/manifests/1.0.0": http: server gave HTTP response to HTTPS client`,
      );
    }
  });

  it("speaks https to a registry that has no user", async () => {
    await plugin.configure({ host });
    const name = `${address}/acme/shop:1.0.0`;
    await expect(plugin.invoke(token, { name })).rejects.toThrow("response to HTTPS client");
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

describe("The Docker daemon", () => {
  const silent = join(folder, "silent.sock");
  const failure =
    "docker native provider returned an unexpected error from Configure: failed to connect to any docker daemon";

  it("must answer, whatever disableDockerDaemonCheck says", async () => {
    const configured = plugin.configure({
      host: `unix://${silent}`,
      disableDockerDaemonCheck: "true",
    });
    await expect(configured).rejects.toThrow(failure);
  });

  it("is asked for a sign of life and nothing else", async () => {
    const asked: string[] = [];
    const daemon = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("OK");
    });
    const socket = join(folder, "docker.sock");
    daemon.listen(socket);
    await once(daemon, "listening");
    await plugin.configure({ host: `unix://${socket}` });
    daemon.close();
    expect(asked).toEqual(["/_ping"]);
  });

  it("is a change when it is named no more", async () => {
    const { details } = await plugin.diffConfig({ host, context: "x" }, { context: "x" });
    expect(details).toEqual({ host: "-" });
  });

  it("is the one of the operator's shell when no host is given", async () => {
    const other = await startPlugin("docker", { DOCKER_HOST: `unix://${silent}` });
    await expect(other.configure({})).rejects.toThrow(failure);
    await other.configure({ host });
  });

  it("is never one on another machine", async () => {
    const configured = plugin.configure({ host: "tcp://192.0.2.1:2375" });
    await expect(configured).rejects.toThrow("reaches this machine only");
  });
});

describe("A registry that leaves it to a service for tokens", () => {
  let tokens: Server;
  let realm: string;
  let asked: (string | undefined)[];

  beforeAll(async () => {
    tokens = createServer(({ url = "", headers }, response) => {
      asked.push(`${url} ${headers.authorization}`);
      const { pathname, host } = new URL(url, `http://${headers.host}`);
      if (pathname === "/jwt/auth") {
        const basic = `Basic ${Buffer.from("reader:canary").toString("base64")}`;
        response.writeHead(headers.authorization === basic ? 200 : 403);
        response.end(JSON.stringify({ token: "a-token" }));
        return;
      }
      const scope = "repository:acme/shop:pull";
      const challenge = `Bearer realm="${realm || `http://${host}/jwt/auth`}",service="container_registry",scope="${scope}"`;
      if (headers.authorization === "Bearer a-token") {
        response.writeHead(200, { "docker-content-digest": digest });
      } else response.writeHead(401, { "www-authenticate": challenge });
      response.end();
    });
    tokens.listen(0, "127.0.0.1");
    await once(tokens, "listening");
  });
  afterAll(() => tokens.close());

  async function look(password: string, at = "") {
    realm = at;
    asked = [];
    const near = `127.0.0.1:${(tokens.address() as AddressInfo).port}`;
    const user = { address: `http://${near}`, username: "reader", password };
    await plugin.configure({ host, registryAuth: secret(JSON.stringify([user])) });
    return plugin.invoke(token, { name: `${near}/acme/shop:1.0.0` });
  }

  it("is asked again with the token that the user's password gets", async () => {
    expect((await look("canary")).result).toMatchObject({ sha256Digest: digest });
    expect(asked[1]).toMatch(
      "/jwt/auth?scope=repository%3Aacme%2Fshop%3Apull&service=container_registry Basic ",
    );
    expect(asked[2]).toBe("/v2/acme/shop/manifests/1.0.0 Bearer a-token");
  });

  it("is told of when it gives none, without the password", async () => {
    const refused = look("wrong-canary");
    await expect(refused).rejects.toThrow("got bad response from registry: 403 Forbidden");
    await expect(refused).rejects.not.toThrow("canary");
  });

  it("is never one on another machine", async () => {
    await expect(look("canary", "http://192.0.2.1/jwt/auth")).rejects.toThrow(
      "reaches this machine only",
    );
  });
});
