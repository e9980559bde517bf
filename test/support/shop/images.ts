import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Docker } from "../../../sandbox/docker.ts";
import { withCredentials } from "../../../sandbox/images/credentials.ts";
import { digestOf, type Registry } from "../../../sandbox/registry.ts";
import { docker as ask } from "../docker.ts";
import { buildImage, tagImage } from "./build.ts";

const run = promisify(execFile);

/** What the app can be built to do wrong. */
export type Fault = "unhealthy" | "wrong-version" | "smoke" | "crash" | "slow";

/** The tests' images, each as `<registry>/<repository>@sha256:…`. */
export interface Images {
  shop: Record<"1.0.0" | "2.0.0", string>;
  database: string;
}

/** Builds and pushes what most tests deploy: two good versions and a database. */
export async function buildImages(docker: Docker, registry: Registry): Promise<Images> {
  const database = await build(docker, registry, "acme/database", "database", {});
  // The compose file names it by a tag, as people do; `up` finds the digest.
  await tagImage(registry, database, "1");
  return {
    shop: {
      "1.0.0": await buildShop(docker, registry, "1.0.0"),
      "2.0.0": await buildShop(docker, registry, "2.0.0"),
    },
    database,
  };
}

/** One version of the app, in the repository `acme/shop`. */
export function buildShop(
  docker: Docker,
  registry: Registry,
  version: string,
  fault?: Fault,
): Promise<string> {
  const args = { VERSION: version, FAULT: fault ?? "" };
  return build(docker, registry, "acme/shop", "app", args);
}

async function build(
  docker: Docker,
  registry: Registry,
  repository: string,
  folder: string,
  args: Record<string, string>,
): Promise<string> {
  const context = join(import.meta.dirname, folder);
  const base = await provideBase(docker);
  return buildImage(docker, registry, { repository, context, args: { ...args, BASE: base } });
}

export interface BaseRepository {
  repository: string;
  tag: string;
}

/** The base image in the machine's registry, for builds that no daemon of the machine's does. */
export async function provideBaseRepository({
  docker,
  registry,
}: {
  docker: Docker;
  registry: Registry;
}): Promise<BaseRepository> {
  const [repository, tag] = ["library/busybox", "1"];
  if ((await digestOf(registry, repository, tag)) === undefined) {
    const name = `${registry.address}/${repository}:${tag}`;
    await withCredentials(docker, registry, async (authorized) => {
      await ask(authorized, "tag", await provideBase(docker), name);
      await ask(authorized, "push", "--quiet", name);
    });
  }
  return { repository, tag };
}

/** The image that these are built from. */
export const baseRepository = "slipway-sandbox/busybox";

/** This machine's static busybox; where there is none, the public image of that name. */
const busybox = "/usr/bin/busybox";

/** Makes the image that these are built from, where it is not there already. @returns its name. */
async function provideBase(docker: Docker): Promise<string> {
  if (!existsSync(busybox)) return "busybox";
  const hash = createHash("sha256").update(readFileSync(busybox)).digest("hex");
  const tag = `${baseRepository}:${hash.slice(0, 12)}`;
  if ((await ask(docker, "image", "ls", "--quiet", tag)) !== "") return tag;
  const work = mkdtempSync(join(tmpdir(), "slipway-busybox-"));
  try {
    const root = join(work, "base");
    mkdirSync(join(root, "bin"), { recursive: true });
    mkdirSync(join(root, "tmp"), { mode: 0o777 });
    copyFileSync(busybox, join(root, "bin/busybox"));
    const { stdout } = await run(busybox, ["--list"]);
    for (const applet of stdout.split("\n")) {
      if (applet !== "" && applet !== "busybox") symlinkSync("busybox", join(root, "bin", applet));
    }
    const archive = join(work, "base.tar");
    await run("tar", ["--create", "--file", archive, "--directory", root, "."]);
    await ask(docker, "import", "--change", "ENV PATH=/bin", archive, tag);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return tag;
}
