import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createProgram } from "../../../cli/program.ts";
import { run } from "./support/command.ts";

const empty = mkdtempSync(join(tmpdir(), "slipway-test-"));
afterAll(() => rmSync(empty, { recursive: true }));

const program = createProgram();
const commands = program.commands.flatMap((command) =>
  command.commands.length > 0 ? command.commands : [command],
);

describe("help", () => {
  it("lists every command with what it is for", async () => {
    const { code, stdout, stderr } = await run(["--help"], { cwd: empty });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const names = [
      "check",
      "preview",
      "up",
      "refresh",
      "destroy",
      "init",
      "environment",
      "keys",
      "secret",
    ];
    const jobs = ["inputs", "build", "release", "pull", "record", "notify", "review"];
    for (const name of [...names, "status", "deploy", "rollback", "allow", "history", ...jobs]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} .+  \\S`, "m"));
    }
  });

  it.each([[["help"]], [["-h", "check"]], [["--help"]]])("is asked for with %j", async (args) => {
    const { code, stdout } = await run(args, { cwd: empty });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: slipway \[/) as string,
    });
  });

  it("of one command is asked for in both ways", async () => {
    const [one, other] = await Promise.all([
      run(["help", "deploy"], { cwd: empty }),
      run(["deploy", "--help"], { cwd: empty }),
    ]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({
      ...{ code: 0, stdout: expect.stringMatching(/^Usage: slipway deploy/) as string },
    });
  });

  it.each(commands.map((command) => [command.name(), command] as const))(
    "of %s ends with an example and its exit codes",
    (name, command) => {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help).toMatch(
        new RegExp(`Examples?:\\n  npx slipway ((secret|environment|tool|app|server) )?${name}`),
      );
      expect(help).toMatch(/Exit codes:\n {4}0 {2}done\n {4}1 {2}\S/);
    },
  );
});

describe("a mistake on the command line", () => {
  it.each([
    ["an unknown command", ["chek"], "(Did you mean check?)"],
    ["help of an unknown command", ["help", "chek"], "Did you mean `check`?"],
    ["an unknown command's help", ["chek", "--help"], "There is no command `chek`."],
    ["a missing argument", ["rollback"], "missing required argument 'stack'"],
    ["a missing option", ["inputs"], "option '--commands <hash>' not specified"],
    ["a number that is none", ["history", "a", "--last", "x"], "must be a whole number from 1"],
    ["a number that is too small", ["rollback", "a", "b", "--to", "0"], "whole number from 1"],
    ["one argument too many", ["check", "a", "b"], "too many arguments"],
    ["no stack files", ["check"], "There is no Pulumi.yaml in"],
    [
      "a folder that is not there",
      ["check", "-C", "/nowhere"],
      "There is no Pulumi.yaml in /nowhere",
    ],
  ])("(%s) is one sentence without a stack, and exit 1", async (_, args, sentence) => {
    const { code, stdout, stderr } = await run(args, { cwd: empty });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("an error with --json", () => {
  it.each([
    ["an unknown option", ["check", "--jso", "--json"], "unknown option '--jso'"],
    ["a missing argument", ["rollback", "--json"], "missing required argument 'stack'"],
    ["an unknown command", ["chek", "--json"], "unknown command 'chek'"],
    ["help of an unknown command", ["help", "chek", "--json"], "There is no command `chek`."],
    ["no stack files", ["up", "staging", "--json"], "There is no Pulumi.yaml in"],
    ["nothing else", ["history", "staging", "--json"], "There is no Pulumi.yaml in"],
  ])("(%s) is JSON on standard output, and words beside it", async (_, args, sentence) => {
    const { code, stdout, stderr } = await run(args, { cwd: empty });
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as { error: string }).error).toContain(sentence);
    expect(stderr).toContain(sentence);
  });

  it("is not one where help was asked for, or where --json is a value", async () => {
    const help = await run(["check", "--json", "--help"], { cwd: empty });
    expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Usage:/) as string });
    const { stdout } = await run(["check", "--", "--json"], { cwd: empty });
    expect(stdout).toBe("");
  });
});

it("says its version, which is not deploy's --version", async () => {
  expect(await run(["--version"], { cwd: empty })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

it.each(["inputs", "build", "release", "recordServed", "notify", "deploy"])(
  "%s loads nothing of what stack files are read with",
  (verb) => {
    const { href } = new URL(`../../../cli/loop/${verb}.ts`, import.meta.url);
    const script = `
      import { registerHooks } from "node:module";
      const load = (url, context, next) => (console.log(url), next(url, context));
      registerHooks({ load });
      await import("${href}");`;
    const args = ["--input-type=module", "--eval", script];
    const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(stdout).toContain(`${href}\n`);
    expect(
      stdout.split("\n").filter((url) => /\/settings\/(index|read|check)\b/.test(url)),
    ).toEqual([]);
  },
);

describe("an old Node", () => {
  const command = join(import.meta.dirname, "..", "..", "..", "cli", "slipway.mjs");
  const pretend = (version: string) => {
    const code = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
    const args = ["--import", `data:text/javascript,${encodeURIComponent(code)}`, command];
    return spawnSync(process.execPath, [...args, "--version"], { encoding: "utf8" });
  };

  it.each(["18.20.0", "20.20.2", "22.17.1", "23.5.0"])("(%s) is told which it takes", (version) => {
    const { status, stderr } = pretend(version);
    expect(status).toBe(1);
    expect(stderr).toContain(`slipway needs Node 22.18 or newer, and this is ${version}.`);
  });

  it.each(["22.18.0", "23.6.0", "24.0.0", "25.1.0"])("is none of %s", (version) => {
    expect(pretend(version)).toMatchObject({ status: 0, stderr: "" });
  });
});
