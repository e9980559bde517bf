import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Connection } from "../../../../cli/registry/connection.ts";
import { readJsonBlob } from "../../../../cli/registry/blobs.ts";
import { readManifest, resolveTag } from "../../../../cli/registry/manifests.ts";
import { asking } from "../../../../cli/registry/told.ts";

const digest = `sha256:${"a".repeat(64)}`;
const account = { user: "job", password: "canary-job-token" };

let server: Server;
let address: string;
/** What it answers, in turn; the last for good. */
let answers: { status: number; body?: string; token?: boolean; cut?: boolean }[];
/** What who gives tokens answers, in turn; the last for good. */
let tokens: number[];
let asked: string[];

beforeAll(async () => {
  server = createServer(({ url = "", method, headers }, response) => {
    asked.push(`${method} ${url} ${headers.authorization?.split(" ")[0] ?? "-"}`);
    if (url.startsWith("/token")) {
      response.writeHead(tokens.length > 1 ? tokens.shift()! : tokens[0]!);
      response.end('{"token":"given"}');
      return;
    }
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer.token) {
      const scope = "repository:acme/shop/release:pull";
      const challenge = `Bearer realm="http://${address}/token",service="r",scope="${scope}"`;
      response.setHeader("www-authenticate", challenge);
    }
    response.setHeader("docker-content-digest", digest);
    if (answer.cut) {
      response.writeHead(answer.status, { "content-length": "9" }).write(answer.body);
      setTimeout(() => response.destroy(), 50);
    } else response.writeHead(answer.status).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  [asked, tokens] = [[], [200]];
});

const connection = () => new Connection(address, { address, ...account });
const resolve = (to = connection()) => resolveTag(to, "acme/shop/release", "built-1");

it("a registry in trouble is asked again", async () => {
  answers = [{ status: 503 }, { status: 429 }, { status: 200 }];
  expect(await resolve()).toBe(digest);
  expect(asked).toHaveLength(3);
});

it("one that stays in trouble is given up, in its own words", async () => {
  answers = [{ status: 500 }];
  await expect(resolve()).rejects.toThrow(
    `${address}/acme/shop/release answers 500 Internal Server Error`,
  );
  expect(asked).toHaveLength(3);
});

it.each([
  ["a manifest", readManifest],
  ["a blob", readJsonBlob],
])("%s that is not what its digest says is not taken", async (_, read) => {
  answers = [{ status: 200, body: "{}" }];
  await expect(read(connection(), "acme/shop/release", digest)).rejects.toThrow(
    `${address}/acme/shop/release@${digest} is not what its digest says`,
  );
});

it.each([
  ["a manifest", readManifest],
  ["a blob", readJsonBlob],
])("%s that ends too early is told of as the registry's trouble", async (_, read) => {
  answers = [{ status: 200, body: "{", cut: true }];
  const to = connection();
  const reading = asking(to, "It", () => read(to, "acme/shop/release", digest));
  await expect(reading).rejects.toThrow(
    /^It can't be said: \S+@\S+ came in part: .*\. Run the job again when the registry answers\.$/,
  );
});

it("who gives tokens is asked again when it is in trouble", async () => {
  answers = [{ status: 401, token: true }];
  tokens = [500, 200];
  const to = connection();
  await expect(resolve(to)).rejects.toThrow("401");
  expect(asked.filter((line) => line.includes("/token"))).toHaveLength(2);
  tokens = [500];
  await expect(asking(to, "It", () => resolve())).rejects.toThrow(
    new RegExp(`gives no token: 500 .*\\. Run the job again when the registry answers\\.$`),
  );
});

it("what is not there is no trouble", async () => {
  answers = [{ status: 404 }];
  expect(await resolve()).toBeUndefined();
  expect(asked).toHaveLength(1);
});

it("a token is fetched once, and again when it has run out", async () => {
  const to = connection();
  answers = [{ status: 401, token: true }, { status: 200 }];
  expect(await resolve(to)).toBe(digest);
  expect(await resolve(to)).toBe(digest);
  expect(asked.map((line) => line.split("?")[0])).toEqual([
    "HEAD /v2/acme/shop/release/manifests/built-1 -",
    "GET /token",
    "HEAD /v2/acme/shop/release/manifests/built-1 Bearer",
    "HEAD /v2/acme/shop/release/manifests/built-1 Bearer",
  ]);
  answers = [{ status: 401, token: true }, { status: 200 }];
  expect(await resolve(to)).toBe(digest);
});

it("a token is not one for another repository", async () => {
  const to = connection();
  answers = [{ status: 401, token: true }, { status: 200 }];
  await resolve(to);
  await resolveTag(to, "acme/shop/incoming", "built-1");
  expect(asked.at(-1)).toBe("HEAD /v2/acme/shop/incoming/manifests/built-1 -");
});

it.each([
  [
    { status: 403, body: '{"errors":[{"code":"DENIED","message":"requested access is denied"}]}' },
    1,
  ],
  [{ status: 502, body: "<html>" }, 2],
])("a person is told what %j means, and no password", async (answer, code) => {
  answers = [answer];
  const told = asking(connection(), "Whether it was built", () => resolve());
  const error = await told.catch((error: unknown) => error as Error & { exitCode: number });
  expect(error).toMatchObject({ exitCode: code });
  expect((error as Error).message).toMatch(/^Whether it was built can't be said: .* answers \d+/);
  expect((error as Error).message).not.toContain(account.password);
});

it("nobody listening is told with how often it was tried", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, "close");
  const nobody = new Connection(`127.0.0.1:${port}`, undefined);
  await expect(asking(nobody, "It", () => resolve(nobody))).rejects.toThrow(
    `It can't be said: 127.0.0.1:${port} can't be asked: connect ECONNREFUSED 127.0.0.1:${port} (tried 3 times). Run the job again`,
  );
});
