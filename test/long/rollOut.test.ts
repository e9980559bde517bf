import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ChangeResult } from "../../cli/servers/change.ts";
import { startTwoServers, type TestServer, type TwoServers } from "../support/twoServers.ts";

let fleet: TwoServers;
let one: TestServer;
let two: TestServer;

beforeAll(async () => {
  fleet = await startTwoServers();
  [one, two] = fleet.servers;
});
afterAll(() => fleet.close());

/** Both serve 1.0.0, as both declare. */
beforeEach(async () => {
  await Promise.all(fleet.servers.map((server) => server.apply()));
  expect(await fleet.deploy("1.0.0", "--waves", "100%")).toMatchObject({ code: 0 });
});

it("rolls out over both, of which each publishes the same port, and goes back on both", async () => {
  const { code, stdout } = await fleet.deploy("2.0.0", "--json");
  expect(code).toBe(0);
  const { servers } = JSON.parse(stdout) as ChangeResult;
  expect(servers.map(({ server }) => server)).toEqual([one.name, two.name]);
  expect(await fleet.versions()).toEqual(["2.0.0", "2.0.0"]);
  const status = await fleet.slipway("status", "production");
  expect(status.code).toBe(0);
  for (const { name } of fleet.servers) expect(status.stdout).toContain(name);

  const shop = ["production", "shop"];
  expect(await fleet.slipway("rollback", ...shop)).toMatchObject({ code: 0 });
  expect(await fleet.versions()).toEqual(["1.0.0", "1.0.0"]);
  const allowed = fleet.slipway("allow", ...shop, fleet.machine.images.shop["2.0.0"]);
  expect(await allowed).toMatchObject({ code: 0 });
});

it("puts both back where the second fails, the last first", async () => {
  // As where it lacks what the other has.
  await two.apply({
    health: {
      url: `http://127.0.0.1:${fleet.port}/health`,
      ...{ version: ".version", smoke: ["/only/there"], within: 60 },
    },
  });
  const { code, stderr } = await fleet.deploy("2.0.0");
  expect(code).toBe(10);
  const steps = [": deploying", ": Release \\d+ failed", ": putting back release"].join("|");
  expect(stderr.match(new RegExp(`^[\\d.]+:\\d+(?:${steps})`, "gm"))).toEqual([
    `${one.name}: deploying`,
    `${two.name}: deploying`,
    expect.stringContaining(`${two.name}: Release`),
    `${one.name}: putting back release`,
    // Once more, as what came of it.
    expect.stringContaining(`${two.name}: Release`),
  ]);
  expect(stderr).toContain(`${one.name}: put back, because another server failed; release`);
  expect(await fleet.versions()).toEqual(["1.0.0", "1.0.0"]);
  for (const server of fleet.servers) {
    expect(await server.status()).toMatchObject({ healthy: true, refused: [] });
  }
});

it("changes nothing where one takes no connections, and says that it is not reached", async () => {
  const before = await one.history();
  await two.closeSsh();
  const { code, stderr } = await fleet.deploy("2.0.0");
  await two.start();
  expect(code).toBe(2);
  expect(stderr).toContain(`${two.name} (root@127.0.0.3, port `);
  expect(stderr).toContain("cannot be reached: ");
  expect(stderr).toContain("Nothing was changed on any server.");
  expect(await one.history()).toEqual(before);
  expect(await fleet.versions()).toEqual(["1.0.0", "1.0.0"]);
});
