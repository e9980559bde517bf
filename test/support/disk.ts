import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";

/** Why this machine mounts no disks of ours; undefined where it does. */
export function whyNoDisks(): string | undefined {
  if (userInfo().uid !== 0) return "only root mounts a disk";
  try {
    execFileSync("losetup", ["--find"], { stdio: "pipe" });
    return undefined;
  } catch {
    return "there is no loop device";
  }
}

/**
 * An ext4 of its own in a file, mounted. What is in the file is what is on the disk: what was written and
 * not synced is in the kernel's memory alone, and goes when the power does.
 */
export class Disk {
  /** Where it is mounted. */
  readonly place: string;
  readonly #folder: string;
  #image: string;
  #count = 0;

  /**
   * @param folder for its files.
   * @param place where it is mounted; made if it is not there.
   */
  constructor(folder: string, place: string) {
    this.place = place;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    mkdirSync(place, { recursive: true });
    this.#image = join(folder, "disk");
    writeFileSync(this.#image, "");
    truncateSync(this.#image, 32 * 1024 * 1024);
    execFileSync("mkfs.ext4", ["-q", "-m", "0", this.#image]);
    mount(this.#image, place);
    rmSync(join(place, "lost+found"), { recursive: true });
  }

  /** What is on the disk at this instant, in a file. */
  copy(): string {
    const path = join(this.#folder, `copy-${(this.#count += 1)}`);
    // Reading takes a few milliseconds: two of the same are what was there between them.
    let [before, after] = [readFileSync(this.#image), readFileSync(this.#image)];
    while (!before.equals(after)) [before, after] = [after, readFileSync(this.#image)];
    writeFileSync(path, after);
    return path;
  }

  /** Looks into a copy, as it is once its journal has been replayed. */
  look<T>(copy: string, ask: (folder: string) => T): T {
    const place = `${copy}-mounted`;
    mkdirSync(place);
    const own = `${copy}-looked-at`;
    execFileSync("cp", [copy, own]);
    mount(own, place);
    try {
      return ask(place);
    } finally {
      execFileSync("umount", [place]);
      rmSync(own);
    }
  }

  /** The power is back: a copy stands in the disk's place. Nothing may be using it any more. */
  becomes(copy: string): void {
    execFileSync("umount", [this.place]);
    this.#image = copy;
    mount(copy, this.place);
  }

  remove(): void {
    execFileSync("umount", ["--lazy", this.place]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function mount(image: string, place: string): void {
  execFileSync("mount", ["-o", "loop", image, place]);
}
