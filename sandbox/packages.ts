import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

interface Need {
  /** Each of them must be there. */
  commands: string[];
  /** The Debian package that brings it. */
  package: string;
  /** What it brings that starts by itself. */
  services?: string[];
}

/** The sandbox's programs; a working Docker daemon stands in for some of them. */
const needs: Need[] = [
  {
    commands: ["dockerd"],
    package: "docker.io",
    services: ["docker.service", "docker.socket", "containerd.service"],
  },
  { commands: ["docker"], package: "docker.io" },
  {
    commands: ["docker-registry"],
    package: "docker-registry",
    services: ["docker-registry.service"],
  },
  { commands: ["sshd"], package: "openssh-server", services: ["ssh.service"] },
  { commands: ["ssh-keygen"], package: "openssh-client" },
  { commands: ["busybox"], package: "busybox-static" },
  { commands: ["git"], package: "git" },
  { commands: ["openssl"], package: "openssl" },
  { commands: ["jq"], package: "jq" },
  { commands: ["zip"], package: "zip" },
  { commands: ["unzip"], package: "unzip" },
  { commands: ["curl"], package: "curl" },
  { commands: ["flock", "setsid"], package: "util-linux" },
  { commands: ["shellcheck"], package: "shellcheck" },
];

/** Docker's own: not needed where a daemon already answers. */
const replacedByDocker = ["docker.io", "docker-registry", "busybox-static"];

/** Where to find the Debian release whose Compose is new enough. */
const composeSuite = "trixie";
const composePackage = "docker-compose";

/**
 * Makes sure that the programs the sandbox runs are there: as root on Debian by installing what is
 * missing, without starting or enabling any service.
 *
 * @param dockerAnswers whether this user already has a Docker daemon, which makes some unnecessary.
 * @param say is told which packages, before they are installed.
 * @returns the packages it installed.
 * @throws elsewhere, with what to install.
 */
export function installPackages(dockerAnswers: boolean, say: (line: string) => void): string[] {
  findServersPrograms();
  const missing = needs.filter(
    (need) =>
      !need.commands.every(isInstalled) &&
      !(dockerAnswers && replacedByDocker.includes(need.package)),
  );
  const packages = [...new Set(missing.map((need) => need.package))];
  if (packages.length === 0) return [];
  if (!isRootOnDebian()) {
    throw new Error(
      `The sandbox needs programs that are not here. Install these packages (Debian's names): ` +
        `${packages.join(", ")}. As root on Debian it does so itself.`,
    );
  }
  say(`Installing Debian's packages ${packages.join(", ")} …`);
  withoutStartingServices(() => {
    apt(["update", "--quiet"]);
    apt(["install", "--yes", "--quiet", "--no-install-recommends", ...packages]);
  });
  for (const service of missing.flatMap((need) => need.services ?? [])) {
    // Fails where there is no systemd, and then nothing was enabled.
    spawnSync("systemctl", ["disable", service], { stdio: "ignore" });
  }
  return packages;
}

/** Debian keeps the programs of servers in sbin, and not every PATH has it. */
export function findServersPrograms(): void {
  process.env.PATH = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin`;
}

/**
 * The folder with the Compose plugin: Debian's newer one, unpacked there and not installed, since
 * the Docker package of Debian bookworm brings none.
 *
 * @param folder kept between runs; what is there is used.
 */
export function unpackCompose(folder: string): string {
  const plugins = join(folder, "cli-plugins");
  if (existsSync(join(plugins, "docker-compose"))) return plugins;
  if (!existsSync("/etc/debian_version")) {
    throw new Error(
      "Docker Compose v2 is not here. Install the plugin `docker compose` (2.24 or newer).",
    );
  }
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, "unpack-"));
  try {
    const archive = download(composePackage, work);
    execFileSync("dpkg-deb", ["-x", archive, join(work, "tree")]);
    rmSync(plugins, { recursive: true, force: true });
    renameSync(join(work, "tree/usr/libexec/docker/cli-plugins"), plugins);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return plugins;
}

/** Downloads a package of the newer suite with lists and cache of its own: the machine's stay as they are. */
function download(name: string, folder: string): string {
  for (const part of ["state/lists/partial", "cache/archives/partial", "parts", "preferences"]) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  const sources = join(folder, "sources.list");
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror()} ${composeSuite} main\n`);
  const own = [
    ["Dir::State", join(folder, "state")],
    ["Dir::Cache", join(folder, "cache")],
    ["Dir::Etc::SourceList", sources],
    ["Dir::Etc::SourceParts", join(folder, "parts")],
    ["Dir::Etc::PreferencesParts", join(folder, "preferences")],
    ["Acquire::Languages", "none"],
    ["Acquire::IndexTargets::deb::DEP-11::DefaultEnabled", "false"],
    // Apt drops its rights to a user who cannot write here.
    ["APT::Sandbox::User", "root"],
  ].flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  apt(["update", "--quiet", ...own]);
  apt(["download", "--quiet", name, ...own], folder);
  const archive = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (archive === undefined) throw new Error(`apt-get downloaded no package "${name}".`);
  return join(folder, archive);
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
    const [address, suite, component] = line.split(" ");
    if (address && suite === release && component === "main") return address;
  }
  throw new Error(
    `apt has no source for "${release ?? "this release"} main", so the mirror of "${composeSuite}" ` +
      "is not known. Install the plugin `docker compose` (2.24 or newer).",
  );
}

function apt(args: string[], folder?: string): void {
  const { status, stdout, stderr } = spawnSync("apt-get", args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status === 0) return;
  const said = `${stdout}${stderr}`.trimEnd().split("\n").slice(-10).join("\n");
  throw new Error(`apt-get ${args[0] ?? ""} failed:\n${said}`);
}

/** Debian asks this file whether a package may start its service (invoke-rc.d(8)). */
const policy = "/usr/sbin/policy-rc.d";

function withoutStartingServices(install: () => void): void {
  // One that is there is the administrator's word on it.
  if (existsSync(policy)) return install();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n");
  chmodSync(policy, 0o755);
  try {
    install();
  } finally {
    rmSync(policy, { force: true });
  }
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function isInstalled(command: string): boolean {
  const folders = (process.env.PATH ?? "").split(":");
  return folders.some((folder) => folder !== "" && existsSync(join(folder, command)));
}
