import { existsSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cache } from "../../../sandbox/runner/job.ts";
import { type Bench, plain, startBench } from "./support.ts";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.close());

const cache = (key: string, more: Partial<Cache> = {}): Cache[] => [
  { key, paths: [".npm/"], policy: "pull-push", when: "on_success", ...more },
];
const fill = (text: string) => ["mkdir -p .npm", `echo ${text} > .npm/content`];
const show = ["cat .npm/content || echo nothing"];

it("keeps a cache by its key for later jobs", async () => {
  const first = await bench.done(bench.job(fill("one"), { cache: cache("npm-protected") }));
  expect(plain(first)).toContain("Checking cache for npm-protected...\n");
  expect(plain(first)).toContain("WARNING: Cache file does not exist");
  expect(plain(first)).toContain("Creating cache npm-protected...\n");
  expect(plain(first)).toContain("Created cache\n");
  const second = await bench.done(bench.job(show, { cache: cache("npm-protected") }));
  expect(plain(second)).toContain("Successfully extracted cache\n");
  expect(plain(second)).toContain("\none\n");
  expect(plain(second)).toContain("Archive is up to date!");
  const other = await bench.done(bench.job(show, { cache: cache("npm-non_protected") }));
  expect(plain(other)).toContain("\nnothing\n");
});

it("obeys a cache's policy", async () => {
  await bench.done(bench.job(fill("one"), { cache: cache("policy") }));
  const pull = cache("policy", { policy: "pull" });
  const pulled = await bench.done(bench.job([...show, ...fill("two")], { cache: pull }));
  expect(plain(pulled)).toContain("\none\n");
  expect(plain(pulled)).toContain("Not uploading cache policy due to policy\n");
  const push = cache("policy", { policy: "$POLICY" });
  const variables = [{ key: "POLICY", value: "push" }];
  const pushed = await bench.done(
    bench.job([...show, ...fill("three")], { cache: push, variables }),
  );
  expect(plain(pushed)).toContain("Not downloading cache policy due to policy\n");
  expect(plain(pushed)).toContain("\nnothing\n");
  expect(plain(await bench.done(bench.job(show, { cache: pull })))).toContain("\nthree\n");
});

it("keeps the cache of a failed job where it says so", async () => {
  const failing = (text: string) => [...fill(text), "exit 1"];
  await bench.done(bench.job(failing("one"), { cache: cache("when") }));
  expect(plain(await bench.done(bench.job(show, { cache: cache("when") })))).toContain("nothing\n");
  const always = cache("when", { when: "always" });
  const told = await bench.done(bench.job(failing("two"), { cache: always }));
  expect(plain(told)).toContain("Saving cache for failed job\n");
  expect(plain(await bench.done(bench.job(show, { cache: cache("when") })))).toContain("\ntwo\n");
});

it("falls back to other keys, but for a protected one that a variable names", async () => {
  await bench.done(bench.job(fill("one"), { cache: cache("main-protected") }));
  const fallback = cache("feature", { fallback_keys: ["none", "main-protected"], policy: "pull" });
  const told = await bench.done(bench.job(show, { cache: fallback }));
  expect(plain(told)).toMatch(/cache for feature[^]*cache for none[^]*cache for main-protected/);
  expect(plain(told)).toContain("\none\n");
  const variables = [{ key: "CACHE_FALLBACK_KEY", value: "main-protected" }];
  const refused = await bench.done(bench.job(show, { cache: cache("feature"), variables }));
  expect(plain(refused)).toContain('CACHE_FALLBACK_KEY "main-protected" not allowed to end in');
  expect(plain(refused)).toContain("\nnothing\n");
});

it("keeps every key inside the project's folder, which no job can name", async () => {
  await bench.done(bench.job(fill("one"), { cache: cache("../../..%2fescaped\\..\\deep/ ") }));
  const kept = `${bench.folder}/cache/acme/shop`;
  expect(readdirSync(kept)).toContain("deep");
  expect(existsSync(`${bench.folder}/escaped`)).toBe(false);
  expect(readdirSync(`${kept}/deep`)).toEqual(["cache.tar"]);
});
