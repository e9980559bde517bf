import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OperationResult } from "../../../cli/engine/recorder.ts";
import { run, slipwayCommand, testPassphrase, type Finished } from "./support/command.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000 });

const keys = await makeTestKeys();

let folder: string;
let engine: string;

const sendEvents = join(import.meta.dirname, "support", "sendEvents.ts");

/**
 * Pulumi's CLI as far as its ends go: it notes what it was asked, fails while there is a lock or a
 * failure, sends the events that a test lays down, and runs no program. What the real one does is looked at in test/engine.
 */
const fake = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/asked"
echo "$PULUMI_JOURNALING_BATCH_PERIOD" >"$here/period"
[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] || echo "looks for a newer version"
case "$1 $2" in
version*) echo v3.999.0 ;;
"stack export") cat "$here/state" ;;
"stack history") echo '[]' ;;
"stack select") if [ -f "$here/none" ]; then echo "error: no stack named 'platform' found" >&2; exit 255; fi ;;
stack*) echo '{}' ;;
*)
  if [ -f "$here/display" ]; then cat "$here/display"; else echo "the engine's display"; fi
  operation=$1
  while [ "$1" ] && [ "$1" != --event-log ]; do shift; done
  if [ -f "$here/events" ]; then ${process.execPath} ${sendEvents} "$2" "$here/events"; fi
  # A preview takes no lock.
  if [ "$operation" != preview ] && ls "$here"/locks/* >/dev/null 2>&1; then
    echo "error: the stack is currently locked by 1 lock(s)." >&2
    cat "$here"/locks/* >&2
    exit 255
  fi
  if [ -f "$here/failure" ]; then cat "$here/failure" >&2; exit 255; fi
  ;;
esac
`;

beforeEach(() => {
  folder = writeStackFiles({ keys });
  engine = join(folder, "engine");
  mkdirSync(engine);
  writeFileSync(join(engine, "pulumi"), fake, { mode: 0o755 });
  state([]);
});

afterEach(() => removeFolder(folder));

function state(resources: { urn: string; protect?: boolean }[]): void {
  const text = JSON.stringify({ version: 3, deployment: { resources } });
  writeFileSync(join(engine, "state"), text);
}

/** A lock as the engine keeps and tells it, under the address of the backend. */
function lock(name: string, pid: number, backend = `file://${engine}`): void {
  mkdirSync(join(engine, "locks"), { recursive: true });
  writeFileSync(
    join(engine, "locks", name),
    `  ${backend}/locks/${name}: created by root@${hostname()} (pid ${pid}) at 2026-11-22T10:00:00Z\n`,
  );
}

/** One more than the kernel gives out (proc(5), pid_max). */
const gone = 2 ** 22 + 1;

/** Runs a command of the engine's; no terminal is there to ask on. */
function slipway(...args: string[]): Promise<Finished> {
  return slipwayWith({}, ...args);
}

function slipwayWith(variables: Record<string, string>, ...args: string[]): Promise<Finished> {
  const env = {
    ...variables,
    PATH: `${engine}:${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${folder}`,
  };
  return run(args, { cwd: folder, env });
}

/** The operations that the engine was asked for, in order. */
function operations(): string[] {
  if (!existsSync(join(engine, "asked"))) return [];
  const asked = readFileSync(join(engine, "asked"), "utf8").trim().split("\n");
  return asked.map((line) => line.split(" ", 1)[0]!).filter((word) => !/version|stack/.test(word));
}

it.each(["up", "refresh", "destroy"])("%s asks nobody where nobody is there", async (name) => {
  const { code, stderr } = await slipway(name, "staging");
  expect(stderr).toContain("there is no terminal to ask on.");
  expect(stderr).toContain("add --yes.");
  expect(stderr.includes("slipway preview staging")).toBe(name === "up");
  expect(code).toBe(1);
  expect(operations()).toEqual([]);
});

it.each(["preview", "up", "refresh", "destroy"])("%s runs once, and exits with 0", async (name) => {
  const { code, stdout } = await slipway(name, "staging", ...(name === "preview" ? [] : ["--yes"]));
  expect({ code, stdout }).toEqual({ code: 0, stdout: "the engine's display\n" });
  // An `up` looks first, so that it begins nothing which can't be ended.
  expect(operations()).toEqual(name === "up" ? ["preview", "up"] : [name]);
});

it.each([
  [{}, "5"],
  [{ PULUMI_JOURNALING_BATCH_PERIOD: "100" }, "100"],
])("with %j has the engine send its journal after %s ms", async (variables, period) => {
  await slipwayWith(variables, "up", "staging", "--yes");
  expect(readFileSync(join(engine, "period"), "utf8")).toBe(`${period}\n`);
});

it.each([
  ["a key service's", "secretsprovider: awskms://alias/slipway\n", "awskms://alias/slipway"],
  ["a passphrase", "", ""],
])("begins a stack that is not there with what encrypts its file: %s", async (_, marks, named) => {
  const file = join(folder, "Pulumi.platform.yaml");
  writeFileSync(file, marks + readFileSync(file, "utf8"));
  writeFileSync(join(engine, "none"), "");
  expect((await slipway("preview", "platform")).code).toBe(0);
  const asked = readFileSync(join(engine, "asked"), "utf8");
  const begun = asked.split("\n").filter((line) => line.startsWith("stack init platform"));
  expect(begun).toHaveLength(1);
  expect(/--secrets-provider (\S+)/.exec(begun[0]!)?.[1] ?? "").toBe(named);
});

it("prints one JSON document and nothing else with --json", async () => {
  const { stdout } = await slipway("up", "staging", "--yes", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ stack: "staging", operation: "up", result: "succeeded" },
    ...{ resources: [], messages: [] },
  });
});

it.each([
  ["yes", "up", ["preview", "up"]],
  ["no", "preview", ["preview"]],
])("prints one document on a terminal, too, after %s", async (answer, told, asked) => {
  // `script` (util-linux) runs it on a terminal; its standard output goes elsewhere.
  const command = `${process.execPath} ${slipwayCommand} up staging --json >${folder}/out.json`;
  const env = { ...process.env, PATH: `${engine}:${process.env.PATH}` };
  const terminal = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd: folder,
    env: {
      ...env,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: testPassphrase,
    },
  });
  let shown = "";
  terminal.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  await vi.waitFor(() => expect(shown).toContain("(yes/no)"), 25_000);
  expect(shown).toContain("the engine's display");
  terminal.stdin.write(`${answer}\n`);
  const [code] = (await once(terminal, "close")) as [number];
  expect(code).toBe(0);
  const document = JSON.parse(readFileSync(join(folder, "out.json"), "utf8")) as OperationResult;
  expect(document.operation).toBe(told);
  expect(operations()).toEqual(asked);
});

describe("an operation that fails", () => {
  beforeEach(() => writeFileSync(join(engine, "failure"), "error: a step failed\n"));

  it("exits with 1, in the engine's own words", async () => {
    const { code, stdout, stderr } = await slipway("up", "staging", "--yes");
    expect(code).toBe(1);
    expect(stdout).toContain("the engine's display");
    expect(stderr).toBe("error: a step failed\n");
  });

  it("says in JSON what the engine ended with", async () => {
    const { code, stdout } = await slipway("up", "staging", "--yes", "--json");
    const { result, error } = JSON.parse(stdout) as OperationResult;
    expect({ code, result, error }).toEqual({ code: 1, result: "failed", error: "a step failed" });
  });
});

describe("an operation that fails of a server", () => {
  const failure = "after 1 failed attempts: ssh: handshake failed: ssh: host key mismatch";
  const urn =
    "urn:pulumi:production::slipway::slipway:environment:Server$command:remote:Command::prod-1-bootstrap";
  const place = "prod-1 (slipway@127.0.0.1, port 1) shows another host key than";

  beforeEach(() => {
    const events = [
      { severity: "error", message: `${failure}\n`, urn },
      { severity: "error", message: "update failed\n" },
    ].map((diagnosticEvent, sequence) => JSON.stringify({ sequence, diagnosticEvent }));
    writeFileSync(join(engine, "events"), `${events.join("\n")}\n`);
    const row = " +  command:remote:Command prod-1-bootstrap";
    const display = [
      `${row} creating (0s) error: ${failure}`,
      `${row} **creating failed** error: ${failure}`,
      "Diagnostics:",
      "  command:remote:Command (prod-1-bootstrap):",
      `    error: ${failure}`,
      "",
      "Duration: 1s",
    ];
    writeFileSync(join(engine, "display"), `${display.join("\n")}\n`);
    writeFileSync(join(engine, "failure"), "");
  });

  it("says so once, in Slipway's words", async () => {
    const { code, stdout, stderr } = await slipway("up", "production", "--yes");
    expect(code).toBe(1);
    expect(stdout).toBe(
      " +  command:remote:Command prod-1-bootstrap **creating failed**\nDuration: 1s\n",
    );
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(`error: ${place}`);
  });

  it("says so once to a machine", async () => {
    const { stdout, stderr } = await slipway("up", "production", "--yes", "--json");
    const { messages, error } = JSON.parse(stdout) as OperationResult;
    expect({ error, stderr }).toEqual({ error: undefined, stderr: "" });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.message).toContain(place);
  });
});

describe("a lock", () => {
  it("of a process that is there exits with 12, and is left", async () => {
    lock("living", process.pid);
    const { code, stdout } = await slipway("up", "staging", "--yes", "--json");
    expect(code).toBe(12);
    expect((JSON.parse(stdout) as OperationResult).result).toBe("busy");
    const told = await slipway("up", "staging", "--yes");
    expect(told.stderr).toContain(
      'Another operation on "staging" holds its lock. Wait for it to end.\n',
    );
    expect(operations()).toEqual(["preview", "up", "preview", "up"]);
    expect(existsSync(join(engine, "locks/living"))).toBe(true);
  });

  it("of a process that is gone is taken away, and the operation runs", async () => {
    lock("dead", gone);
    const { code, stderr } = await slipway("up", "staging", "--yes");
    expect(stderr).toContain(
      'A former operation on "staging" was killed and left its lock. It is taken away.\n',
    );
    expect(stderr).not.toContain("locked");
    expect(code).toBe(0);
    expect(operations()).toEqual(["preview", "up", "up"]);
  });

  it("of a process that is gone is left where the state is no folder, with what to do", async () => {
    lock("dead", gone, "s3://acme-pulumi-state");
    const { code, stderr } = await slipway("up", "staging", "--yes");
    expect(stderr).toContain("then: pulumi cancel staging");
    expect(code).toBe(12);
    expect(operations()).toEqual(["preview", "up"]);
  });
});

it("destroys nothing where something is protected, and names it", async () => {
  const urn = "urn:pulumi:platform::slipway::gitlab:index/project:Project::shop";
  state([{ urn, protect: true }, { urn: `${urn}-other` }]);
  const { code, stderr } = await slipway("destroy", "platform", "--yes");
  expect(code).toBe(1);
  expect(stderr).toContain("protected from deletion: shop. Nothing was");
  expect(operations()).toEqual([]);
});

it("says what a destroy leaves on servers, and names it to a machine", async () => {
  const environment = "urn:pulumi:production::slipway::slipway:environment:Environment$slipway";
  const command = "$command:remote:Command";
  state(
    [
      `${environment}:environment:Server::prod-1`,
      `${environment}:environment:Server${command}::prod-1-bootstrap`,
      `${environment}:environment:Server::prod-2`,
      `${environment}:environment:Deployment::shop-prod-1`,
      `${environment}:environment:Deployment${command}::shop-prod-1`,
    ].map((urn) => ({ urn })),
  );
  const { code, stderr } = await slipway("destroy", "production", "--yes");
  expect(code).toBe(0);
  expect(stderr).toBe(
    "On the servers nothing is undone (docs/servers.md says how):\n" +
      "  prod-1: the containers of shop run on, and this environment's keys stay in authorized_keys\n" +
      "  prod-2: this environment's keys stay in authorized_keys\n",
  );
  const json = await slipway("destroy", "production", "--yes", "--json");
  expect(json.stderr).toBe("");
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ operation: "destroy", result: "succeeded" },
    stays: [
      { server: "prod-1", apps: ["shop"] },
      { server: "prod-2", apps: [] },
    ],
  });
  expect(operations()).toEqual(["destroy", "destroy"]);
});
