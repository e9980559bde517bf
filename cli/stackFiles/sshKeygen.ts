import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { KeyPair } from "../../settings/model.ts";
import { UserError } from "../terminal/exit.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";

const run = promisify(execFile);

/**
 * A new Ed25519 key pair without a passphrase, made by `ssh-keygen` in a folder that nobody else
 * can enter and that is gone afterwards.
 */
export function makeKeyPair(): Promise<KeyPair> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, "key");
    try {
      await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
    } catch {
      throw new UserError(
        "`ssh-keygen` could not make a key. Install OpenSSH's client (Debian: apt-get install openssh-client).",
      );
    }
    const [publicKey, privateKey] = await Promise.all([
      readFile(`${file}.pub`, "utf8"),
      readFile(file, "utf8"),
    ]);
    return { public: publicKey.trim(), private: privateKey };
  });
}
