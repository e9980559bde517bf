import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { newerSuite, suite } from "../../../sandbox/newerSuite.ts";

/** Programs that others wrote for GitLab's API, as commands to be run. */
export interface Programs {
  /** Python with python-gitlab and gitlabform, and what must be in its environment. */
  python: { command: string; args: string[]; environment: Record<string, string> };
  glab: string;
}

const requirements = join(import.meta.dirname, "../requirements.txt");
const versions = join(import.meta.dirname, "../../../.toolchain/clients");

/** Of Debian's newer release: gitlabform asks for Python 3.12, and Debian bookworm's is 3.11. */
const packages = ["glab", "python3.13", "python3-pip"];

/** Dependencies that are data, scripts of packages, or what pip has inside already. */
const unneeded = [
  ...["ca-certificates", "debconf", "media-types", "tzdata", "readline-common"],
  ...["python3-setuptools", "python3-wheel", "python3-packaging"],
];

/**
 * Python and glab from Debian's packages, unpacked in `.toolchain` and not installed, and in that Python
 * what requirements.txt names, from PyPI. It takes half a minute, happens once for each version of that
 * file, and may be interrupted: the finished folder is moved into place in one step.
 *
 * @throws where there is no Debian, and when packages cannot be had.
 */
export async function installPrograms(say: (line: string) => void): Promise<Programs> {
  if (!existsSync("/etc/debian_version")) {
    throw new Error(
      "The tests with other clients of GitLab's need Debian's packages: run them there.",
    );
  }
  const about = [readFileSync(requirements), suite, ...packages, ...unneeded].join("\n");
  const version = createHash("sha256").update(about).digest("hex").slice(0, 16);
  const folder = join(versions, version);
  if (existsSync(folder)) return programsIn(folder);
  say("Getting python-gitlab, gitlabform and glab …");
  mkdirSync(versions, { recursive: true });
  const partial = mkdtempSync(join(versions, ".partial-"));
  try {
    const downloads = join(partial, "downloads");
    for (const archive of newerSuite(downloads).downloadWithDependencies(packages, unneeded)) {
      execFileSync("dpkg-deb", ["-x", archive, join(partial, "debian")]);
    }
    rmSync(downloads, { recursive: true });
    await install(programsIn(partial), join(partial, "site"));
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return programsIn(folder);
}

/** The pins are whole: gitlabform's own ask for versions that are not to be had everywhere. */
async function install({ python }: Programs, site: string): Promise<void> {
  const options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--target", site];
  const quiet = { PIP_ROOT_USER_ACTION: "ignore", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
  await promisify(execFile)(
    python.command,
    [...python.args, "-m", "pip", "install", ...options, "--requirement", requirements],
    { env: { ...process.env, ...python.environment, ...quiet } },
  );
}

/** That release's Python needs its C library too, which its own loader finds. */
function programsIn(folder: string): Programs {
  const debian = join(folder, "debian/usr");
  const [loader = ""] = globSync(join(debian, "lib/*-linux-gnu/ld-linux-*.so.*"));
  const libraries = join(loader, "..");
  return {
    python: {
      command: loader,
      args: ["--library-path", libraries, join(debian, "bin/python3.13")],
      environment: {
        ...{ PYTHONHOME: debian, PYTHONPATH: join(folder, "site") },
        // pip has compiled what it installed; beside the tests' scripts nothing is to be left.
        PYTHONDONTWRITEBYTECODE: "1",
      },
    },
    glab: join(debian, "bin/glab"),
  };
}
