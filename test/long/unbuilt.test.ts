import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../../sandbox/loop/checkout.ts";
import { type Pushed, type Shop, short, testShop } from "../support/loopShop.ts";

/** Pushes that change no image, and those that start no chain. */
let shop: Shop;
let first: Pushed;

beforeAll(async () => {
  shop = await testShop();
  first = await shop.run("develop", "Open the shop", () => shop.open());
  await shop.pipelines.passed(first);
});
afterAll(() => shop.close());

describe("a commit to the documents", () => {
  it("builds nothing, tests nothing, and is what was released before", async () => {
    const told = shop.told().length;
    const documents = await shop.run("develop", "Explain the shop", () => {
      shop.write("README.md", "# Shop\n");
    });
    expect((await shop.ended(documents)).status).toBe("success");
    expect(await shop.trace(documents, "inputs")).toContain("Nothing is built");
    expect(await shop.trace(documents, "build")).toContain("These inputs are built");
    expect(await shop.trace(documents, "unit")).toContain("These tests have passed");
    expect(await shop.trace(documents, "unit")).not.toContain("\ntested");
    expect(await shop.trace(documents, "release")).toContain("Released before");
    expect(await shop.released(documents)).toMatchObject({
      image: (await shop.released(first)).image,
      version: short(first),
    });
    expect(await shop.trace(documents, "staging")).toContain("serves this image already");
    expect(await shop.version("staging")).toBe(short(first));
    expect(shop.told()).toHaveLength(told);
  });
});

describe("a commit to the tests alone", () => {
  it("has an image, and goes nowhere when it breaks them", async () => {
    const broken = await shop.run("develop", "Test more", () => shop.write("tests", "exit 1\n"));
    const { status, jobs } = await shop.ended(broken);
    expect(status).toBe("failed");
    expect(jobs).toMatchObject({ build: "success", unit: "failed", release: "skipped" });
    expect(jobs).toMatchObject({ staging: "skipped", "staging:served": "skipped" });
    expect(await shop.trace(broken, "build")).toContain("These inputs are built");
    expect(await shop.version("staging")).toBe(short(first));
  });

  it("stays red when documents come on top", async () => {
    const still = await shop.run("develop", "Explain more", () => {
      shop.write("README.md", "# Our shop\n");
    });
    const { status, jobs } = await shop.ended(still);
    expect(status).toBe("failed");
    expect(jobs).toMatchObject({ unit: "failed", release: "skipped", staging: "skipped" });
  });

  it("is green again from a clone of one commit alone", async () => {
    const { folder } = shop.checkout;
    const shallow = new Checkout(`${folder}-shallow`, shop.loop.people.mira);
    await shallow.clone(`${shop.client().origin}/acme/shop.git`);
    await shallow.git("fetch", "--quiet", "--depth", "1", "origin", "develop");
    await shallow.git("checkout", "--quiet", "-B", "develop", "FETCH_HEAD");
    expect(await shallow.git("rev-list", "--count", "HEAD")).toBe("1");
    await shallow.git("rm", "--quiet", "README.md");
    const sha = await shop.commitIn(shallow, "Mend the tests", "tests", "echo mended\n");
    await shallow.push("develop");
    const mended = await shop.pipelineOf("develop", sha);
    await shop.pipelines.passed(mended);
    expect(await shop.trace(mended, "unit")).toContain("\nmended");
    expect((await shop.released(mended)).image).toBe((await shop.released(first)).image);
  });
});

describe("what is tested and built, and goes nowhere", () => {
  it("is a tag", async () => {
    await shop.checkout.branch("develop", "develop");
    await shop.checkout.git("tag", "v1");
    await shop.checkout.git("push", "--quiet", "origin", "v1");
    const sha = await shop.checkout.git("rev-parse", "HEAD");
    const { jobs } = await shop.ended(await shop.pipelineOf("v1", sha));
    expect(jobs).toEqual({ inputs: "success", unit: "success", build: "success" });
  });

  it("is a schedule of develop", async () => {
    const { jobs } = await shop.ended(await shop.scheduled("develop"));
    expect(jobs).toEqual({ inputs: "success", unit: "success", build: "success" });
  });

  it("is a feature branch, whose end starts nothing", async () => {
    const branch = "feature/short";
    await shop.checkout.branch(branch, "develop");
    shop.change("short");
    const sha = await shop.checkout.commit("Try something");
    await shop.checkout.push(branch);
    const pipeline = await shop.pipelineOf(branch, sha);
    const { jobs } = await shop.ended(pipeline);
    expect(jobs).toEqual({ inputs: "success", unit: "success", build: "success" });
    await shop.checkout.git("push", "--quiet", "origin", `:refs/heads/${branch}`);
    expect(await shop.pipelineIds(branch)).toEqual([pipeline.id]);
  });
});

describe("a commit that says [skip ci]", () => {
  it("runs nothing", async () => {
    const skipped = await shop.run("develop", "Explain it all [skip ci]", () => {
      shop.write("README.md", "# The shop\n");
    });
    expect(await shop.ended(skipped)).toEqual({ status: "skipped", jobs: {} });
  });
});
