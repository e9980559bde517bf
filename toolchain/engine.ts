import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";
import { buildGoPrograms, type Progress, run } from "./goModule.ts";

/** The engine's version, in step with @pulumi/pulumi in package.json and with toolchain/go.mod. */
export const engineVersion = "3.230.0";

const here = import.meta.dirname;
const versions = join(here, "..", ".toolchain", "pulumi");
const root = join(versions, engineVersion);

/**
 * Pulumi's CLI: the one on the PATH if it is new enough, else the one that was installed here,
 * else a new one. Installing takes about two minutes, happens once, and may be interrupted: the
 * finished engine is moved into place in one step, after it has told its version.
 *
 * @throws EngineError when none can be had, saying what to install.
 */
export async function installEngine(progress: Progress): Promise<PulumiCommand> {
  const found = await findEngine();
  if (found) return found;

  progress(`Pulumi ${engineVersion} or newer is not on the PATH; getting it …`);
  await mkdir(versions, { recursive: true });
  const attempts = [
    { from: "the official installer", install: download },
    { from: "its Go module", install: build },
  ];
  const refusals: string[] = [];
  for (const { from, install } of attempts) {
    const folder = await mkdtemp(join(versions, ".partial-"));
    try {
      await install(folder, progress);
      await PulumiCommand.get({ root: folder, version: new SemVer(engineVersion) });
      await rm(root, { recursive: true, force: true });
      await rename(folder, root);
      progress(`Pulumi ${engineVersion} is installed, from ${from}.`);
      return await PulumiCommand.get({ root });
    } catch (error) {
      refusals.push(`from ${from}: ${firstLine(error)}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw new EngineError(
    `Pulumi ${engineVersion} could not be installed:\n  - ${refusals.join("\n  - ")}\n` +
      "Install it yourself (https://www.pulumi.com/docs/install/), or install Go 1.25 or newer " +
      "for Slipway to build it, and try again.",
  );
}

/** Pulumi's CLI if it is there and new enough, or undefined. Installs nothing. */
export async function findEngine(): Promise<PulumiCommand | undefined> {
  const version = new SemVer(engineVersion);
  for (const place of [{}, { root }]) {
    try {
      return await PulumiCommand.get({ ...place, version });
    } catch {
      // Not there, or too old: look in the next place.
    }
  }
  return undefined;
}

/** No engine, and no way to get one. Its message is for the person who asked. */
export class EngineError extends Error {}

/**
 * Runs Pulumi's official install script. `PulumiCommand.install` does the same, but its HTTP client
 * brings the whole process down when the address cannot be reached.
 */
async function download(folder: string): Promise<void> {
  const address = "https://get.pulumi.com/install.sh";
  const response = await fetch(address, { signal: AbortSignal.timeout(15_000) }).catch(() => {
    throw new Error(`${address} cannot be reached`);
  });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const script = join(folder, "install.sh");
  await writeFile(script, await response.text());
  const version = ["--version", engineVersion];
  await run("sh", [script, "--no-edit-path", "--install-root", folder, ...version]);
}

async function build(folder: string, progress: Progress): Promise<void> {
  const file = join(folder, "bin", "pulumi");
  const programs = {
    called: "Pulumi",
    module: here,
    packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${engineVersion}` },
    takes: "two minutes",
  };
  await buildGoPrograms(programs, file, progress);
  await access(file);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
