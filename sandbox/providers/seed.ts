import { createRequire } from "node:module";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compiled } from "../compiled.ts";

const packages = ["gitlab", "command", "docker"];

/**
 * Puts the stand-ins where the engine looks for plugins, so that it uses them instead of the
 * official ones. Meant for a PULUMI_HOME of the sandbox's own.
 */
export function seed(pulumiHome: string): void {
  const require = createRequire(import.meta.url);
  for (const name of packages) {
    const { version } = require(`@pulumi/${name}/package.json`) as { version: string };
    const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `pulumi-resource-${name}`);
    // Beside first: an engine that is running may be starting the plugin right now.
    writeFileSync(`${path}.new`, launcher(name), {
      mode: 0o755,
    });
    renameSync(`${path}.new`, path);
  }
}

/** `exec`, so that the plugin's parent is the engine itself, whose end it watches for. */
function launcher(name: string): string {
  const program = join(import.meta.dirname, `${name}.ts`);
  return [
    "#!/bin/sh",
    `NODE_COMPILE_CACHE=${quoted(compiled.NODE_COMPILE_CACHE)}`,
    "export NODE_COMPILE_CACHE",
    "unset NODE_OPTIONS",
    `exec ${quoted(process.execPath)} --disable-warning=ExperimentalWarning ${quoted(program)} "$@"`,
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
