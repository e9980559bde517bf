import { spawn } from "node:child_process";
import { once } from "node:events";
import { UserError } from "../../terminal/exit.ts";
import { gitEnvironment } from "../git.ts";

/**
 * The contents of blobs, one after the other, from a single git process.
 *
 * @throws UserError for one that the checkout does not have
 */
export async function* readObjects(
  root: string,
  objects: string[],
): AsyncGenerator<Buffer<ArrayBuffer>> {
  const child = spawn("git", ["-C", root, "-c", "safe.directory=*", "cat-file", "--batch"], {
    env: gitEnvironment(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  child.stdin.on("error", () => {});
  child.stdin.end(objects.map((object) => `${object}\n`).join(""));
  const reader = new Reader(child.stdout);
  try {
    for (const object of objects) {
      const header = await reader.line();
      const [, type, size] = header.split(" ");
      if (type !== "blob") throw new UserError(`git has no blob ${object} in ${root}: ${header}`);
      yield await reader.exactly(Number(size));
      // A newline ends each.
      await reader.exactly(1);
    }
  } finally {
    // Whoever has seen enough leaves the rest unread.
    child.stdout.destroy();
    child.kill();
    await ended;
  }
}

/** Lines and lengths out of a stream. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    while (!this.#rest.includes(10)) this.#rest = Buffer.concat([this.#rest, await this.#next()]);
    const end = this.#rest.indexOf(10);
    const line = this.#rest.subarray(0, end).toString("utf8");
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  async exactly(length: number): Promise<Buffer<ArrayBuffer>> {
    const parts = [this.#rest];
    for (let have = this.#rest.length; have < length;) {
      const chunk = await this.#next();
      parts.push(chunk);
      have += chunk.length;
    }
    const all = Buffer.concat(parts);
    this.#rest = all.subarray(length);
    return all.subarray(0, length);
  }

  async #next(): Promise<Buffer> {
    const next = await this.#chunks.next();
    if (next.done) throw new UserError("git ended before it had given every file.");
    return next.value;
  }
}
