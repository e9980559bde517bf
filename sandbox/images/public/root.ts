import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { newerSuite } from "../../newerSuite.ts";
import type { PublicImage } from "./image.ts";

const run = promisify(execFile);

/** What no program reads. */
const unread = ["doc", "info", "lintian", "locale", "man"].map((name) => `usr/share/${name}`);

/**
 * Lays down an image's files: packages unpacked, not installed, so what their scripts would have done
 * is done here as far as it is needed.
 *
 * @param work takes the downloads, and the files in `root`.
 * @returns the folder of the files.
 */
export async function makeRoot(image: PublicImage, work: string): Promise<string> {
  const root = join(work, "root");
  const downloads = newerSuite(join(work, "apt"));
  const packages = downloads.downloadWithDependencies(image.packages, image.without);
  // First of all base-files: it says that /bin is /usr/bin.
  for (const file of packages) await run("dpkg-deb", ["--extract", file, root]);
  for (const path of unread) rmSync(join(root, path), { recursive: true, force: true });
  addUser(root, image.user);
  await image.complete(root);
  return root;
}

function addUser(root: string, { name, id }: PublicImage["user"]): void {
  const master = (file: string) =>
    readFileSync(join(root, "usr/share/base-passwd", `${file}.master`), "utf8");
  const line = `${name}:x:${id}:${id}::/home/${name}:/bin/sh\n`;
  writeFileSync(join(root, "etc/passwd"), master("passwd").replaceAll(":*:", ":x:") + line);
  writeFileSync(join(root, "etc/group"), `${master("group")}${name}:x:${id}:\n`);
  mkdirSync(join(root, "home", name), { recursive: true });
}
