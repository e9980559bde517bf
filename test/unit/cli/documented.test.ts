import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "../../../cli/program.ts";

const folder = join(import.meta.dirname, "../../../docs");

/** Every command line of `slipway` in a page's blocks, each as what stands behind the name. */
const typed = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .flatMap((page) =>
    [...readFileSync(join(folder, page), "utf8").matchAll(/^ *```sh\n([^]*?)^ *```$/gm)]
      .flatMap(([, block = ""]) => block.replaceAll("\\\n", " ").split("\n"))
      .flatMap((line) => line.replace(/(^| )#.*/, "").split(/ && | \| /))
      .flatMap((line) => /(?:^|\s)npx slipway (.*)/.exec(line)?.[1]?.trim() ?? [])
      .map((words) => ({ page, words })),
  );

it("finds what pages say is typed", () => {
  expect(typed.length).toBeGreaterThan(20);
});

it.each(typed)("is taken by slipway: $words ($page)", ({ words }) => {
  const program = createProgram();
  let ran = "";
  const keep = (command: Command, path: string) => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    if (command.commands.length === 0) command.action(() => void (ran = path));
    for (const each of command.commands) keep(each, `${path} ${each.name()}`.trim());
  };
  keep(program, "");
  program.parse(wordsOf(words), { from: "user" });
  expect(words.startsWith(ran) && ran !== "").toBe(true);
});

/** As a shell splits it; what it would redirect is no word. */
function wordsOf(line: string): string[] {
  const plain = line.replace(/ [<>] \S+/g, "").replace(/\s-- .*/, "");
  return (plain.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) =>
    word.replace(/^["']|["']$/g, ""),
  );
}
