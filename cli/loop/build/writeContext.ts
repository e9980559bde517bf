import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../terminal/exit.ts";
import { printable } from "../../terminal/output.ts";
import type { Context } from "../context.ts";
import { modes, type Tracked } from "../tree.ts";
import { readObjects } from "./objects.ts";

/** Where a build reads from. */
export interface Written {
  context: string;
  /** A folder with a `Dockerfile`. */
  dockerfile: string;
}

/** What a pointer of Git LFS begins with (git-lfs, docs/spec.md). */
const pointer = "version https://git-lfs.github.com/spec/v1\n";

/**
 * Writes what git has of a context, and nothing that lies in the checkout besides: what was hashed is
 * what is built. Ignored files are left out already, so the Dockerfile comes with an ignore file of
 * its own that drops nothing more.
 *
 * @throws UserError for submodules and for files of Git LFS, whose contents git does not have
 */
export async function writeContext(
  root: string,
  { files, emptied, dockerfile }: Context,
  folder: string,
): Promise<Written> {
  const submodule = files.find(({ mode }) => mode === modes.submodule);
  if (submodule) {
    throw new UserError(
      `${printable(submodule.path)} is a submodule, whose files this repository does not have. Drop it in .dockerignore, or take the files in.`,
    );
  }
  const written = { context: join(folder, "context"), dockerfile: join(folder, "dockerfile") };
  mkdirSync(written.context);
  mkdirSync(written.dockerfile);
  // Links come last: nothing is ever written through one.
  const sorted = [...files].sort((a, b) => Number(isLink(a)) - Number(isLink(b)));
  const all = [...sorted, dockerfile];
  let index = 0;
  for await (const content of readObjects(
    root,
    all.map(({ object }) => object),
  )) {
    const file = all[index++]!;
    if (content.length < 1024 && content.toString("latin1").startsWith(pointer)) {
      throw new UserError(
        `${printable(file.path)} is kept by Git LFS, and git has only a pointer to it. Drop it in .dockerignore, or keep it in git itself.`,
      );
    }
    if (index === all.length) writeFileSync(join(written.dockerfile, "Dockerfile"), content);
    else write(written.context, file, content);
  }
  for (const path of emptied) mkdirSync(join(written.context, path), { recursive: true });
  const ignore = "# What is ignored is left out already.\n";
  writeFileSync(join(written.dockerfile, "Dockerfile.dockerignore"), ignore);
  return written;
}

function write(folder: string, file: Tracked, content: Buffer): void {
  const path = join(folder, file.path);
  mkdirSync(dirname(path), { recursive: true });
  if (isLink(file)) {
    symlinkSync(content, path);
    return;
  }
  writeFileSync(path, content);
  // Whatever the umask is: a mode is part of what was hashed.
  chmodSync(path, file.mode === modes.executable ? 0o755 : 0o644);
}

function isLink({ mode }: Tracked): boolean {
  return mode === modes.link;
}
