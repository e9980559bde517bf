import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { provideCommands } from "../../../sandbox/commands.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway's commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const engines = join(folder, "engine's");
const engine = join(engines, "pulumi");
mkdirSync(engines);
writeFileSync(engine, '#!/bin/sh\nprintf "%s," "$@"\n');
chmodSync(engine, 0o755);
const slipway = join(import.meta.dirname, "../../../cli/slipway.mjs");
const call = (bin: string, ...args: string[]) =>
  execFileSync(join(folder, bin, args[0]!), args.slice(1), { encoding: "utf8" });

it("puts slipway on the PATH, and the engine that was built with a language host", () => {
  provideCommands(join(folder, "one"), slipway, engine);
  expect(readdirSync(join(folder, "one"))).toEqual(["pulumi", "pulumi-language-nodejs", "slipway"]);
  expect(call("one", "slipway", "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(call("one", "pulumi", "a b", "'c'")).toBe("a b,'c',");
});

it("can be done again", () => {
  provideCommands(join(folder, "one"), slipway, engine);
  expect(call("one", "pulumi", "again")).toBe("again,");
});

it("leaves an engine its own language host", () => {
  writeFileSync(join(engines, "pulumi-language-nodejs"), "");
  provideCommands(join(folder, "two"), slipway, engine);
  expect(readdirSync(join(folder, "two"))).toEqual(["pulumi", "slipway"]);
  expect(call("two", "pulumi", "x")).toBe("x,");
});

it("leaves an engine that is on the PATH where it is", () => {
  provideCommands(join(folder, "three"), slipway, "pulumi");
  expect(readdirSync(join(folder, "three"))).toEqual(["slipway"]);
});
