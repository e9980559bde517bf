import { compare } from "../../review/compare.ts";
import type { Difference } from "../../review/difference.ts";
import { visible } from "../../review/printable.ts";
import { sections, summary, type Item } from "../../review/sections.ts";
import type { StackChanges } from "../../review/stackChanges.ts";
import type { Words } from "../../review/words.ts";
import { report, SettingsError } from "../../settings/index.ts";
import { paint, printable, type Style, type Surface } from "../terminal/output.ts";
import { othersOf, readStates, type Side } from "./readStates.ts";

export interface Differs extends Difference {
  from: Pick<Side, "name" | "commit">;
  to: Pick<Side, "name" | "commit">;
}

/** Compares two states of the repository as data; see `readStates` for what they are. */
export async function runDiff(cwd: string, from?: string, to?: string): Promise<Differs> {
  return differenceOf(await readStates(cwd, from, to));
}

export async function differenceOf([before, after]: [Side, Side]): Promise<Differs> {
  const others = othersOf(before, after);
  const stacks = await stacksOf(before, after);
  return {
    ...{ from: named(before), to: named(after) },
    ...compare(before.files, after.files),
    ...(stacks && { stacks }),
    ...(others && { others }),
  };
}

/** What `up` does; nothing where a state has problems, which are told elsewhere. */
async function stacksOf(before: Side, after: Side): Promise<StackChanges[] | undefined> {
  await import("../engine/closures.ts");
  const { declaredChanges } = await import("./declaredChanges.ts");
  try {
    return await declaredChanges(before.files, after.files);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function named({ name, commit }: Side): Pick<Side, "name" | "commit"> {
  return { name, ...(commit !== undefined && { commit }) };
}

const signs: Record<Item["kind"], [sign: string, style: Style]> = {
  added: ["+", "good"],
  removed: ["-", "bad"],
  changed: ["~", "warn"],
  replaced: ["~", "warn"],
  ordered: ["~", "warn"],
};

/** What differs, the most harmful first; then what is wrong in the newer state. */
export function renderDiff(difference: Differs, surface: Surface = { colour: false }): string {
  const { from, to, problems, warnings, notCompared, others } = difference;
  const parts = [`${nameOf(from)} → ${nameOf(to)}: ${summary(difference)}`];
  for (const { title, numbers, items } of sections(difference)) {
    parts.push(
      [
        paint(printable(numbers ? `${title}: ${numbers}` : title), "bold", surface),
        ...items.flatMap((one) => lines(one, surface)),
      ].join("\n"),
    );
  }
  if (others === undefined) {
    parts.push(
      paint(
        "Only the stack files and what they name were compared: Git cannot tell of the rest.",
        "dim",
        surface,
      ),
    );
  }
  if (notCompared.length > 0) {
    const sides = { from: nameOf(from), to: nameOf(to) };
    const files = notCompared.map(
      ({ file, side, asWritten }) =>
        `  ${printable(file)} of ${sides[side]}${asWritten ? ": compared as it is written, without what comes of it on servers" : ""}`,
    );
    parts.push([paint("Not compared:", "warn", surface), ...files].join("\n"));
  }
  if (warnings.length > 0) parts.push(shown(report(warnings)));
  if (problems.length > 0) parts.push(shown(report(problems)));
  return parts.join("\n\n");
}

/** A report's lines are its own; what stands in them may be anybody's. */
export function shown(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function lines({ kind, direction, said, notes, place }: Item, surface: Surface): string[] {
  const [sign, style] = signs[kind];
  const weight =
    direction === "weaker" ? paint("weaker: ", "bad", surface) : direction ? "stronger: " : "";
  const where = place === undefined ? "" : paint(`  ${printable(place)}`, "dim", surface);
  return [
    `  ${paint(sign, style, surface)} ${weight}${written(said)}${where}`,
    ...notes.map((note) => `      ${written(note)}`),
  ];
}

function written(said: Words): string {
  return said
    .map((part) => (typeof part === "string" ? part : `\`${visible(part.quoted)}\``))
    .join("");
}

function nameOf({ name, commit }: Pick<Side, "name" | "commit">): string {
  const short = commit?.slice(0, 8);
  return short === undefined || name.startsWith(short)
    ? printable(name)
    : `${printable(name)} (${short})`;
}
