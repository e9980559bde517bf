import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { changeFiles } from "../../../cli/stackFiles/changeFiles.ts";

/** What reaches the disk, in order; `refused` is a file that can't be put in its place. */
const [steps, disk] = vi.hoisted(() => [[] as string[], { refused: "" }]);

vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  return {
    ...fs,
    fsyncSync: (descriptor) => {
      steps.push("synced");
      fs.fsyncSync(descriptor);
    },
    renameSync: (from, to) => {
      if (String(to).endsWith(disk.refused || "\0")) throw new Error("The disk is full.");
      steps.push("in its place");
      fs.renameSync(from, to);
    },
  };
});

let folder: string;
let one: string;
let two: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  [one, two] = [join(folder, "one"), join(folder, "two")];
  writeFileSync(one, "one\n");
  steps.length = 0;
  disk.refused = "";
});

afterEach(() => rmSync(folder, { recursive: true }));

const change = () =>
  changeFiles([
    { path: one, before: "one\n", after: "changed\n" },
    { path: two, before: undefined, after: "new\n" },
  ]);

it("puts no file in its place before all of them are on the disk", () => {
  change();
  expect(steps).toEqual(["synced", "synced", "in its place", "in its place"]);
});

it("takes back what it changed when a later file can't be put in its place", () => {
  disk.refused = "two";
  expect(change).toThrow("The disk is full.");
  expect(readFileSync(one, "utf8")).toBe("one\n");
  expect(readdirSync(folder)).toEqual(["one"]);
});
