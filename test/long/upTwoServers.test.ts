import { afterAll, beforeAll, expect, it } from "vitest";
import { stopDaemon } from "../../sandbox/daemon.ts";
import type { OwnServer } from "../../sandbox/ownServer.ts";
import { startServer } from "../../sandbox/sshd.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

/** An `up` that changes the configuration of an app with two servers, of which one is not there. */

let sandbox: TestSandbox;
let second: OwnServer;

beforeAll(async () => {
  sandbox = await testSandbox({ edition: "ee", secondServer: true });
  second = sandbox.second!;
  for (const stack of ["platform", "production"]) {
    await sandbox.expectExit(0, ["up", stack, "--yes"]);
  }
  const image = ["--image", sandbox.machine.images.shop["1.0.0"], "--version", "1.0.0"];
  const emergency = ["--emergency", "nothing has served elsewhere"];
  await sandbox.expectExit(0, ["deploy", "production", "shop", ...image, ...emergency]);
});
afterAll(() => sandbox.close());

const up = (code: number) => sandbox.expectExit(code, ["up", "production", "--yes"]);

const setLogLevel = (level: string) =>
  sandbox.edit("production", (file) =>
    file.setIn(["config", "slipway:apps", "shop", "env", "LOG_LEVEL"], level),
  );

/** What the app has for its level, on either server. */
async function logLevels(): Promise<string[]> {
  const { ports, server } = sandbox;
  return Promise.all(
    [server.address, second.ssh.address].map(async (address) => {
      const response = await fetch(`http://${address}:${ports.production}/health`);
      return ((await response.json()) as { logLevel: string }).logLevel;
    }),
  );
}

it("changes the first and says that it could not reach the second; the next one has both alike", async () => {
  expect(await logLevels()).toEqual(["Warning", "Warning"]);
  await setLogLevel("Debug");
  await stopDaemon(second.folder, "sshd");
  expect(await up(1)).toContain("prod-2 (root@127.0.0.2, port ");
  expect(await logLevels()).toEqual(["Debug", "Warning"]);

  const path = process.env.PATH ?? "";
  await startServer(second.folder, second.ssh.port, second.docker, path, second.network);
  await up(0);
  expect(await logLevels()).toEqual(["Debug", "Debug"]);
});

it("does not go on to the second where the first fails", async () => {
  await setLogLevel("Error");
  await stopDaemon(sandbox.folder, "sshd");
  expect(await up(1)).toContain("prod-1 (root@127.0.0.1, port ");
  expect(await logLevels()).toEqual(["Debug", "Debug"]);
});
