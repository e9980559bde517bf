import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Docker, dockerEnvironment } from "./docker.ts";
import { type Registry, digestOf, tagImage } from "./registry.ts";

const run = promisify(execFile);

const example = join(import.meta.dirname, "../test/support/shop");

/** What the app can be built to do wrong. */
export type Fault = "unhealthy" | "wrong-version" | "smoke" | "crash" | "slow";

/** The example's images, each as `<registry>/<repository>@sha256:…`. */
export interface Images {
  shop: Record<"1.0.0" | "2.0.0" | "3.0.0-unhealthy", string>;
  database: string;
}

/** Builds and pushes what `npm start` shows: two good versions, one that never gets healthy, a database. */
export async function buildImages(docker: Docker, registry: Registry): Promise<Images> {
  const database = await buildImage(docker, registry, "acme/database", "database", {});
  // The example's compose file names it by a tag, as people do; `up` finds the digest.
  await tagImage(registry, database, "1");
  return {
    shop: {
      "1.0.0": await buildShop(docker, registry, "1.0.0"),
      "2.0.0": await buildShop(docker, registry, "2.0.0"),
      "3.0.0-unhealthy": await buildShop(docker, registry, "3.0.0", "unhealthy"),
    },
    database,
  };
}

/** One version of the example app, in the repository `acme/shop`. */
export function buildShop(
  docker: Docker,
  registry: Registry,
  version: string,
  fault?: Fault,
): Promise<string> {
  return buildImage(docker, registry, "acme/shop", "app", {
    VERSION: version,
    FAULT: fault ?? "",
  });
}

/**
 * Builds a folder of the example, unless the registry has it: its tag is the hash of all that goes
 * into it.
 */
async function buildImage(
  docker: Docker,
  registry: Registry,
  repository: string,
  folder: string,
  args: Record<string, string>,
): Promise<string> {
  const source = join(example, folder);
  const inputs = createHash("sha256").update(JSON.stringify([baseTag(), args]));
  for (const file of readdirSync(source).sort()) {
    inputs.update(`${file}\0`).update(readFileSync(join(source, file)));
  }
  const tag = inputs.digest("hex").slice(0, 20);
  const name = `${registry.address}/${repository}`;
  const digest = await digestOf(registry, repository, tag);
  if (digest !== undefined) return `${name}@${digest}`;

  const work = mkdtempSync(join(tmpdir(), "slipway-image-"));
  try {
    const context = join(work, "context");
    cpSync(source, context, { recursive: true });
    const buildArgs = Object.entries({ ...args, BASE: await provideBase(docker, work) });
    await ask(docker, [
      ...["build", "--quiet", "--tag", `${name}:${tag}`],
      ...buildArgs.flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
      context,
    ]);
    await push(docker, registry, `${name}:${tag}`, work);
    // What serves is pulled by its digest, as on any server.
    await ask(docker, ["image", "rm", `${name}:${tag}`]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return `${name}@${(await digestOf(registry, repository, tag))!}`;
}

/** The image that the example's are built from. */
export const baseRepository = "slipway-sandbox/busybox";

/** This machine's static busybox; where there is none, the public image of that name. */
const busybox = "/usr/bin/busybox";

function baseTag(): string {
  if (!existsSync(busybox)) return "busybox";
  const hash = createHash("sha256").update(readFileSync(busybox)).digest("hex");
  return `${baseRepository}:${hash.slice(0, 12)}`;
}

/** Makes the image that the example's are built from, where it is not there already. */
async function provideBase(docker: Docker, work: string): Promise<string> {
  const tag = baseTag();
  if (!existsSync(busybox)) return tag;
  if ((await ask(docker, ["image", "ls", "--quiet", tag])) !== "") return tag;
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
  await ask(docker, ["import", "--change", "ENV PATH=/bin", archive, tag]);
  return tag;
}

/** Pushes with a configuration that holds the credentials for as long as it takes. */
async function push(docker: Docker, registry: Registry, name: string, work: string): Promise<void> {
  const auth = Buffer.from(`${registry.user}:${registry.password}`).toString("base64");
  const config = join(work, "docker");
  mkdirSync(config, { mode: 0o700 });
  writeFileSync(
    join(config, "config.json"),
    JSON.stringify({ auths: { [registry.address]: { auth } } }),
    { mode: 0o600 },
  );
  await ask({ ...docker, config }, ["push", "--quiet", name]);
}

async function ask(docker: Docker, args: string[]): Promise<string> {
  // The classic builder is part of the daemon; the newer one would be a plugin more.
  const env = { ...dockerEnvironment(docker), DOCKER_BUILDKIT: "0" };
  return (await run("docker", args, { env })).stdout.trim();
}
