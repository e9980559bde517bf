import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { settle } from "../../sandbox/daemon.ts";
import { installBuildKit, type BuildKit } from "../../toolchain/buildkit.ts";

const run = promisify(execFile);

/** An ordinary user who may build. */
export interface Builder {
  /** The user's own, who is the only one to read it. */
  home: string;
  /** Gives the user a file or folder below the home. */
  own: (path: string) => Promise<void>;
  /** Runs a program in the user's name. @returns what it wrote to standard error. */
  run: (command: string, args: string[]) => Promise<string>;
  programs: BuildKit;
  /** A daemon with nothing in its cache. @returns its address, and what ends it. */
  daemon: () => Promise<{ address: string; stop: () => Promise<void> }>;
  remove: () => Promise<void>;
}

/** As root a user that is new, with the range of ids that `useradd` gives each; else who runs the tests. */
export async function makeBuilder(): Promise<Builder> {
  const root = process.getuid?.() === 0;
  const name = root ? `slipway-${randomBytes(4).toString("hex")}` : userInfo().username;
  const home = join(tmpdir(), `slipway-builder-${randomBytes(4).toString("hex")}`);
  mkdirSync(home, { mode: 0o700 });
  if (root) await run("useradd", ["--home-dir", home, "--no-create-home", name]);
  const ids = async (which: string) => Number((await run("id", [which, name])).stdout);
  const [uid, gid] = [await ids("-u"), await ids("-g")];
  if (root) chownSync(home, uid, gid);
  // Without USER buildkitd takes itself for root's (cmd/buildkitd/main.go, isRootlessConfig).
  const env = { PATH: process.env.PATH, HOME: home, USER: name };
  const own = async (path: string) => {
    if (root) await run("chown", ["--recursive", `${uid}:${gid}`, path]);
  };
  const identity = root ? { uid, gid } : {};
  const programs = await nearBy(await installBuildKit(() => {}), home);
  const daemons: ChildProcess[] = [];

  return {
    home,
    own,
    programs,
    async run(command, args) {
      const options = { cwd: home, env, ...identity, maxBuffer: 16 * 1024 * 1024 };
      return (await run(command, args, options)).stderr;
    },
    async daemon() {
      const place = join(home, `buildkit-${daemons.length}`);
      mkdirSync(join(place, "run"), { recursive: true, mode: 0o700 });
      await own(place);
      const socket = join(place, "buildkitd.sock");
      const child = spawn(
        "rootlesskit",
        [
          ...["--net=host", programs.buildkitd, "--rootless", "--addr", `unix://${socket}`],
          ...["--root", join(place, "data")],
          "--oci-worker-no-process-sandbox",
        ],
        {
          cwd: home,
          env: { ...env, XDG_RUNTIME_DIR: join(place, "run") },
          ...identity,
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      daemons.push(child);
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      const ready = () => existsSync(socket) || child.exitCode !== null;
      if (!(await settle(ready, 60)) || child.exitCode !== null) {
        throw new Error(`buildkitd does not run:\n${said}`);
      }
      return { address: `unix://${socket}`, stop: () => end(child) };
    },
    async remove() {
      await Promise.all(daemons.map(end));
      if (root) await run("userdel", [name]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Where a program is only the checkout's owner may read it, the user gets a copy. */
async function nearBy({ buildctl, buildkitd }: BuildKit, home: string): Promise<BuildKit> {
  const copy = async (program: string) => {
    const { stdout } = await run("which", [program]);
    const target = join(home, basename(program));
    copyFileSync(stdout.trim(), target);
    chmodSync(target, 0o755);
    return target;
  };
  return { buildctl: await copy(buildctl), buildkitd: await copy(buildkitd) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
