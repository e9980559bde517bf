import type { Rule } from "./check/rules.ts";

/** Where something stands in a value: keys of maps, indexes of lists. */
export type Path = readonly (string | number)[];

/** What is wrong with one value, in the words of the person who has to mend it. */
export interface Complaint {
  rule: Rule;
  /** One sentence. Names the value, unless that may be a secret. */
  message: string;
  /** What is allowed, without "Allowed:". */
  allowed?: string;
  /** The edit or command that mends it. */
  fix?: string;
  /** It can be done, and is told all the same. Without it: it cannot be done. */
  severity?: "warning";
}

/** A complaint and its place in a file. */
export interface Problem extends Complaint {
  /** The file's path in the repository. */
  file: string;
  /** `slipway:apps.shop.health.within`; empty for a file as a whole. */
  path: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** The stack files say something that cannot be done. The message is the whole report. */
export class SettingsError extends Error {
  override name = "SettingsError";
  problems: Problem[];

  constructor(problems: Problem[]) {
    super(report(problems));
    this.problems = problems;
  }
}

/** The report for a person: each problem with its place, what is allowed, and what to do. */
export function report(problems: readonly Problem[]): string {
  const isWarning = problems.every(({ severity }) => severity === "warning");
  const word = isWarning ? "warning" : "problem";
  const count = problems.length === 1 ? `1 ${word}` : `${problems.length} ${word}s`;
  return [`The settings have ${count}.`, ...problems.map(describe)].join("\n\n");
}

function describe(problem: Problem): string {
  const lines = [`${problem.file}:${problem.line}:${problem.column}  ${problem.path}`.trimEnd()];
  lines.push(`  ${problem.message}`);
  if (problem.allowed !== undefined) lines.push(`  Allowed: ${problem.allowed}.`);
  if (problem.fix !== undefined) lines.push(`  Fix: ${problem.fix}`);
  return lines.join("\n");
}

/** `slipway:apps.shop.files["app.conf"]`, `…smoke[0]`. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!/^[\w:*-]+$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** The other way round; undefined for what is no path. */
export function pathFrom(text: string): string[] | undefined {
  const steps: string[] = [];
  // A step is a name, behind a point unless it is the first, or a text in brackets.
  const step = /(?:^|(?<!^)\.)([\w:*-]+)|\[("(?:[^"\\]|\\.)*")\]/y;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (!found) return undefined;
    steps.push(found[1] ?? (JSON.parse(found[2]!) as string));
  }
  return steps;
}
