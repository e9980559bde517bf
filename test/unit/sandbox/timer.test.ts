import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  chmodSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { settle } from "../../../sandbox/daemon.ts";
import type { SandboxServer } from "../../../sandbox/sshd.ts";
import { startTimer, stopTimer } from "../../../sandbox/timer.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-timer-"));
const root = join(folder, "srv");
const asked = join(folder, "asked");
const server = { folder: root } as SandboxServer;
const machine = { docker: { host: "unix:///nothing", config: folder, foreign: true } };

afterAll(async () => {
  await stopTimer(folder);
  rmSync(folder, { recursive: true, force: true });
});

function program(environment: string): void {
  const path = join(root, "bin/environments", environment);
  writeFileSync(path, `#!/bin/sh\necho "$DOCKER_HOST $*" >> ${asked}\n`);
  chmodSync(path, 0o755);
}

const linesOf = (environment: string) =>
  (existsSync(asked) ? readFileSync(asked, "utf8") : "")
    .split("\n")
    .filter((line) => line.includes(`--environment ${environment} `));

it("has each environment of a server recover, those that come later too, until it is stopped", async () => {
  await startTimer(folder, server, machine, 0.05);
  mkdirSync(join(root, "bin/environments"), { recursive: true });
  program("staging");
  expect(await settle(() => linesOf("staging").length > 1, 20)).toBe(true);
  program("production");
  expect(await settle(() => linesOf("production").length > 0, 20)).toBe(true);
  expect(linesOf("production")[0]).toBe(
    `unix:///nothing --folder ${root} --environment production recover`,
  );
  await stopTimer(folder);
  expect(existsSync(join(folder, "run/recover.json"))).toBe(false);
});
