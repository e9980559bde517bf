import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repository } from "./mutation.ts";

/**
 * A copy of the repository to make mistakes in, so that a run that is killed leaves none behind.
 * Call what it returns to remove it.
 */
export function makeWorkspace(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "slipway-mutations-"));
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listed, { cwd: repository, encoding: "utf8" });
  for (const file of files.split("\0").filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(repository, file), join(folder, file));
  }
  linkPackages(join(repository, "node_modules"), join(folder, "node_modules"));
  symlinkSync(join(repository, ".toolchain"), join(folder, ".toolchain"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Packages are the repository's own, but for those that stand in the repository: they are the copy's. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === "@pulumi") linkPackages(join(from, name), join(to, name));
    else if (name === "gitlab" && to.endsWith("@pulumi")) {
      symlinkSync("../../sdks/gitlab", join(to, name));
    } else symlinkSync(join(from, name), join(to, name));
  }
}
