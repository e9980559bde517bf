import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OperationResult } from "../../../cli/engine/recorder.ts";
import { slipwayCommand, testPassphrase } from "./support/command.ts";
import { FakeEngine } from "./support/fakeEngine.ts";
import { makeTestKeys } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000 });

const keys = await makeTestKeys();

let engine: FakeEngine;
beforeEach(() => void (engine = new FakeEngine(keys)));
afterEach(() => engine.remove());

/** One more than the kernel gives out (proc(5), pid_max). */
const gone = 2 ** 22 + 1;

it.each(["up", "refresh", "destroy"])("%s asks nobody where nobody is there", async (name) => {
  const { code, stderr } = await engine.slipway([name, "staging"]);
  expect(stderr).toContain("there is no terminal to ask on.");
  expect(stderr).toContain("add --yes.");
  expect(stderr.includes("slipway preview staging")).toBe(name === "up");
  expect(code).toBe(1);
  expect(engine.operations()).toEqual([]);
});

it.each(["preview", "up", "refresh", "destroy"])("%s runs once, and exits with 0", async (name) => {
  const { code, stdout } = await engine.slipway([
    name,
    "staging",
    ...(name === "preview" ? [] : ["--yes"]),
  ]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "the engine's display\n" });
  // An `up` looks first, so that it begins nothing which can't be ended.
  expect(engine.operations()).toEqual(name === "up" ? ["preview", "up"] : [name]);
});

it.each(["preview", "up", "stack export", "stack select"])(
  "reads a state again that another operation was writing at %s",
  async (verb) => {
    engine.write(`cut short: ${verb}`, "");
    const { code, stderr } = await engine.slipway(["up", "staging", "--yes"]);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain("EOF");
    expect(existsSync(join(engine.folder, `cut short: ${verb}`))).toBe(false);
  },
);

const entrances = [
  "  staging of shop (develop), by itself: Maintainers and Owners\n",
  "  production of shop (main), through a door that they open: Maintainers and Owners\n",
] as const;

it.each([
  ["platform", entrances],
  ["staging", entrances.slice(0, 1)],
  ["production", entrances.slice(1)],
])("preview %s says who brings what there: %j", async (stack, said) => {
  const { stderr } = await engine.slipway(["preview", stack]);
  expect(entrances.filter((line) => stderr.includes(line))).toEqual(said);
  const machine = await engine.slipway(["preview", stack, "--json"]);
  expect(entrances.filter((line) => machine.stderr.includes(line))).toEqual([]);
});

it.each([
  [{}, "5"],
  [{ PULUMI_JOURNALING_BATCH_PERIOD: "100" }, "100"],
])("with %j has the engine send its journal after %s ms", async (variables, period) => {
  await engine.slipway(["up", "staging", "--yes"], variables);
  expect(engine.read("period")).toBe(`${period}\n`);
});

it.each([
  ["a key service's", "secretsprovider: awskms://alias/slipway\n", "awskms://alias/slipway"],
  ["a passphrase", "", ""],
])("begins a stack that is not there with what encrypts its file: %s", async (_, marks, named) => {
  const file = join(engine.team, "Pulumi.platform.yaml");
  writeFileSync(file, marks + readFileSync(file, "utf8"));
  engine.write("none", "");
  expect((await engine.slipway(["preview", "platform"])).code).toBe(0);
  const asked = engine.read("asked");
  const begun = asked.split("\n").filter((line) => line.startsWith("stack init platform"));
  expect(begun).toHaveLength(1);
  expect(/--secrets-provider (\S+)/.exec(begun[0]!)?.[1] ?? "").toBe(named);
});

it("prints one JSON document and nothing else with --json", async () => {
  const { stdout } = await engine.slipway(["up", "staging", "--yes", "--json"]);
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
  const command = `${process.execPath} ${slipwayCommand} up staging --json >${engine.team}/out.json`;
  const terminal = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd: engine.team,
    env: { ...process.env, ...engine.variables, PULUMI_CONFIG_PASSPHRASE: testPassphrase },
  });
  let shown = "";
  terminal.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  await vi.waitFor(() => expect(shown).toContain("(yes/no)"), 25_000);
  expect(shown).toContain("the engine's display");
  terminal.stdin.write(`${answer}\n`);
  const [code] = (await once(terminal, "close")) as [number];
  expect(code).toBe(0);
  const document = JSON.parse(
    readFileSync(join(engine.team, "out.json"), "utf8"),
  ) as OperationResult;
  expect(document.operation).toBe(told);
  expect(engine.operations()).toEqual(asked);
});

describe("an operation that fails", () => {
  beforeEach(() => engine.write("failure", "error: a step failed\n"));

  it("exits with 1, in the engine's own words", async () => {
    const { code, stdout, stderr } = await engine.slipway(["up", "staging", "--yes"]);
    expect(code).toBe(1);
    expect(stdout).toContain("the engine's display");
    expect(stderr).toBe("error: a step failed\n");
  });

  it("says in JSON what the engine ended with", async () => {
    const { code, stdout } = await engine.slipway(["up", "staging", "--yes", "--json"]);
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
    engine.write("events", `${events.join("\n")}\n`);
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
    engine.write("display", `${display.join("\n")}\n`);
    engine.write("failure", "");
  });

  it("says so once, in Slipway's words", async () => {
    const { code, stdout, stderr } = await engine.slipway(["up", "production", "--yes"]);
    expect(code).toBe(1);
    expect(stdout).toBe(
      " +  command:remote:Command prod-1-bootstrap **creating failed**\nDuration: 1s\n",
    );
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain(`error: ${place}`);
  });

  it("says so once to a machine", async () => {
    const { stdout, stderr } = await engine.slipway(["up", "production", "--yes", "--json"]);
    const { messages, error } = JSON.parse(stdout) as OperationResult;
    expect({ error, stderr }).toEqual({ error: undefined, stderr: "" });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.message).toContain(place);
  });
});

describe("a lock", () => {
  it("of a process that is there exits with 12, and is left", async () => {
    engine.lock("living", process.pid);
    const { code, stdout } = await engine.slipway(["up", "staging", "--yes", "--json"]);
    expect(code).toBe(12);
    expect((JSON.parse(stdout) as OperationResult).result).toBe("busy");
    const told = await engine.slipway(["up", "staging", "--yes"]);
    expect(told.stderr).toContain(
      'Another operation on "staging" holds its lock. Wait for it to end.\n',
    );
    expect(engine.operations()).toEqual(["preview", "up", "preview", "up"]);
    expect(existsSync(join(engine.folder, "locks/living"))).toBe(true);
  });

  it("of a process that is gone is taken away, and the operation runs", async () => {
    engine.lock("dead", gone);
    const { code, stderr } = await engine.slipway(["up", "staging", "--yes"]);
    expect(stderr).toContain(
      'A former operation on "staging" was killed and left its lock. It is taken away.\n',
    );
    expect(stderr).not.toContain("locked");
    expect(code).toBe(0);
    expect(engine.operations()).toEqual(["preview", "up", "up"]);
  });

  it("of a process that is gone is left where the state is no folder, with what to do", async () => {
    engine.lock("dead", gone, "s3://acme-pulumi-state");
    const { code, stderr } = await engine.slipway(["up", "staging", "--yes"]);
    expect(stderr).toContain("then: pulumi cancel staging");
    expect(code).toBe(12);
    expect(engine.operations()).toEqual(["preview", "up"]);
  });
});
