import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gte, parse } from "semver";
import { buildGoPrograms, type Progress } from "./goModule.ts";

const run = promisify(execFile);

/** BuildKit's version, in step with toolchain/buildkit/go.mod. */
export const buildKitVersion = "0.34.2";

/** BuildKit's programs, as commands or paths. They are of one version or understand each other. */
export interface BuildKit {
  buildctl: string;
  buildkitd: string;
}

const module = join(import.meta.dirname, "buildkit");
const versions = join(import.meta.dirname, "..", ".toolchain", "buildkit");
const installed = programsIn(join(versions, buildKitVersion));

/**
 * BuildKit's programs: those on the PATH if they are new enough, else those that were built here, else
 * new ones. Building takes about a minute, happens once, and may be interrupted.
 *
 * @throws when they cannot be had, saying what to install.
 */
export async function installBuildKit(progress: Progress): Promise<BuildKit> {
  const found = await findBuildKit();
  if (found) return found;
  await mkdir(versions, { recursive: true });
  const folder = await mkdtemp(join(versions, ".partial-"));
  try {
    await buildGoPrograms(programs, folder, progress);
    const built = programsIn(folder);
    for (const program of [built.buildctl, built.buildkitd]) await access(program);
    // Other users build with it: runners have users of their own.
    await run("chmod", ["755", folder]);
    await rm(join(versions, buildKitVersion), { recursive: true, force: true });
    await rename(folder, join(versions, buildKitVersion));
    return installed;
  } catch (error) {
    throw new Error(
      `BuildKit ${buildKitVersion} could not be built: ${(error as Error).message}.\n` +
        "Install buildctl and buildkitd yourself (https://github.com/moby/buildkit/releases), or " +
        "install Go 1.26 or newer for Slipway to build them, and try again.",
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** BuildKit's programs if they are there and new enough, or undefined. Installs nothing. */
export async function findBuildKit(): Promise<BuildKit | undefined> {
  for (const place of [{ buildctl: "buildctl", buildkitd: "buildkitd" }, installed]) {
    const fits = await Promise.all([place.buildctl, place.buildkitd].map(isNewEnough));
    if (fits.every(Boolean)) return place;
  }
  return undefined;
}

const programs = {
  called: "BuildKit",
  module,
  packages: ["buildctl", "buildkitd"].map((name) => `github.com/moby/buildkit/cmd/${name}`),
  variables: { "github.com/moby/buildkit/version.Version": `v${buildKitVersion}` },
  takes: "a minute",
};

function programsIn(folder: string): BuildKit {
  return { buildctl: join(folder, "buildctl"), buildkitd: join(folder, "buildkitd") };
}

/** `buildctl github.com/moby/buildkit v0.34.2 <revision>` */
async function isNewEnough(program: string): Promise<boolean> {
  try {
    const { stdout } = await run(program, ["--version"]);
    const version = parse(stdout.split(" ")[2]?.trim());
    return version !== null && gte(version, buildKitVersion);
  } catch {
    return false;
  }
}
