import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyApp } from "../images/example.ts";
import type { Person } from "./people.ts";

const run = promisify(execFile);

/** A person's clone of the app's project: what `git` does there is what it does for anyone. */
export class Checkout {
  readonly folder: string;
  readonly #person: Person;

  constructor(folder: string, person: Person) {
    this.folder = folder;
    this.#person = person;
  }

  /** Clones, unless it is there. The token is kept beside, where git asks for it. */
  async clone(url: string): Promise<void> {
    if (existsSync(this.folder)) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.git("init", "--quiet");
    const address = new URL(url);
    const { username, token, name, email } = this.#person;
    const store = join(this.folder, ".git", "credentials");
    const line = `${address.protocol}//${username}:${token}@${address.host}\n`;
    await writeFile(store, line, { mode: 0o600 });
    await this.git("config", "credential.helper", `store --file='${store}'`);
    await this.git("config", "user.name", name);
    await this.git("config", "user.email", email);
    await this.git("remote", "add", "origin", url);
  }

  /** Goes to a new branch that starts where GitLab's has its end. */
  async branch(name: string, from: string): Promise<void> {
    await this.git("fetch", "--quiet", "origin");
    await this.git("checkout", "--quiet", "--no-track", "-B", name, `origin/${from}`);
  }

  /** Puts the files of an app in the place of all there are. */
  async replaceWith(source: string): Promise<void> {
    await this.git("rm", "--quiet", "-r", "--ignore-unmatch", ".");
    copyApp(source, this.folder);
  }

  async commit(message: string): Promise<string> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  async push(branch: string, ...options: string[]): Promise<void> {
    await this.git("push", "--quiet", ...options, "origin", `HEAD:refs/heads/${branch}`);
  }

  /** @throws with what git said */
  async git(...args: string[]): Promise<string> {
    // Nobody is there to be asked for a password.
    const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_GLOBAL: "/dev/null" };
    const { stdout } = await run("git", args, { cwd: this.folder, env });
    return stdout.trim();
  }
}
