import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { apt, newerSuite } from "./newerSuite.ts";

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
  // What BuildKit runs without root by.
  { commands: ["rootlesskit"], package: "rootlesskit" },
  { commands: ["newuidmap"], package: "uidmap" },
  { commands: ["slirp4netns"], package: "slirp4netns" },
  { commands: ["runc"], package: "runc" },
  { commands: ["git"], package: "git" },
  { commands: ["python3"], package: "python3" },
  { commands: ["openssl"], package: "openssl" },
  { commands: ["jq"], package: "jq" },
  { commands: ["zip"], package: "zip" },
  { commands: ["unzip"], package: "unzip" },
  { commands: ["curl"], package: "curl" },
  { commands: ["flock", "setsid", "setpriv", "unshare"], package: "util-linux" },
  { commands: ["useradd", "userdel"], package: "passwd" },
  { commands: ["shellcheck"], package: "shellcheck" },
];

/** What only tests of the page need. */
const browser: Need = { commands: ["chromium"], package: "chromium" };

/** Docker's own: not needed where a daemon already answers. */
const replacedByDocker = ["docker.io", "docker-registry", "busybox-static"];

/**
 * Makes sure that the programs the sandbox runs are there: as root on Debian by installing what is
 * missing, without starting or enabling any service.
 *
 * @param dockerAnswers whether this user already has a Docker daemon, which makes some unnecessary.
 * @param say is told which packages, before they are installed.
 * @param withBrowser whether a browser is needed, too.
 * @returns the packages it installed.
 * @throws elsewhere, with what to install.
 */
export function installPackages(
  dockerAnswers: boolean,
  say: (line: string) => void,
  withBrowser = false,
): string[] {
  findServersPrograms();
  const missing = [...needs, ...(withBrowser ? [browser] : [])].filter(
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
 * A folder with a plugin of Docker's: Debian's newer one, unpacked there and not installed, since the
 * Docker package of Debian bookworm brings none.
 *
 * @param folder kept between runs; what is there is used.
 */
export function unpackPlugin(name: "docker-compose" | "docker-buildx", folder: string): string {
  const plugins = join(folder, "cli-plugins");
  if (existsSync(join(plugins, name))) return plugins;
  if (!existsSync("/etc/debian_version")) {
    const what = name === "docker-compose" ? "`docker compose` (2.24 or newer)" : "`docker buildx`";
    throw new Error(`Docker's plugin ${what} is not here. Install it.`);
  }
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, "unpack-"));
  try {
    const [archive = ""] = newerSuite(work).download([name]);
    execFileSync("dpkg-deb", ["-x", archive, join(work, "tree")]);
    rmSync(plugins, { recursive: true, force: true });
    renameSync(join(work, "tree/usr/libexec/docker/cli-plugins"), plugins);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return plugins;
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
  return findOnPath(command) !== undefined;
}

/** Where a program is, if it is on the PATH. */
export function findOnPath(command: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(":")
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, command))
    .find((file) => existsSync(file));
}
