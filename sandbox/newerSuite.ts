import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The Debian release whose Compose and PostgreSQL are new enough, whatever this machine's is. */
export const suite = "trixie";

/** Packages of that release, from lists and a cache of their own: the machine's stay as they are. */
export interface NewerSuite {
  /** Downloads packages. @returns their files. */
  download: (names: string[]) => string[];
  /**
   * Downloads packages with all that they depend on.
   *
   * @param without taken for installed already: neither they nor what only they need is downloaded.
   * @returns their files.
   */
  downloadWithDependencies: (names: string[], without: string[]) => string[];
}

/** @param folder takes lists and packages. */
export function newerSuite(folder: string): NewerSuite {
  for (const part of ["state/lists/partial", "cache/archives/partial", "parts", "preferences"]) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  const sources = join(folder, "sources.list");
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror()} ${suite} main\n`);
  const status = join(folder, "status");
  writeFileSync(status, "");
  const own = [
    ["Dir::State", join(folder, "state")],
    ["Dir::State::status", status],
    ["Dir::Cache", join(folder, "cache")],
    ["Dir::Etc::SourceList", sources],
    ["Dir::Etc::SourceParts", join(folder, "parts")],
    ["Dir::Etc::PreferencesParts", join(folder, "preferences")],
    ["Acquire::Languages", "none"],
    ["Acquire::IndexTargets::deb::DEP-11::DefaultEnabled", "false"],
    // Apt drops its rights to a user who cannot write here, and would lock the machine's own files.
    ["APT::Sandbox::User", "root"],
    ["Debug::NoLocking", "true"],
  ].flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  apt(["update", "--quiet", ...own]);
  return {
    download(names) {
      apt(["download", "--quiet", ...names, ...own], folder);
      return packagesIn(folder);
    },
    downloadWithDependencies(names, without) {
      writeFileSync(status, without.map(installed).join(""));
      const options = ["--download-only", "--yes", "--quiet", "--no-install-recommends"];
      apt(["install", ...options, ...own, ...names]);
      return packagesIn(join(folder, "cache/archives"));
    },
  };
}

function packagesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".deb"))
    .sort()
    .map((file) => join(folder, file));
}

/** A package as dpkg's status file has it, newer than whatever another may ask for. */
function installed(name: string): string {
  return [
    `Package: ${name}`,
    "Status: install ok installed",
    "Version: 999:0",
    `Architecture: ${architecture()}`,
    "Multi-Arch: foreign",
    "Maintainer: -",
    "Description: -",
    "\n",
  ].join("\n");
}

/** Debian's name for this machine's: `amd64`, `arm64` … Docker has the same ones. */
export function architecture(): string {
  return execFileSync("dpkg", ["--print-architecture"], { encoding: "utf8" }).trim();
}

/** The address of the Debian mirror that this machine's own apt uses. */
function mirror(): string {
  const release = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  const targets = execFileSync(
    "apt-get",
    ["indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
    { encoding: "utf8" },
  );
  for (const line of targets.split("\n")) {
    const [address, name, component] = line.split(" ");
    if (address && name === release && component === "main") return address;
  }
  throw new Error(
    `apt has no source for "${release ?? "this release"} main", so the mirror of "${suite}" is not ` +
      "known: Slipway's sandbox takes newer packages from there. Add one to /etc/apt/sources.list.",
  );
}

/** @throws with the end of what apt said. */
export function apt(args: string[], folder?: string): void {
  const { status, stdout, stderr } = spawnSync("apt-get", args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status === 0) return;
  const said = `${stdout}${stderr}`.trimEnd().split("\n").slice(-10).join("\n");
  throw new Error(`apt-get ${args[0] ?? ""} failed:\n${said}`);
}
