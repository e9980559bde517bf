import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { certificates, essential, path, type PublicImage } from "./image.ts";

const run = promisify(execFile);

/** Of the npm package `node`, on which Slipway itself runs. */
const program = join(import.meta.dirname, "../../../node_modules/node/bin/node");

/** The npm that Node 24 comes with. */
const npmVersion = "11.21.2";

/** Node and npm as npm publishes them. */
export const node: PublicImage = {
  name: "node:24-trixie-slim",
  packages: [...essential, "libstdc++6"],
  without: ["debconf"],
  user: { name: "node", id: 1000 },
  parts: [program, certificates],
  async complete(root) {
    const programs = join(root, "usr/local/bin");
    const modules = join(root, "usr/local/lib/node_modules");
    mkdirSync(programs, { recursive: true });
    mkdirSync(modules, { recursive: true });
    copyFileSync(program, join(programs, "node"));
    chmodSync(join(programs, "node"), 0o755);
    await unpackNpm(modules);
    copyCertificates(root);
    for (const name of ["npm", "npx"]) {
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(programs, name));
    }
  },
  configuration: {
    Env: [
      `PATH=${path}`,
      // Whom this machine trusts: there may be a proxy between it and npm's registry.
      `NODE_EXTRA_CA_CERTS=${certificates}`,
    ],
    Cmd: ["node"],
  },
};

/** npm asks its registry from inside the image. */
function copyCertificates(root: string): void {
  const target = join(root, certificates);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(certificates, target);
}

async function unpackNpm(modules: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "slipway-npm-"));
  try {
    await run("npm", ["pack", `npm@${npmVersion}`, "--silent", "--pack-destination", work]);
    const archive = join(work, `npm-${npmVersion}.tgz`);
    await run("tar", ["--extract", "--gzip", "--file", archive, "--directory", work]);
    await run("cp", ["--recursive", join(work, "package"), join(modules, "npm")]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
