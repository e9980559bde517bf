import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { protocol } from "../../host/protocol.ts";
import { startByHand } from "../support/byHand.ts";
import { configurationOf, startHost, type Host } from "../system/host/support.ts";

/** Somebody starts another image on the server, as docs/rollback.md says, without slipway-host. */
let host: Host;
let good: string;
let bad: string;
let other: string;

beforeAll(async () => {
  host = await startHost();
  ({ "1.0.0": good, "2.0.0": bad } = host.machine.images.shop);
  other = await host.build("3.0.0");
  expect((await host.apply(configurationOf(host))).code).toBe(0);
  expect((await host.deploy(good, "1.0.0")).code).toBe(0);
  expect((await host.deploy(bad, "2.0.0")).code).toBe(0);
});
afterAll(() => host.close());

/** The good one, with the compose file and the values of a release. */
async function start(image = good, release = "current"): Promise<void> {
  const project = `${host.environment}-shop`;
  await startByHand(host.machine.docker, host.place, project, image, release);
  await expect.poll(async () => (await host.health()).version, { timeout: 60_000 }).toBe("1.0.0");
}

const allow = (image: string) => host.call("allow", { protocol, image });
const digest = (image: string) => image.split("@")[1]!;

describe("an image that was started by hand", () => {
  let app: string;

  it("is told, with the release that had it, beside what was deployed last", async () => {
    expect(await host.status()).not.toHaveProperty("byHand");
    await start(good, "1");
    app = await host.container("app");
    const made = await host.docker("inspect", "--format", "{{.Created}}", app);
    const since = `${made.split(".")[0]}Z`;
    expect(await host.status()).toMatchObject({
      release: { number: 2, image: bad },
      byHand: { image: good, since, release: 1 },
      healthy: false,
    });
  });

  it.each([
    ["what was deployed last", () => host.deploy(bad, "2.0.0")],
    ["another image", () => host.deploy(other, "3.0.0")],
    ["the configuration that serves, with its image", () => host.apply(configurationOf(host))],
    [
      "another configuration",
      () => host.apply(configurationOf(host, { env: { LOG_LEVEL: "Debug" } })),
    ],
  ])("keeps out %s, and says what to do", async (_, ask) => {
    const { applied } = await host.status();
    const { code, answer } = await ask();
    expect({ code, outcome: answer.outcome }).toEqual({ code: 13, outcome: "refused" });
    expect(answer.message).toMatch(/^Closed: .*@sha256:.{12} runs here since .*Z, started by hand/);
    expect(answer.message).toContain("release 2 is what was deployed last.");
    expect(answer.message).toContain("merge the revert and open its door");
    expect(answer.message).toContain(`\`slipway allow ${host.environment} shop sha256:`);
    expect(answer.byHand).toMatchObject({ image: good, release: 1 });
    expect(await host.container("app")).toBe(app);
    expect((await host.status()).applied).toBe(applied);
  });

  it("lets a configuration wait for the next image", async () => {
    const next = configurationOf(host, { env: { LOG_LEVEL: "Debug" } });
    expect((await host.apply(next, { withNextImage: true })).code).toBe(0);
    expect(await host.container("app")).toBe(app);
  });

  it("is what comes back when its own deploy fails its checks, and keeps on keeping out", async () => {
    const failing = configurationOf(host);
    failing.health!.smoke = ["/not/there"];
    expect((await host.apply(failing, { withNextImage: true })).code).toBe(0);
    const { code, answer } = await host.deploy(good, "1.0.0");
    expect(code).toBe(10);
    expect(answer.message).toContain("It was put back: release 1 is serving");
    expect(answer.byHand).toMatchObject({ image: good });
    expect((await host.health()).version).toBe("1.0.0");
    expect((await host.deploy(bad, "2.0.0")).code).toBe(13);
    const as = configurationOf(host);
    expect((await host.apply(as, { withNextImage: true })).code).toBe(13);
  });

  it("becomes a release when it is deployed, and then every image is let in again", async () => {
    const mended = configurationOf(host, { env: { LOG_LEVEL: "Error" } });
    expect((await host.apply(mended, { withNextImage: true })).code).toBe(0);
    const { code, answer } = await host.deploy(good, "1.0.0");
    expect({ code, outcome: answer.outcome }).toEqual({ code: 0, outcome: "serving" });
    expect(answer).not.toHaveProperty("byHand");
    expect(await host.health()).toEqual({ status: "ok", version: "1.0.0", logLevel: "Error" });
    expect(await host.status()).not.toHaveProperty("byHand");
    expect((await host.deploy(bad, "2.0.0")).code).toBe(0);
  });
});

describe("what ends it", () => {
  beforeEach(async () => {
    expect((await host.deploy(bad, "2.0.0")).code).toBe(0);
  });

  it("is the deploy of a digest that was allowed, and of that one alone", async () => {
    await start();
    const { answer } = await allow(digest(other));
    expect(answer.message).toMatch(/may be deployed, though .* runs here, started by hand\.$/);
    expect((await host.deploy(bad, "2.0.0")).code).toBe(13);
    expect((await host.deploy(other, "3.0.0")).code).toBe(0);
    await start();
    expect((await host.deploy(other, "3.0.0")).code).toBe(13);
    expect((await host.deploy(bad, "2.0.0")).code).toBe(13);
    await allow(bad);
  });

  it("is what was deployed last, once that is allowed", async () => {
    await start();
    expect((await allow(bad)).code).toBe(0);
    const { code, answer } = await host.deploy(bad, "2.0.0");
    expect(code).toBe(0);
    expect(answer).toMatchObject({ outcome: "unchanged", restored: true });
    expect((await host.health()).version).toBe("2.0.0");
    await start();
    expect((await host.deploy(bad, "2.0.0")).code).toBe(13);
    await allow(bad);
  });

  it("is a rollback, which refuses what was deployed last", async () => {
    await start();
    const { code, answer } = await host.rollback();
    expect(code, answer.message).toBe(0);
    const status = await host.status();
    expect(status).not.toHaveProperty("byHand");
    expect(status.refused).toEqual([digest(bad)]);
    await allow(bad);
  });

  it("is the deploy of the image that a tag stands for", async () => {
    await host.docker("tag", good, "somebody/mended:today");
    await start("somebody/mended:today");
    expect((await host.status()).byHand?.image).toContain(digest(good));
    expect((await host.deploy(other, "3.0.0")).code).toBe(13);
    expect((await host.deploy(good, "1.0.0")).code).toBe(0);
    await host.docker("image", "rm", "somebody/mended:today");
  });
});

describe("what is not started by hand", () => {
  beforeEach(async () => {
    expect((await host.deploy(bad, "2.0.0")).code).toBe(0);
  });

  it.each(["stop", "rm --force"])("is what somebody ended again with docker %s", async (words) => {
    await start();
    await host.docker(...words.split(" "), await host.container("app"));
    expect(await host.status()).not.toHaveProperty("byHand");
    const { code, answer } = await host.deploy(bad, "2.0.0");
    expect(code).toBe(0);
    expect(answer).toMatchObject({ outcome: "unchanged", restored: true });
    expect((await host.deploy(bad, "2.0.0")).answer).not.toHaveProperty("restored");
  });

  it("is what docker run made beside it, which keeps its port and is named by a deploy", async () => {
    const beside = `beside-${host.environment}`;
    await host.docker("stop", await host.container("app"));
    const ports = ["--publish", `127.0.0.1:${host.port}:3000`];
    const network = ["--network", `${host.environment}-shop_default`];
    await host.docker("run", "--detach", "--name", beside, ...network, ...ports, good);
    try {
      await expect
        .poll(async () => (await host.health()).version, { timeout: 60_000 })
        .toBe("1.0.0");
      const status = await host.status();
      expect(status).not.toHaveProperty("byHand");
      expect(status.healthy).toBe(false);
      const { code, answer } = await host.deploy(other, "3.0.0");
      expect(code, answer.message).toBe(11);
      expect(answer.message).toContain(`The container ${beside} has port ${host.port}, outside`);
      expect(answer.message).toContain(`\`docker stop ${beside}\` frees it.`);
      expect((await host.health()).version).toBe("1.0.0");
    } finally {
      await host.docker("rm", "--force", beside);
    }
    expect((await host.deploy(other, "3.0.0")).code).toBe(0);
  });

  it("is what a switch left that could not be put back", async () => {
    const gone = bad.replace(/[0-9a-f]{64}$/, "f".repeat(64));
    writeFileSync(join(host.place, "current", "images"), `${gone}\n`);
    const { code, answer } = await host.deploy(await host.build("4.0.0", "smoke"), "4.0.0");
    expect(code, answer.message).toBe(11);
    expect((await host.health()).version).toBe("4.0.0");
    expect(await host.status()).not.toHaveProperty("byHand");
    expect((await host.deploy(other, "3.0.0")).code).toBe(0);
  });
});
