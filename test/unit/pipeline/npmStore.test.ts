import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

/** What a branch's job may leave in npm's store, the one thing that is cached, and what `npm ci` makes of it. */

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "slipway-store-"));
const pristine = join(folder, "pristine");
const store = join(folder, "shop", ".npm", "_cacache");
const installed = join(folder, "shop", "node_modules", "prices", "index.js");
let registry: Server;
let served: Buffer;
let asked: string[];
let good: Buffer;
let evil: Buffer;

beforeAll(async () => {
  good = pack("good");
  evil = pack("evil");
  registry = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("cache-control", "public, max-age=31536000, immutable");
    response.end(served);
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  [served, asked] = [good, []];
  await install(integrityOf(good));
  expect(asked).toEqual(["/prices-1.0.0.tgz"]);
  cpSync(store, pristine, { recursive: true });
});
beforeEach(() => {
  rmSync(join(folder, "shop"), { recursive: true, force: true });
  cpSync(pristine, store, { recursive: true });
  served = good;
  asked = [];
});
afterAll(() => {
  registry.close();
  rmSync(folder, { recursive: true });
});

it("takes what is in the store, where it is what the lock file says", async () => {
  await install(integrityOf(good));
  expect(readFileSync(installed, "utf8")).toContain("good");
  expect(asked).toEqual([]);
});

it("takes no content under another's hash, and asks the registry again", async () => {
  writeFileSync(contentOf(good), evil);
  expect(await install(integrityOf(good))).toContain("seems to be corrupted");
  expect(readFileSync(installed, "utf8")).toContain("good");
  expect(asked).toEqual(["/prices-1.0.0.tgz"]);
});

it("installs nothing where the registry has no better, and says so", async () => {
  writeFileSync(contentOf(good), evil);
  served = evil;
  await expect(install(integrityOf(good))).rejects.toThrow("EINTEGRITY");
  expect(existsSync(installed)).toBe(false);
});

it("takes nothing that the store says the registry has answered", async () => {
  await poison();
  await install(integrityOf(good));
  expect(readFileSync(installed, "utf8")).toContain("good");
  expect(asked).toEqual(["/prices-1.0.0.tgz"]);
});

it("takes anything for a package whose integrity the lock file does not say", async () => {
  await poison();
  await install(undefined);
  expect(asked).toEqual([]);
  expect(readFileSync(installed, "utf8")).toContain("evil");
});

/** Puts a store in the place of the app's that npm itself has made from another registry's answers. */
async function poison(): Promise<void> {
  rmSync(store, { recursive: true });
  served = evil;
  await install(integrityOf(evil));
  expect(readFileSync(installed, "utf8")).toContain("evil");
  expect(existsSync(contentOf(evil))).toBe(true);
  served = good;
  asked = [];
}

/** As a test's job does it (`testing.install`), in a checkout that is new. @returns what npm says */
async function install(integrity: string | undefined): Promise<string> {
  const shop = join(folder, "shop");
  rmSync(join(shop, "node_modules"), { recursive: true, force: true });
  mkdirSync(shop, { recursive: true });
  const address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
  const resolved = `${address}/prices-1.0.0.tgz`;
  const own = { name: "shop", version: "1.0.0", dependencies: { prices: resolved } };
  const prices = { version: "1.0.0", resolved, ...(integrity && { integrity }) };
  const packages = { "": own, "node_modules/prices": prices };
  const lock = { name: "shop", version: "1.0.0", lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(shop, "package.json"), JSON.stringify(own));
  writeFileSync(join(shop, "package-lock.json"), JSON.stringify(lock));
  const env = {
    ...{ PATH: process.env["PATH"], HOME: folder, npm_config_registry: address },
    ...{ npm_config_cache: join(shop, ".npm"), npm_config_update_notifier: "false" },
    ...{ npm_config_audit: "false", npm_config_fund: "false", npm_config_fetch_retries: "0" },
  };
  const { stdout, stderr } = await run("npm", ["ci", "--prefer-offline"], { cwd: shop, env });
  return stdout + stderr;
}

function integrityOf(bytes: Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

/** Where npm's store keeps something by its content (cacache). */
function contentOf(bytes: Buffer): string {
  const hash = createHash("sha512").update(bytes).digest("hex");
  return join(store, "content-v2", "sha512", hash.slice(0, 2), hash.slice(2, 4), hash.slice(4));
}

/** A package that says what it is. */
function pack(word: string): Buffer {
  const source = join(folder, word, "package");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "package.json"), '{ "name": "prices", "version": "1.0.0" }');
  writeFileSync(join(source, "index.js"), `module.exports = "${word}";\n`);
  return execFileSync("tar", ["--create", "--gzip", "package"], { cwd: join(folder, word) });
}
