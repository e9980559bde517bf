import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { folder } from "../../../sdks/gitlab/generator/files.ts";
import { schema } from "./madeUp.ts";

// Each starts a process, which takes its time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

/** `npm run sdk -- <file> <more>`, the file holding this. */
function sdk(content: unknown, ...more: string[]) {
  const root = mkdtempSync(join(tmpdir(), "slipway-sdk-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const path = join(root, "schema.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  const command = [join(folder, "generator/write.ts"), path, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  return { status, stdout, stderr: stderr.replaceAll(path, "<file>") };
}

const unversioned = { ...schema, version: undefined };

it.each([
  ["no JSON", "{", /^<file>: .*JSON.*\n$/],
  ["another JSON", {}, /^<file> is not the schema of a Pulumi package\.\n$/],
  [
    "no version",
    unversioned,
    /^<file> has no version\. Give it after the path, as in 10\.1\.1\.\n$/,
  ],
])("refuses a schema with %s in one line, and writes nothing", (_, content, message) => {
  const { status, stdout, stderr } = sdk(content);
  expect(stderr).toMatch(message);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});

it("refuses a schema that lacks what is in use, and writes nothing", () => {
  const { status, stdout, stderr } = sdk(unversioned, "1.2.3");
  expect(stderr).toContain('use.json, resources: the schema has no resource "ProjectVariable".');
  expect(stderr).not.toContain("    at ");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});
