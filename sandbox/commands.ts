import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** The program that Pulumi starts for `runtime: nodejs`; the official CLI brings it along. */
const host = "pulumi-language-nodejs";

/**
 * Puts `slipway` and `pulumi` into a folder for the PATH, the ones that the sandbox itself runs.
 *
 * @param engine Pulumi's command. One without a path is on the PATH already
 * @param node what runs them, where those who do see it
 */
export function provideCommands(
  folder: string,
  slipway: string,
  engine = "",
  node = process.execPath,
): void {
  mkdirSync(folder, { recursive: true });
  script(join(folder, "slipway"), [node, slipway]);
  if (!isAbsolute(engine)) return;
  const pulumi = join(folder, "pulumi");
  rmSync(pulumi, { force: true });
  if (existsSync(join(dirname(engine), host))) return script(pulumi, [engine]);
  // Pulumi looks for the host beside itself, and warns of one that it finds elsewhere.
  try {
    linkSync(engine, pulumi);
  } catch {
    copyFileSync(engine, pulumi);
  }
  script(join(folder, host), [process.execPath, join(import.meta.dirname, "languageHost.ts")]);
}

function script(path: string, words: string[]): void {
  const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  writeFileSync(path, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
}
