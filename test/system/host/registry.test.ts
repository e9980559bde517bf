import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  protocol,
  type Answer,
  type DeployRequest,
  type PullRequest,
} from "../../../host/protocol.ts";
import {
  type TroubledRegistry,
  type Trouble,
  troubledRegistry,
} from "../../support/registryTrouble.ts";
import { configurationOf, startHost, type Host } from "./support.ts";

/** A server that has to pull, for a deploy or ahead of one, while the registry is in trouble. */
let host: Host;
let registry: TroubledRegistry;
let serving: string;
let wanted: string;

beforeAll(async () => {
  host = await startHost();
  registry = await troubledRegistry(host.machine.registry.address);
  const { shop, database } = host.machine.images;
  [serving, wanted] = [behind(shop["1.0.0"]), behind(shop["2.0.0"])];
  const configuration = configurationOf(host);
  const services = configuration.compose.services as Record<string, { image: string }>;
  services.database!.image = behind(database);
  await host.apply(configuration);
  expect((await deploy(serving, "1.0.0")).code).toBe(0);
});
afterAll(async () => {
  await registry.close();
  await host.close();
});

/** As an image is called that comes by way of the registry in front. */
const behind = (image: string) => image.replace(/^[^/]+/, registry.address);
const account = () => ({ ...host.machine.registry, address: registry.address });
const request = (image: string) => ({ protocol, image, registry: account(), wait: 0 });
const deploy = (image: string, version: string, more: Partial<DeployRequest> = {}) =>
  host.call<Answer>("deploy", { ...request(image), version, ...more });
const pull = (image: string, more: Partial<PullRequest> = {}) =>
  host.call<Answer>("pull", { ...request(image), ...more }, "puller", "shop");
/** All that a change could leave behind. */
const left = async () => ({
  status: await host.status(),
  container: await host.container("app"),
  folders: ["releases", "requests"].map((name) => readdirSync(`${host.place}/${name}`)),
});

const again = String.raw`Run this again when 127\.0\.0\.1:\d+ answers\. Nothing was switched`;
const says = {
  down: `connection refused\\. ${again}`,
  denied: String.raw`127\.0\.0\.1:\d+ does not let slipway have it \(.*\)\. That account is of .slipway:registry. of`,
  failing: `500 Internal Server Error.*\\. ${again}`,
  hanging: String.raw`127\.0\.0\.1:\d+ did not give it within 2 s\. ${again}`,
} satisfies Partial<Record<Trouble, string>>;
const troubles = Object.keys(says) as (keyof typeof says)[];

describe.each(troubles)("a registry that is %s", (trouble) => {
  it("fails a deploy and a pull with what to do, and leaves all as it was", async () => {
    const before = await left();
    await registry.be(trouble);
    // The second would be told that it is busy, if the first still held the lock.
    const patience = trouble === "hanging" ? { pullWithin: 2 } : {};
    const asked = [
      await deploy(wanted, "2.0.0", patience),
      await deploy(wanted, "2.0.0", patience),
      await pull(wanted, patience),
    ];
    for (const { code, answer, stdout, stderr } of asked) {
      expect(code, stderr).toBe(10);
      expect(answer.message).toMatch(new RegExp(`^(Release \\d+ failed its pull check\\. )?shop@`));
      expect(answer.message).toMatch(
        new RegExp(`shop@\\S+ could not be pulled: .*${says[trouble]}`),
      );
      expect(stdout + stderr).not.toContain(host.machine.registry.password);
    }
    expect(asked[0]!.answer.failure?.check).toBe("pull");
    expect(await left()).toEqual(before);
    expect((await host.health()).version).toBe("1.0.0");
  });
});

describe("an image that is on the server", () => {
  it("is deployed and gone back to though the registry is down", async () => {
    await registry.recover();
    expect((await pull(wanted)).answer.outcome).toBe("pulled");
    await registry.be("down");
    expect((await deploy(wanted, "2.0.0")).code).toBe(0);
    expect((await host.health()).version).toBe("2.0.0");
    expect((await host.rollback()).code).toBe(0);
    expect((await host.health()).version).toBe("1.0.0");
  });
});

describe("a request for a pull", () => {
  it("does not say nonsense for how long it may take", async () => {
    for (const pullWithin of [0, -1, 86_401, "10"]) {
      const { code, answer } = await host.call("deploy", { ...request(wanted), pullWithin });
      expect(code).toBe(20);
      expect(answer.message).toContain("`pullWithin` must be a number of seconds, at most 86400.");
    }
  });
});
