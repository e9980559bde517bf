import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "./support/command.ts";
import { digest } from "./support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";

let folder: string;
let stackFiles: string;
/** What ssh would do with the arguments that it was given: `ssh -G`, by option. */
let effective: Map<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  stackFiles = writeStackFiles({ keys: await makeTestKeys() });
  const home = join(folder, "home");
  mkdirSync(join(home, ".ssh"), { recursive: true });
  // All that a person may have there, and none of which may count.
  const own = "Host *\n  User mallory\n  ForwardAgent yes\n  StrictHostKeyChecking no\n";
  writeFileSync(join(home, ".ssh", "config"), own, { mode: 0o600 });
  const log = join(folder, "effective");
  const script = `#!/bin/sh\n/usr/bin/ssh -G "$@" >'${log}'\nexit 255\n`;
  writeFileSync(join(folder, "ssh"), script, { mode: 0o755 });
  const path = [folder, process.env.PATH].join(delimiter);
  const args = ["deploy", "production", "shop", "--image", digest("a"), "--version", "1.0.0"];
  await run(args, { cwd: stackFiles, env: { PATH: path, HOME: home } });
  const lines = readFileSync(log, "utf8").trim().split("\n");
  effective = new Map(
    lines.map((line) => {
      const [name = "", ...value] = line.split(" ");
      return [name, value.join(" ")];
    }),
  );
});

afterAll(() => {
  removeFolder(stackFiles);
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ["shows the stack's own key and no other", "identitiesonly", "yes"],
  ["asks no agent for keys", "identityagent", "none"],
  ["lends nobody the person's agent", "forwardagent", "no"],
  ["opens no forwarding", "clearallforwardings", "yes"],
  ["takes no host key but the settings'", "stricthostkeychecking", "true"],
  ["knows no hosts but the settings'", "globalknownhostsfile", "none"],
  ["types no password", "batchmode", "yes"],
  ["gives a connection up that does not come about", "connecttimeout", "10"],
  ["notices that a connection is dead", "serveraliveinterval", "15"],
  ["is the settings' user, whatever the person's configuration says", "user", "slipway"],
])("%s", (_, option, value) => {
  expect(effective.get(option)).toBe(value);
});
