import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect, vi } from "vitest";
import { load, passphraseReader, readStackFiles } from "../../../../settings/index.ts";
import type { EnvironmentSettings } from "../../../../settings/index.ts";
import { temporary, testPassphrase } from "../support/command.ts";
import { makeTestKeys, removeFolder, writeStackFiles } from "../support/stackFiles.ts";
import type { Keys } from "../support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

export let keys: Keys;
beforeAll(async () => {
  keys = await makeTestKeys();
});

const folders: string[] = [];
export function stackFiles(options: Parameters<typeof writeStackFiles>[0] = { keys }): string {
  const folder = writeStackFiles(options);
  folders.push(folder);
  return folder;
}
afterEach(() => {
  folders.splice(0).forEach(removeFolder);
  expect(readdirSync(temporary)).toEqual([]);
});

export const read = (folder: string, name = "Pulumi.production.yaml") =>
  readFileSync(join(folder, name), "utf8");

export function edit(folder: string, name: string, from: string | RegExp, to: string): void {
  const before = read(folder, name);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${name} has no ${String(from)}`);
  writeFileSync(join(folder, name), after);
}

export function settingsOf(folder: string, stack = "production"): EnvironmentSettings {
  const reader = passphraseReader(read(folder, `Pulumi.${stack}.yaml`), testPassphrase);
  return load(readStackFiles(folder), stack, reader) as EnvironmentSettings;
}

/** Every line of the one text that the other has not. */
export function addedLines(before: string, after: string): string[] {
  const known = new Set(before.split("\n"));
  return after.split("\n").filter((line) => !known.has(line));
}
