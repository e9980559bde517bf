import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { codeQuality } from "../../review/codeQuality.ts";
import type { Problem } from "../../settings/index.ts";
import { git } from "../loop/git.ts";
import { findFolder } from "../stackFiles/folder.ts";
import { UserError } from "../terminal/exit.ts";
import { printable } from "../terminal/output.ts";

/** The code quality report of the stack files that are found from a folder upwards. */
export async function writeCodeQuality(
  cwd: string,
  file: string,
  problems: Problem[],
): Promise<void> {
  // Outside of Git there is no other root than theirs.
  const prefix = await git(findFolder(cwd), ["rev-parse", "--show-prefix"]).catch(() => "");
  writeReport(cwd, file, codeQuality(problems, prefix.toString().replace(/\n$/, "")));
}

/**
 * Writes what a job hands to GitLab, in place of what a former one left there: nothing is written through
 * a link.
 *
 * @throws UserError
 */
export function writeReport(cwd: string, file: string, content: object): void {
  const path = resolve(cwd, file);
  try {
    rmSync(path, { force: true });
    writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`, { flag: "wx" });
  } catch (error) {
    throw new UserError(
      `The report ${printable(file)} can't be written: ${(error as Error).message}`,
    );
  }
}
