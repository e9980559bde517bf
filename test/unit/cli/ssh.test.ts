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
/** What it was called with: its arguments, its environment, and the modes of its files. */
let args: string[];
let environment: string[];
let modes: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  stackFiles = writeStackFiles({ keys: await makeTestKeys() });
  const home = join(folder, "home");
  mkdirSync(join(home, ".ssh"), { recursive: true });
  // All that a person may have there, and none of which may count.
  const own = "Host *\n  User mallory\n  ForwardAgent yes\n  StrictHostKeyChecking no\n";
  writeFileSync(join(home, ".ssh", "config"), own, { mode: 0o600 });
  const log = join(folder, "effective");
  const script = [
    "#!/bin/sh",
    `/usr/bin/ssh -G "$@" >'${log}'`,
    `printf '%s\\n' "$@" >'${log}.args'`,
    `env >'${log}.env'`,
    `for argument; do case $argument in *KnownHostsFile=/* | IdentityFile=*)`,
    `  stat -c %a "\${argument#*=}" >>'${log}.modes'`,
    `esac; done`,
    "exit 255",
  ];
  writeFileSync(join(folder, "ssh"), script.join("\n"), { mode: 0o755 });
  const path = [folder, process.env.PATH].join(delimiter);
  const deploy = ["deploy", "production", "shop", "--image", digest("a"), "--version", "1.0.0"];
  await run(deploy, { cwd: stackFiles, env: { PATH: path, HOME: home } });
  const linesOf = (name: string) => readFileSync(name, "utf8").trim().split("\n");
  [args, environment, modes] = [`${log}.args`, `${log}.env`, `${log}.modes`].map(linesOf) as [
    string[],
    string[],
    string[],
  ];
  effective = new Map(
    linesOf(log).map((line) => {
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

it("reads no configuration of the person's or of the machine's", () => {
  expect(args.slice(0, 2)).toEqual(["-F", "none"]);
});

it("takes nothing for an option that settings name", () => {
  expect(args.slice(-3)).toEqual(["--", "127.0.0.1", "deploy"]);
});

it("keeps the key and the host keys where nobody else can read them", () => {
  expect(modes).toEqual(["600", "600"]);
});

it("tells ssh the language in which its messages are read, and nothing that is a secret", () => {
  expect(environment).toContain("LC_ALL=C");
  expect(environment.filter((line) => line.startsWith("PULUMI"))).toEqual([]);
});
