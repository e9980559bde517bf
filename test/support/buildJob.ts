import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BuildFile } from "../../cli/loop/jobFiles.ts";
import { startTestRegistry, type TestRegistry } from "../unit/cli/support/registry.ts";
import { makeBuilder, type Builder } from "./buildkit.ts";

const slipway = join(import.meta.dirname, "../../cli/slipway.mjs");

/** The jobs `inputs` and `build` of an app whose image is made of busybox, as an ordinary user's. */
export interface BuildJob {
  registry: TestRegistry;
  builder: Builder;
  /** Commits files, and takes the change through both jobs. @returns what was said. */
  build: (files: Record<string, string>, ...options: string[]) => Promise<string>;
  /** What `build` hands on. */
  written: () => BuildFile;
  close: () => Promise<void>;
}

export async function startBuildJob(): Promise<BuildJob> {
  const [registry, builder] = await Promise.all([startTestRegistry(), makeBuilder()]);
  const checkout = join(builder.home, "shop");
  mkdirSync(checkout);
  const who = { NAME: "Test", EMAIL: "test@example.com" };
  const names = Object.entries(who).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value] as const),
  );
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "safe.directory=*", ...args], {
      cwd: checkout,
      env: { PATH: process.env.PATH, HOME: builder.home, ...Object.fromEntries(names) },
    });
  git("init", "--quiet", "--initial-branch=main");
  const busybox = execFileSync("which", ["busybox"], { encoding: "utf8" }).trim();
  copyFileSync(busybox, join(checkout, "busybox"));
  chmodSync(join(checkout, "busybox"), 0o755);
  return {
    registry,
    builder,
    async build(files, ...options) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(checkout, path)), { recursive: true });
        writeFileSync(join(checkout, path), text);
      }
      git("add", "--", "busybox", ...Object.keys(files));
      git("commit", "--quiet", "--allow-empty", "--message", "a change");
      // A job's password is in its environment, and in no argument.
      const variables = { ...registry.variables, PATH: `${builder.home}:${process.env.PATH}` };
      const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`);
      writeFileSync(join(builder.home, "job"), lines.join(""), { mode: 0o600 });
      await builder.own(builder.home);
      const more = options.map((word) => `'${word}'`).join(" ");
      const script = `. ${builder.home}/job; cd ${checkout}
        '${process.execPath}' '${slipway}' inputs --commands c0 --commit-argument VERSION ${more}
        exec '${process.execPath}' '${slipway}' build`;
      return builder.run("sh", ["-ec", script]);
    },
    written: () =>
      JSON.parse(readFileSync(join(checkout, ".slipway", "build.json"), "utf8")) as BuildFile,
    async close() {
      await builder.remove();
      await registry.stop();
    },
  };
}
