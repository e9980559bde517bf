import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { EnvironmentSettings } from "../../settings/index.ts";
import type { Messages } from "./messages.ts";
import { inWords } from "./words.ts";

/** Lines for a person: what a stack's engine said since the last call, in Slipway's words. */
export async function told(stack: Stack, messages: Messages): Promise<string[]> {
  const settings = messages.list().length > 0 ? await environmentOf(stack) : undefined;
  return messages.tell((message) => inWords(message, stack.name, settings));
}

/** To name servers by; none of its secrets is opened. Nothing where the settings can't be read. */
async function environmentOf(stack: Stack): Promise<EnvironmentSettings | undefined> {
  const { load, readStackFiles, SettingsError } = await import("../../settings/index.ts");
  try {
    const files = readStackFiles(stack.workspace.workDir);
    const nothing = { heed: "own" as const, want: () => false };
    const settings = load(files, stack.name, () => undefined, nothing);
    return settings.kind === "environment" ? settings : undefined;
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}
