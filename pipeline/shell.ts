import type { Tool } from "../settings/index.ts";

/** The lines that jobs run. */

/** A word of a command line as it is, in quotes where the shell would take it for more. */
export function word(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `slipway …`, from the tool image or by its path on the runner. */
export function slipway(tool: Tool, ...words: string[]): string {
  const command = "command" in tool ? tool.command : "slipway";
  return [command, ...words.map(word)].join(" ");
}

/** The image of jobs that run `slipway`; none on runners whose jobs have no images. */
export function imageOf(tool: Tool): string | undefined {
  return "image" in tool ? tool.image : undefined;
}
