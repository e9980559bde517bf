import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasBranches, readRef } from "../../../sandbox/gitlab/git/refs.ts";
import { createRepository, resolve } from "../../../sandbox/gitlab/repositories.ts";

/** Against what git itself says of the same repository. */
let folder: string;
let commit: string;

function git(...args: string[]): string {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  const words = ["--git-dir", folder, ...identity, ...args];
  return execFileSync("git", words, { encoding: "utf8", input: "", stdio: "pipe" }).trim();
}

const names = ["refs/heads/main", "refs/heads/feature/a", "refs/tags/light", "refs/tags/annotated"];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-refs-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(["loose", "packed"])("%s refs", (kind) => {
  beforeEach(() => {
    rmSync(folder, { recursive: true });
    createRepository(folder, "main", "sha1");
    expect(hasBranches(folder)).toBe(false);
    commit = git("commit-tree", "-m", "First", git("mktree"));
    for (const name of names.slice(0, 3)) git("update-ref", name, commit);
    git("tag", "-a", "-m", "Annotated", "annotated", commit);
    if (kind === "packed") git("pack-refs", "--all", "--prune");
    expect(existsSync(join(folder, "refs/heads/main"))).toBe(kind === "loose");
  });

  it("are what git says that they are", () => {
    for (const name of names) expect(readRef(folder, name)).toBe(git("rev-parse", name));
    expect(hasBranches(folder)).toBe(true);
  });

  it("are none of other names", () => {
    for (const name of ["refs/heads/feature", "refs/heads/mai", "refs/heads/../heads/main"]) {
      expect([name, readRef(folder, name)]).toEqual([name, undefined]);
      expect(() => git("rev-parse", "--verify", "--quiet", name)).toThrow();
    }
  });

  it("that were changed after they were packed are as they were changed", () => {
    const next = git("commit-tree", "-m", "Second", "-p", commit, git("mktree"));
    git("update-ref", "refs/heads/main", next);
    expect(readRef(folder, "refs/heads/main")).toBe(next);
    git("update-ref", "-d", "refs/heads/main");
    expect(readRef(folder, "refs/heads/main")).toBeUndefined();
  });

  it("name a commit by a branch before a tag, by a tag that is an object of its own, and by a hash", () => {
    const next = git("commit-tree", "-m", "Second", "-p", commit, git("mktree"));
    git("update-ref", "refs/tags/main", next);
    const asked = ["main", "light", "annotated", "refs/heads/main", commit, commit.slice(0, 8)];
    for (const name of asked) expect([name, resolve(folder, name)]).toEqual([name, commit]);
    expect(resolve(folder, "refs/tags/main")).toBe(next);
    expect(resolve(folder, "refs/tags/annotated")).toBe(commit);
    for (const name of ["gone", "0".repeat(40), "-h"]) {
      expect([name, resolve(folder, name)]).toEqual([name, undefined]);
    }
  });
});
