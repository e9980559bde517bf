import { spawnSync } from "node:child_process";
import type { ReadSecret } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";

/** Pulumi's CLI, which alone can ask a key service or Pulumi Cloud. */
export async function pulumiCommand(provider: { name: string }): Promise<string> {
  const { findEngine } = await import("../../toolchain/engine.ts");
  const engine = await findEngine();
  if (engine) return engine.command;
  throw new UserError(
    `the values are encrypted by ${provider.name}, which only Pulumi's CLI can ask, and it is not installed`,
  );
}

/** All values at once from `pulumi config`, on the first question. */
export async function pulumiReader(
  folder: string,
  stack: string,
  command: string,
): Promise<() => ReadSecret> {
  const { valueAt } = await import("../../settings/index.ts");
  return () => {
    const args = ["config", "--show-secrets", "--json", "--stack", stack, "--cwd", folder];
    const { status, stdout, stderr } = spawnSync(command, [...args, "--non-interactive"], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) {
      throw new UserError(`\`pulumi config --stack ${stack}\` says: ${firstLine(stderr)}`);
    }
    const config = JSON.parse(stdout) as Record<string, { value?: string; objectValue?: unknown }>;
    return ([key = "", ...steps]) => {
      const entry = config[key];
      const value = valueAt(entry?.objectValue ?? entry?.value, steps);
      return typeof value === "string" ? value : undefined;
    };
  };
}

/** Of what Pulumi says on standard error, the line that matters. */
export function firstLine(text: string): string {
  return (
    text
      .replace(/^error: /m, "")
      .trim()
      .split("\n")[0] ?? ""
  );
}
