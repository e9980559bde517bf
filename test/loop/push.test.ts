import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Checkout } from "../../sandbox/loop/checkout.ts";
import { type Loop, testLoop } from "../support/loop.ts";

/** By real pushes, over the runner's protocol, to real servers. */
let loop: Loop;
let checkout: Checkout;

beforeAll(async () => {
  loop = await testLoop();
  checkout = await loop.clone("dana");
});
afterAll(() => loop.close());

const app = join(import.meta.dirname, "../support/shop/app");

describe("an app's first commit", () => {
  let commit: string;
  let main: { id: number };

  it("is tested and built on a feature branch, and goes nowhere", async () => {
    await checkout.branch("feature/first", "develop");
    cpSync(app, checkout.folder, { recursive: true });
    writeFileSync(join(checkout.folder, "tests"), "echo tested\n");
    commit = await checkout.commit("Open the shop");
    await checkout.push("feature/first");
    const pipelines = loop.pipelines("dana");
    const pipeline = await pipelines.of("feature/first", commit);
    await pipelines.passed(pipeline);
    const names = (await pipelines.jobs(pipeline)).map(({ name }) => name);
    expect(names).toEqual(["inputs", "unit", "build"]);
  });

  it("is on staging by itself, once it is merged to develop", async () => {
    const requests = loop.mergeRequests("dana");
    const request = await requests.open("feature/first", "develop", "Open the shop");
    await requests.mergeable(request);
    const sha = await requests.merge(request);
    const pipelines = loop.pipelines("dana");
    const pipeline = await pipelines.of("develop", sha);
    await pipelines.passed(pipeline);
    expect(await loop.version("staging")).toBe(sha.slice(0, 8));
  });

  it("waits at UAT's door when develop is merged to main, and nothing is built again", async () => {
    const request = await loop.mergeRequests("dana").open("develop", "main", "Release the shop");
    const requests = loop.mergeRequests("mira");
    await requests.mergeable(request);
    const sha = await requests.merge(request);
    const pipelines = loop.pipelines("mira");
    main = await pipelines.of("main", sha);
    const door = await pipelines.job(main, "uat", "manual");
    await pipelines.play(door);
    await pipelines.job(main, "uat", "success");
    expect(await loop.version("uat")).toBe(await loop.version("staging"));
    await pipelines.job(main, "production", "manual");
  });
});
