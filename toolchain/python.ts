import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Progress } from "./goModule.ts";

const run = promisify(execFile);

const requirements = join(import.meta.dirname, "../host/requirements.txt");
const versions = join(import.meta.dirname, "../.toolchain/python");

/**
 * What slipway-host is checked with, mypy, ruff and pytest, for `python3 -m`: the folder that PYTHONPATH
 * names. Getting them takes ten seconds, happens once for each version of host/requirements.txt, and
 * may be interrupted.
 *
 * @throws when they cannot be had, saying what to install.
 */
export async function installPythonChecks(say: Progress): Promise<string> {
  const text = readFileSync(requirements);
  const { stdout: python } = await run("python3", ["--version"]).catch(() => ({ stdout: "" }));
  // mypy and ruff are compiled for one version of Python.
  const name = createHash("sha256").update(text).update(python).digest("hex").slice(0, 16);
  const folder = join(versions, name);
  if (existsSync(folder)) return folder;
  say("Getting mypy, ruff and pytest …");
  await mkdir(versions, { recursive: true });
  const partial = await mkdtemp(join(versions, ".partial-"));
  const options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--target", partial];
  const quiet = { PIP_ROOT_USER_ACTION: "ignore", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  try {
    await run("python3", ["-m", "pip", "install", ...options, "--requirement", requirements], {
      env: { ...process.env, ...quiet },
    });
    await rename(partial, folder);
    return folder;
  } catch (error) {
    throw new Error(
      `mypy, ruff and pytest can not be had: ${(error as Error).message}\n` +
        "slipway-host is checked with them. Install Python 3.10 or newer with pip (Debian: python3-pip), " +
        "and try again.",
    );
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
