import { readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../support/shop/images.ts";
import { configurationOf, startHost, type Configuration, type Host } from "./support.ts";

let host: Host;

beforeAll(async () => {
  host = await startHost();
});
afterAll(() => host.close());

describe("a first deploy that fails", () => {
  it("stops what it started, keeps the data, and lets the next one begin anew", async () => {
    await host.apply(configurationOf(host));
    const { code, answer } = await host.deploy(await host.build("3.0.0", "crash"), "3.0.0");
    expect({ code, outcome: answer.outcome }).toEqual({ code: 10, outcome: "put back" });
    expect(answer.message).toContain("It was put back: nothing is serving, as before.");
    expect(answer.release).toBeUndefined();
    expect(await host.container("app")).toBe("");
    const database = await host.container("database");
    expect((await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0")).code).toBe(0);
    expect(await host.container("database")).toBe(database);
  });
});

describe("a release that fails its checks", () => {
  // Those that are looked at until the time is over say so for a few seconds only.
  const cases: { fault: Fault; check: string; within?: number; says: RegExp; log: RegExp }[] = [
    {
      fault: "unhealthy",
      check: "health",
      within: 5,
      says: /\/health answered 503: .*"failing".* It went on so for 5 s\./,
      log: /3\.0\.0: health asked, failing/,
    },
    {
      fault: "wrong-version",
      check: "version",
      within: 5,
      says: /reports version 0\.0\.0 at \.version, and 3\.0\.0 was deployed/,
      log: /3\.0\.0: listening/,
    },
    {
      fault: "smoke",
      check: "smoke",
      says: /\/api\/v1\/status answered 500/,
      log: /3\.0\.0: listening/,
    },
    {
      fault: "crash",
      check: "start",
      says: /Service app ended with exit code 1/,
      log: /cannot connect to postgres:\/\/shop:\[redacted\]@database/,
    },
  ];

  it.each(cases)("puts the old one back: $fault", async ({ fault, check, within, says, log }) => {
    if (within !== undefined) {
      // The new release's only: the old one is given its time.
      const hasty = configurationOf(host);
      hasty.health!.within = within;
      await host.apply(hasty, { withNextImage: true });
    }
    const { code, answer, stderr } = await host.deploy(await host.build("3.0.0", fault), "3.0.0");
    expect(code, stderr).toBe(10);
    expect(answer.outcome).toBe("put back");
    expect(answer.release).toMatchObject({ version: "1.0.0" });
    expect(answer.failure?.check).toBe(check);
    expect(answer.failure?.message).toMatch(says);
    expect(answer.message).toMatch(new RegExp(`failed its ${check} check`));
    expect(answer.failure?.log.join("\n")).toMatch(log);
    // For whoever reads the job's log and no JSON.
    expect(stderr).toMatch(log);
    expect(await host.health()).toEqual({ status: "ok", version: "1.0.0", logLevel: "Warning" });
    expect((await host.history()).at(-1)).toMatchObject({ code: 10, failure: { check } });
    if (within !== undefined) expect((await host.apply(configurationOf(host))).code).toBe(0);
  });

  it("switches nothing when the image is not there", async () => {
    const before = await host.container("app");
    const image = host.machine.images.shop["1.0.0"].replace(/[0-9a-f]{64}$/, "f".repeat(64));
    const { code, answer } = await host.deploy(image, "4.0.0");
    expect({ code, check: answer.failure?.check }).toEqual({ code: 10, check: "pull" });
    expect(answer.message).toContain(
      "manifest unknown). A new pipeline of its commit releases it again. Nothing was switched: release",
    );
    expect(await host.container("app")).toBe(before);
  });

  it("switches nothing when the registry does not know the password", async () => {
    const registry = { ...host.machine.registry, password: "wrong" };
    const image = await host.build("4.1.0");
    const { code, answer } = await host.deploy(image, "4.1.0", { registry });
    expect({ code, check: answer.failure?.check }).toEqual({ code: 10, check: "pull" });
    expect(answer.message).toContain("unauthorized: authentication required");
  });

  it("leaves no folder of a release that failed, and gives its number to no other", async () => {
    expect(readdirSync(`${host.place}/releases`)).toEqual(["2"]);
    const { answer } = await host.deploy(host.machine.images.shop["2.0.0"], "2.0.0");
    expect(answer.release?.number).toBe(9);
  });

  it("leaves no image of one either, once another serves", async () => {
    const here = async (image: string) =>
      (await host.docker("image", "ls", "--quiet", "--digests", image)) !== "";
    expect(await here(await host.build("3.0.0", "smoke"))).toBe(false);
    for (const image of Object.values(host.machine.images.shop).slice(0, 2)) {
      expect(await here(image)).toBe(true);
    }
  });
});

describe("a configuration that fails", () => {
  it("changes nothing when Compose refuses it", async () => {
    const before = [await host.container("app"), await host.status()];
    const { code, answer } = await host.apply(withApp((service) => (service.ports = "not a list")));
    expect({ code, outcome: answer.outcome }).toEqual({ code: 20, outcome: "bad request" });
    expect(answer.message).toMatch(
      /Compose refuses .*services\.app\.ports.*\. Nothing was changed\./,
    );
    expect([await host.container("app"), await host.status()]).toEqual(before);
  });

  it("is put back when the app does not come up with it, and is not the newest", async () => {
    const applied = (await host.status()).applied;
    const { code, answer } = await host.apply(withApp((service) => (service.command = ["false"])));
    expect(code).toBe(10);
    expect(answer.failure?.check).toBe("start");
    expect((await host.health()).version).toBe("2.0.0");
    expect((await host.status()).applied).toBe(applied);
  });

  it("is put back when a port is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, answer } = await host.apply(
      withApp((service) => (service.ports = [`127.0.0.1:${port}:3000`])),
    );
    await new Promise((resolve) => taken.close(resolve));
    expect(code).toBe(10);
    expect(answer.message).toMatch(/Compose could not start it: .*address already in use/);
    expect((await host.health()).version).toBe("2.0.0");
  });

  function withApp(change: (service: Record<string, unknown>) => void): Configuration {
    const configuration = configurationOf(host);
    change((configuration.compose.services as Record<string, Record<string, unknown>>).app!);
    return configuration;
  }
});

describe("when what was there before does not serve either", () => {
  let answers: Server;
  let healthy = true;

  beforeAll(async () => {
    answers = createServer((_, response) => {
      response.statusCode = healthy ? 200 : 500;
      response.end('{"version":"2.0.0"}');
    });
    await new Promise<void>((resolve) => answers.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => answers.close(resolve)));

  it("ends with 11, says so, and a later call can still succeed", async () => {
    const port = (answers.address() as AddressInfo).port;
    const health = { url: `http://127.0.0.1:${port}/`, proxy: true, smoke: [], within: 1 };
    expect((await host.apply(configurationOf(host, { health }))).code).toBe(0);
    healthy = false;
    const failed = await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0");
    expect({ code: failed.code, outcome: failed.answer.outcome }).toEqual({
      code: 11,
      outcome: "put back failed",
    });
    expect(failed.answer.message).toMatch(/failed as well, at its health check/);
    expect(await host.status()).toMatchObject({ healthy: false });

    // Nothing new, and it still fails.
    expect((await host.apply(configurationOf(host, { health }))).code).toBe(11);
    healthy = true;
    expect((await host.deploy(host.machine.images.shop["2.0.0"], "2.0.0")).code).toBe(0);
    expect(await host.status()).toMatchObject({ healthy: true });
  });
});

describe("an app that needs its time", () => {
  it("is waited for", async () => {
    expect((await host.apply(configurationOf(host))).code).toBe(0);
    const { code, answer } = await host.deploy(await host.build("5.0.0", "slow"), "5.0.0");
    expect({ code, version: answer.release?.version }).toEqual({ code: 0, version: "5.0.0" });
  });
});
