import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mutated, repository, type Mutation } from "./mutation.ts";
import { runTests } from "./tests.ts";

/** A copy of the repository to make mistakes in, so that a run that is killed leaves none in this one. */
export interface Workspace {
  folder: string;
  /** Makes a mistake, runs its test, and mends it. Resolves to whether a test noticed. */
  notices(mutation: Mutation): Promise<boolean>;
  remove(): void;
}

/** @param signal ends the tests in it */
export function makeWorkspace(signal: AbortSignal): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "slipway-mutations-"));
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listed, { cwd: repository, encoding: "utf8" });
  for (const file of files.split("\0").filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(repository, file), join(folder, file));
  }
  linkPackages(join(repository, "node_modules"), join(folder, "node_modules"));
  symlinkSync(join(repository, ".toolchain"), join(folder, ".toolchain"));
  return {
    folder,
    async notices(mutation) {
      const file = join(folder, mutation.file);
      const sound = readFileSync(file, "utf8");
      writeFileSync(file, mutated(mutation, folder));
      try {
        return !(await runTests(folder, [mutation.test], signal)).passed;
      } finally {
        writeFileSync(file, sound);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
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
