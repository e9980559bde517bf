import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Running } from "../unit/cli/support/command.ts";
import { buildShop } from "../support/shop/images.ts";
import { startTwoServers, type TestServer, type TwoServers } from "../support/twoServers.ts";

/** What happens to one of two servers while it switches. */

let fleet: TwoServers;
let one: TestServer;
let two: TestServer;
/** It serves some seconds after it has started. */
let slow: string;

beforeAll(async () => {
  fleet = await startTwoServers();
  [one, two] = fleet.servers;
  slow = await buildShop(fleet.machine.docker, fleet.machine.registry, "3.0.0", "slow");
});
afterAll(async () => {
  two.reconnect();
  await fleet.close();
});

/** Both serve 1.0.0, as both declare. */
beforeEach(async () => {
  await Promise.all(fleet.servers.map((server) => server.apply()));
  expect(await fleet.deploy("1.0.0", "--waves", "100%")).toMatchObject({ code: 0 });
});

/** A roll-out of which the first server has its part, and the second is in the midst of it. */
async function switchingSecond(): Promise<Running> {
  const running = fleet.startDeploy("3.0.0", slow);
  const begun = () => expect(running.output.stderr).toContain(`${two.name}: starting release`);
  await vi.waitFor(begun, 60_000);
  return running;
}

it("goes on where a daemon is killed and starts again", async () => {
  const { finished } = await switchingSecond();
  await two.killDocker();
  await two.start();
  const { code, stderr } = await finished;
  expect(stderr).toContain(`${two.name}: waiting for the Docker daemon`);
  expect(code).toBe(0);
  expect(await fleet.versions()).toEqual(["3.0.0", "3.0.0"]);
});

it.each<[string, broken: () => void, mended: () => void]>([
  ["its connection breaks", () => two.dropConnections(), () => undefined],
  ["the network swallows all", () => two.cutOff(), () => two.reconnect()],
])("says what it does not know where %s, and finds it right after", async (_, broken, mended) => {
  const { finished } = await switchingSecond();
  broken();
  const { code, stderr } = await finished;
  mended();
  expect(code).toBe(2);
  expect(stderr).toContain(`The connection to ${two.name} (root@127.0.0.3`);
  expect(stderr).toContain("A change that had begun goes on there by itself");
  expect(stderr).toContain(`${one.name}: put back, because another server failed`);
  expect(await one.version()).toBe("1.0.0");
  // It goes on without anybody who listens, and is not well until it is through.
  await vi.waitFor(async () => {
    const { code } = await fleet.slipway("status", "production");
    expect([code, await two.version()]).toEqual([0, "3.0.0"]);
  }, 60_000);

  expect(await fleet.startDeploy("3.0.0", slow).finished).toMatchObject({ code: 0 });
  expect(await fleet.versions()).toEqual(["3.0.0", "3.0.0"]);
});
