import {
  check,
  readStackFiles,
  report,
  type Entrance,
  type Problem,
  type ReadSecret,
} from "../../settings/index.ts";
import { paint, type Surface } from "../terminal/output.ts";
import { people, ways } from "../../review/ways.ts";
import { requireStack } from "../servers/environment.ts";
import { findFolder, stackFile, stacksIn } from "./folder.ts";
import { UserError } from "../terminal/exit.ts";
import { secretSource, type SecretSource } from "./secrets.ts";

/** What `check --json` prints. */
export interface CheckResult {
  problems: Problem[];
  /** What can be done, and is told all the same. */
  warnings: Problem[];
  /** Whose pushes and merges come to the stacks below, on GitLab's Free tier. */
  entrances: Entrance[];
  /** File and path of values whose rules were not checked, since they could not be decrypted. */
  notChecked: string[];
  /** By stack: why. */
  reasons: Record<string, string>;
  /** Problems in the files of other stacks than the one asked for. */
  elsewhere: number;
  /** Those whose values were looked at: the one asked for, or all. */
  stacks: string[];
}

/**
 * Checks the whole set of stack files, since they refer to one another. With a stack's name, only
 * its secrets are decrypted, and problems in other stacks' files are counted and not shown.
 */
export async function runCheck(cwd: string, stack: string | undefined): Promise<CheckResult> {
  const folder = findFolder(cwd);
  if (stack !== undefined) requireStack(folder, stack);
  const stacks = stacksIn(folder);
  const sources = new Map<string, SecretSource>();
  for (const name of stack === undefined ? stacks : [stack]) {
    sources.set(name, await sourceOf(folder, name));
  }
  const unread: ReadSecret = () => undefined;
  const { problems, warnings, entrances, notChecked } = check(
    readStackFiles(folder),
    (name) => sources.get(name)?.read ?? unread,
  );
  const others = stacks.filter((name) => !sources.has(name)).map(stackFile);
  const isShown = ({ file }: Problem) => !others.includes(file);
  const shown = problems.filter(isShown);
  return {
    problems: shown,
    warnings: warnings.filter(isShown),
    entrances: entrances.filter(
      ({ environments }) => sources.has("platform") || environments.some((one) => sources.has(one)),
    ),
    notChecked: notChecked.filter((value) => !others.includes(value.split(" ", 1)[0] ?? "")),
    reasons: reasonsOf(sources),
    elsewhere: problems.length - shown.length,
    stacks: [...sources.keys()],
  };
}

/** A provider that can't be asked leaves values unchecked; it does not stop the check. */
async function sourceOf(folder: string, stack: string): Promise<SecretSource> {
  try {
    return await secretSource(folder, stack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { read: () => undefined, reason: () => error.message };
  }
}

function reasonsOf(sources: Map<string, SecretSource>): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const [stack, source] of sources) {
    const reason = source.reason();
    if (reason !== undefined) reasons[stack] = reason;
  }
  return reasons;
}

/** The report, then what was left unchecked and why. */
export function renderCheck(result: CheckResult, surface: Surface = { colour: false }): string {
  const { problems, warnings, entrances, notChecked, reasons, elsewhere, stacks } = result;
  const parts: string[] = [];
  if (problems.length > 0) {
    parts.push(report(problems));
  } else {
    const clean = paint("No problems", "good", surface);
    parts.push(`${clean} in the settings of ${stacks.join(", ")}.`);
  }
  if (warnings.length > 0) parts.push(report(warnings));
  if (entrances.length > 0) parts.push(renderEntrances(entrances));
  if (elsewhere > 0) {
    parts.push(`Other stacks' files have ${count(elsewhere, "problem")}: npx slipway check`);
  }
  if (notChecked.length > 0) {
    const why = Object.entries(reasons).map(([stack, reason]) => `  ${stack}: ${reason}`);
    const values = `${count(notChecked.length, "secret value")} not checked:`;
    parts.push([paint(values, "warn", surface), ...why].join("\n"));
  }
  return parts.join("\n\n");
}

/** Who presses which job's button, and where somebody may merge what nobody has reviewed. */
export function renderEntrances(entrances: readonly Entrance[]): string {
  const lines = entrances.map(
    ({ app, environments, branch, deploy, role }) =>
      `  ${environments.join(", ")} of ${app} (${branch}), ${ways[deploy]}: ${people[role]}`,
  );
  return [
    "On GitLab's Free tier whoever may push or merge to a branch brings it, reviewed or not, to:",
    ...lines,
  ].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
