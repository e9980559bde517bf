import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A real git repository in a temporary place. */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "slipway-test-"));

  constructor(files: Record<string, string>) {
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit(files);
  }

  git(...args: string[]): string {
    const identity = { NAME: "Test", EMAIL: "test@example.com" };
    const who = Object.entries(identity).flatMap(([key, value]) =>
      ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value] as const),
    );
    return execFileSync("git", args, {
      cwd: this.folder,
      env: {
        ...{ PATH: process.env.PATH, HOME: this.folder, GIT_CONFIG_NOSYSTEM: "1" },
        ...Object.fromEntries(who),
      },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  /** Writes and commits. A text that begins with `-> ` is a link; `chmod +x ` makes a program. */
  commit(files: Record<string, string>): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text.startsWith("-> ")) symlinkSync(text.slice(3), file);
      else writeFileSync(file, text);
      if (text.startsWith("chmod +x")) chmodSync(file, 0o755);
    }
    this.git("add", "--force", "--", ...Object.keys(files));
    this.git("commit", "--quiet", "--allow-empty", "--message", "a change");
    return this.git("rev-parse", "HEAD");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
