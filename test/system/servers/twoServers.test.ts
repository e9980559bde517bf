import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ChangeResult } from "../../../cli/servers/change.ts";
import { startTwoServers, type TestServer, type TwoServers } from "../../support/twoServers.ts";

let fleet: TwoServers;
let [one, two]: [TestServer, TestServer] = [] as never;

beforeAll(async () => {
  fleet = await startTwoServers();
  [one, two] = fleet.servers;
});
afterAll(() => fleet.close());

const shop = (version: "1.0.0" | "2.0.0") => fleet.machine.images.shop[version];
const deploy = (version: "1.0.0" | "2.0.0", ...more: string[]) =>
  fleet.slipway("deploy", "production", "shop", "--image", shop(version), ...more);

/** Both serve 1.0.0, as both declare. */
beforeEach(async () => {
  for (const server of fleet.servers) await server.apply();
  expect(await deploy("1.0.0")).toMatchObject({ code: 0 });
});

/** What people get who ask either server's app. */
async function versions(): Promise<string[]> {
  return Promise.all(
    fleet.servers.map(async ({ url }) => {
      const response = await fetch(`${url}/health`);
      return ((await response.json()) as { version: string }).version;
    }),
  );
}

it("rolls out over both, of which each publishes the same port", async () => {
  const { code, stdout } = await deploy("2.0.0", "--json");
  expect(code).toBe(0);
  const { servers } = JSON.parse(stdout) as ChangeResult;
  expect(servers.map(({ server }) => server)).toEqual([one.name, two.name]);
  expect(await versions()).toEqual(["2.0.0", "2.0.0"]);
  const status = await fleet.slipway("status", "production");
  expect(status.code).toBe(0);
  for (const { name } of fleet.servers) expect(status.stdout).toContain(name);
});
