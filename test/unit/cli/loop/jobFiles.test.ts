import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildFile, readJobFile, writeJobFile } from "../../../../cli/loop/jobFiles.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-files-"));
  path = join(folder, ".slipway", "build.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const content = { inputs: "a".repeat(64), digest: `sha256:${"b".repeat(64)}` };
const read = () => readJobFile(path, "build.json", buildFile);

describe("A file that jobs hand on", () => {
  it("is read as it was written", () => {
    writeJobFile(path, content);
    const later = { ...content, inputs: "c".repeat(64) };
    writeJobFile(path, later);
    expect(read()).toEqual(later);
  });

  it("is never written through a link that a commit holds in its place", () => {
    const other = join(folder, "other.json");
    writeFileSync(other, "theirs");
    mkdirSync(join(folder, ".slipway"));
    symlinkSync(other, path);
    writeJobFile(path, content);
    expect(read()).toEqual(content);
    expect(readFileSync(other, "utf8")).toBe("theirs");
  });

  it("is never written through a link in the place of its folder, nor into a folder", () => {
    const other = join(folder, "other");
    mkdirSync(join(other, "build.json"), { recursive: true });
    symlinkSync(other, join(folder, ".slipway"));
    writeJobFile(path, content);
    expect(read()).toEqual(content);
    rmSync(path);
    mkdirSync(join(path, "inside"), { recursive: true });
    writeJobFile(path, content);
    expect(read()).toEqual(content);
  });

  it("is not believed where it is a link, or its folder is one", () => {
    const other = join(folder, "other");
    mkdirSync(other);
    writeFileSync(join(other, "build.json"), JSON.stringify(content));
    symlinkSync(other, join(folder, ".slipway"));
    const said = (place: string) =>
      `${place} is a link, and has to be the job's own: the job \`build\` writes it.`;
    expect(read).toThrow(said(join(folder, ".slipway")));
    rmSync(join(folder, ".slipway"));
    mkdirSync(join(folder, ".slipway"));
    symlinkSync(join(other, "build.json"), path);
    expect(read).toThrow(said(path));
  });
});
