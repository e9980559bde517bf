import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { constants, createGzip } from "node:zlib";
import { architecture } from "../../newerSuite.ts";
import type { PublicImage } from "./image.ts";

const run = promisify(execFile);

/** What a registry is given of an image of one layer: files of a folder. */
export const files = { manifest: "manifest.json", config: "config.json", layer: "layer.tar.gz" };

/** Docker's own types; each registry and each daemon knows them. */
export const types = {
  manifest: "application/vnd.docker.distribution.manifest.v2+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
};

/** What is built from such an image has it, too, and can be told from a person's own. */
export const label = "dev.slipway.sandbox";

/** Makes an image of one layer out of a folder of files, which are root's but for the user's home. */
export async function archive(image: PublicImage, root: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const tar = `${root}.tar`;
  const home = `./home/${image.user.name}`;
  const owner = (id: number) => ["--numeric-owner", `--owner=${id}`, `--group=${id}`];
  const at = ["--file", tar, "--directory", root];
  await run("tar", ["--create", ...at, ...owner(0), `--exclude=${home}`, "."]);
  await run("tar", ["--append", ...at, ...owner(image.user.id), home]);
  const layer = join(to, files.layer);
  // It goes from disk to disk of one machine.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  await pipeline(createReadStream(tar), gzip, createWriteStream(layer));
  const content = await sha256(tar);
  rmSync(tar);
  const config = JSON.stringify({
    architecture: architecture(),
    os: "linux",
    config: { ...image.configuration, Labels: { [label]: "" } },
    rootfs: { type: "layers", diff_ids: [content.digest] },
  });
  writeFileSync(join(to, files.config), config);
  const manifest = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: { mediaType: types.config, ...(await sha256(join(to, files.config))) },
    layers: [{ mediaType: types.layer, ...(await sha256(layer)) }],
  };
  writeFileSync(join(to, files.manifest), JSON.stringify(manifest));
}

/** A file's digest and size, as a manifest has them. */
export async function sha256(file: string): Promise<{ digest: string; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}
