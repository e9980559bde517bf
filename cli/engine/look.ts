import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { inParallel } from "../servers/parallel.ts";
import type { Adoption } from "./adoption.ts";
import { describeExisting, findExisting, lookUpsAtOnce, type Existing } from "./existing.ts";
import type { GitLabReader } from "./gitlabReader.ts";
import { adviceOnUnclear, leftUnclear } from "./recovery.ts";
import { runEngine, type Outcome, type RunOptions } from "./run.ts";
import { Survey } from "./survey.ts";

/** A preview, and what it takes to ask GitLab about what would be made. */
export interface Look {
  outcome: Outcome;
  survey: Survey;
  /** URNs of what would be made. */
  creates: string[];
}

/** Previews an `up`, with what exists taken over. */
export function look(stack: Stack, options: RunOptions, adoption: Adoption): Promise<Look> {
  const exclude = adoption.entered;
  // What needs what is left out would be refused.
  const left = exclude.length > 0 ? { exclude, excludeDependents: true } : {};
  return runLooking(stack, true, { ...options, ...left }, adoption);
}

/** Previews an `up` or does it, and looks on. */
export async function runLooking(
  stack: Stack,
  preview: boolean,
  options: RunOptions,
  { imports }: Adoption,
): Promise<Look> {
  const survey = new Survey(imports);
  const program = survey.over(stack.workspace.program!);
  const outcome = await runEngine(stack, "up", preview, { ...options, program });
  return { outcome, survey, creates: outcome.recorder.creates() };
}

/**
 * What would be made although GitLab has it, by its URN. What GitLab made by itself is no matter.
 * What it can't be asked is said, and does not keep the rest from being found.
 *
 * @param known URNs of what is known to exist
 */
export async function existing(
  { survey, creates }: Look,
  reader: GitLabReader,
  known: string[],
): Promise<Map<string, Existing>> {
  const found = new Map<string, Existing>();
  const unanswered = new Set<string>();
  await inParallel(creates, lookUpsAtOnce, async (urn) => {
    const declared = known.includes(urn) ? undefined : await survey.find(urn);
    const answer = declared ? await findExisting(reader, declared).catch(reason) : "unknown";
    if (answer instanceof UserError) unanswered.add(answer.message);
    else if (typeof answer !== "string" && !answer.isGitLabs) found.set(urn, answer);
  });
  const [first, ...others] = [...unanswered].sort();
  const more = others.length > 0 ? ` (And ${others.length} more of its lists.)` : "";
  if (first) say(`${first}${more} What is there already, GitLab refuses when it is to be made.`);
  return found;
}

function reason(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/**
 * The look, which now ends in a sentence about what exists.
 *
 * @param unclear what a killed operation may have made, in words
 */
export function refused(
  stack: Stack,
  seen: Look,
  found: Map<string, Existing>,
  unclear: string[],
): Look {
  const refusal = [
    ...(found.size > 0
      ? [
          `On GitLab already, and not in the state of "${stack.name}":`,
          ...[...found.values()].map((each) => `  ${describeExisting(each)}`).sort(),
        ]
      : []),
    ...(unclear.length > 0 ? [leftUnclear(stack.name, unclear)] : []),
    [
      "Nothing was changed.",
      ...(found.size > 0 ? [adviceOnExisting(stack.name)] : []),
      ...(unclear.length > 0 ? [adviceOnUnclear] : []),
    ].join(" "),
  ].join("\n");
  const outcome: Outcome = { ...seen.outcome, result: "failed", refusal };
  return { ...seen, outcome: { ...outcome, existing: found } };
}

function adviceOnExisting(stackName: string): string {
  return (
    "To take them over, and make them as declared: " +
    `slipway up ${stackName} --adopt (look first: slipway preview ${stackName} --adopt). ` +
    "Or delete them on GitLab, if nothing needs them, or declare others."
  );
}
