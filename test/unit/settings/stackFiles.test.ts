import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check, load, readStackFiles } from "../../../settings/index.ts";
import type { StackFiles } from "../../../settings/index.ts";
import { changedFiles, goodFiles, inMemory, readSecret } from "./fixture.ts";

describe("readStackFiles", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-settings-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("reads the stack files and what they name", () => {
    const texts = new Map<string, string>();
    for (const file of ["project", "stacks", "others"] as const) {
      const found = changedFiles()[file];
      for (const one of found instanceof Map ? found.values() : [found]) {
        if (one.text !== undefined) texts.set(one.path, one.text);
      }
    }
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    writeFileSync(join(folder, "Pulumi.uat.yml"), "");
    const files = readStackFiles(folder);
    expect([...files.stacks.keys()]).toEqual(["platform", "production", "staging"]);
    expect([...files.others.keys()].sort()).toEqual(
      Object.keys(goodFiles())
        .filter((path) => path.startsWith("compose/"))
        .sort(),
    );
    expect(files.ignored).toEqual(["Pulumi.uat.yml"]);
    const staging = (of: StackFiles) => load(of, "staging", readSecret);
    expect(staging({ ...files, ignored: [] })).toEqual(staging(changedFiles()));
  });

  it("keeps every byte of a file that is text, and tells one that is not", () => {
    const path = "Pulumi.a.yaml";
    const named = "config: { slipway:apps: { a: { files: { b: bom, c: bytes, d: folder } } } }";
    writeFileSync(join(folder, path), named);
    writeFileSync(join(folder, "bom"), "\uFEFFtext\r\n");
    writeFileSync(join(folder, "bytes"), Buffer.from([0xff, 0xfe]));
    mkdirSync(join(folder, "folder"));
    const { others } = readStackFiles(folder);
    expect(others.get("bom")).toEqual({ path: "bom", text: "\uFEFFtext\r\n" });
    expect(others.get("bytes")).toMatchObject({ text: undefined, why: "not text" });
    expect(others.get("folder")).toMatchObject({ text: undefined, why: "unreadable" });
  });

  it("reads nothing outside the repository", () => {
    const named =
      "config: { slipway:apps: { a: { compose: ../x, files: { b: /etc/passwd, c: a/../../x } } } }";
    writeFileSync(join(folder, "Pulumi.a.yaml"), named);
    expect(readStackFiles(folder).others.size).toBe(0);
  });

  it("finds nothing in a folder that is not there, and says what is missing", () => {
    const { problems } = check(readStackFiles(join(folder, "nowhere")), () => readSecret);
    expect(problems.map(({ rule }) => rule)).toEqual(["file.missing", "file.platform"]);
  });

  it("takes files in memory as well", () => {
    expect(check(inMemory({}), () => readSecret).problems).toHaveLength(2);
  });
});
