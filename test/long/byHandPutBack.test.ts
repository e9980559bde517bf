import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { protocol } from "../../host/protocol.ts";
import { startByHand } from "../support/byHand.ts";
import {
  configurationOf,
  deployRequest,
  eventually,
  type Gate,
  type Host,
  sessions,
  startGate,
  startHost,
  until,
} from "../system/host/support.ts";

/** What ran by hand is an image that no release here had; a deploy that was let in fails beside it. */
let host: Host;
let gate: Gate;
let deployed: string;
let hand: string;
let failing: string;
let unhealthy: string;
let good: string;

beforeAll(async () => {
  host = await startHost();
  gate = await startGate(host);
  ({ "1.0.0": good, "2.0.0": deployed } = host.machine.images.shop);
  hand = await host.build("3.0.0");
  failing = await host.build("4.0.0", "smoke");
  unhealthy = await host.build("5.0.0", "unhealthy");
  const configuration = configurationOf(host);
  configuration.health!.smoke.push(gate.url);
  configuration.env.LOG_LEVEL = "Debug";
  expect((await host.apply(configuration)).code).toBe(0);
  expect((await host.deploy(good, "1.0.0")).code).toBe(0);
  configuration.env.LOG_LEVEL = "Warning";
  expect((await host.apply(configuration, { withNextImage: true })).code).toBe(0);
  expect((await host.deploy(deployed, "2.0.0")).code).toBe(0);
});
afterAll(async () => {
  await host.close();
  await gate.close();
});

const allow = (image: string) => host.call("allow", { protocol, image });
const version = async () => (await host.health().catch(() => undefined))?.version;
const back = async () => host.rollback((await host.status()).release!.number, { byHand: true });

async function start(image: string, release?: string): Promise<void> {
  await startByHand(host.machine.docker, host.place, `${host.environment}-shop`, image, release);
  await expect.poll(version, { timeout: 60_000 }).toBe("3.0.0");
}

/** It serves, and what was deployed last is still what the app is closed to. */
async function expectByHand(image = hand): Promise<void> {
  expect(await version()).toBe("3.0.0");
  const status = await host.status();
  expect(status.byHand).toMatchObject({ image });
  expect(status.byHand).not.toHaveProperty("release");
  expect(status.release).toMatchObject({ image: deployed, version: "2.0.0" });
}

describe("what ran by hand without a release", () => {
  beforeEach(async () => {
    await allow(deployed);
    expect((await host.deploy(deployed, "2.0.0")).code).toBe(0);
    await host.call("pull", { protocol, image: hand, registry: host.machine.registry });
    await start(hand);
  });

  it("comes back when what was let in fails its checks, and keeps on keeping out", async () => {
    await allow(failing);
    const { code, answer } = await host.deploy(failing, "4.0.0");
    expect({ code, outcome: answer.outcome }).toEqual({ code: 10, outcome: "put back" });
    expect(answer.message).toMatch(/It was put back: shop@.* is serving, started by hand\.$/);
    expect(answer.byHand).toMatchObject({ image: hand });
    expect(answer).not.toHaveProperty("replaced");
    await expectByHand();
    expect((await host.deploy(deployed, "2.0.0")).code).toBe(13);
    expect((await host.deploy(failing, "4.0.0")).code).toBe(10);
    await expectByHand();
  });

  it("comes back when what was deployed last is let in and does not serve any more", async () => {
    await allow(deployed);
    gate.shut("2.0.0");
    const { code, answer } = await host.deploy(deployed, "2.0.0");
    gate.open();
    expect({ code, outcome: answer.outcome }).toEqual({ code: 10, outcome: "put back" });
    expect(answer.message).toMatch(/It was put back: shop@.* is serving, started by hand\.$/);
    await expectByHand();
  });

  it("comes back after a power cut in the switch", async () => {
    const before = await host.container("app");
    await allow(unhealthy);
    const caller = host.start("deploy", "deployer", "shop");
    caller.stdin!.end(JSON.stringify(deployRequest(host.machine, unhealthy, "5.0.0")));
    const closed = new Promise((resolve) => caller.once("close", resolve));
    await until(caller, "starting release");
    await eventually(async () => ((await host.container("app")) === before ? undefined : true));
    for (const pid of sessions(host)) process.kill(pid, "SIGKILL");
    expect(await closed).toBe(1);
    expect((await host.deploy(deployed, "2.0.0")).code).toBe(13);
    await expectByHand();
  });

  it("is gone back to from a release that took its place, and keeps on keeping out", async () => {
    await start(hand, "1");
    await expect
      .poll(async () => (await host.health()).logLevel, { timeout: 60_000 })
      .toBe("Debug");
    await allow(good);
    const last = (await host.status()).release!;
    const { answer: replacing } = await host.deploy(good, "1.0.0");
    expect(replacing).toMatchObject({ outcome: "serving", replaced: { image: hand } });
    expect(replacing).not.toHaveProperty("byHand");
    const { code, answer } = await host.rollback(last.number, { byHand: true });
    expect(code, answer.message).toBe(0);
    expect(answer.message).toMatch(/^shop@.* is serving, started by hand, as before/);
    expect(answer.byHand).toMatchObject({ image: hand });
    await expectByHand();
    expect((await host.health()).logLevel).toBe("Debug");
    await allow(good);
    expect((await host.deploy(deployed, "2.0.0")).code).toBe(13);
    expect((await host.deploy(good, "1.0.0")).code).toBe(0);
  });

  it("is gone back to from what was deployed last, which had been let in", async () => {
    await allow(deployed);
    const { answer } = await host.deploy(deployed, "2.0.0");
    expect(answer).toMatchObject({ outcome: "unchanged", replaced: { image: hand } });
    expect((await back()).code).toBe(0);
    await expectByHand();
    expect((await host.status()).refused).toEqual([]);
  });
});

describe("an image that was built on the server, and has no digest", () => {
  it("comes back too, by its name or, if that is another image by then, by what it is", async () => {
    await host.call("pull", { protocol, image: hand, registry: host.machine.registry });
    const made = (await host.docker("create", hand)).trim();
    await host.docker("commit", made, "mended:today");
    await host.docker("rm", made);
    await start("mended:today");
    await allow(failing);
    expect((await host.deploy(failing, "4.0.0")).code).toBe(10);
    await expectByHand("mended:today");
    const id = await host.docker("inspect", "--format", "{{.Image}}", await host.container("app"));
    await host.docker("tag", deployed, "mended:today");
    await allow(failing);
    expect((await host.deploy(failing, "4.0.0")).code).toBe(10);
    await expectByHand(id.trim());
    await host.docker("image", "rm", "mended:today");
  });
});

describe("a rollback to what ran by hand", () => {
  it("starts nothing that slipway-host has not seen run there", async () => {
    await allow(good);
    expect((await host.deploy(good, "1.0.0")).code).toBe(0);
    expect((await host.deploy(deployed, "2.0.0")).code).toBe(0);
    const app = await host.container("app");
    const { code, answer } = await back();
    expect(code).toBe(20);
    expect(answer.message).toMatch(
      /^Nothing ran here by hand that release \d+ has taken the place of/,
    );
    expect(await host.container("app")).toBe(app);
  });
});
