import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { inParallel } from "../servers/parallel.ts";
import type { Adoption } from "./adoption.ts";
import { describeExisting, findExisting, lookUpsAtOnce, type Existing } from "./existing.ts";
import type { GitLabReader } from "./gitlabReader.ts";
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
 *
 * @param known URNs of what is known to exist
 */
export async function existing(
  { survey, creates }: Look,
  reader: GitLabReader,
  known: string[],
): Promise<Map<string, Existing>> {
  const found = new Map<string, Existing>();
  await inParallel(creates, lookUpsAtOnce, async (urn) => {
    const declared = known.includes(urn) ? undefined : await survey.find(urn);
    const answer = declared ? await findExisting(reader, declared) : "unknown";
    if (typeof answer !== "string" && !answer.isGitLabs) found.set(urn, answer);
  });
  return found;
}

/** The look, which now ends in a sentence about what exists. */
export function refused(stack: Stack, seen: Look, found: Map<string, Existing>): Look {
  const lines = [...found.values()].map((each) => `  ${describeExisting(each)}\n`).sort();
  const refusal =
    `On GitLab already, and not made by "${stack.name}":\n${lines.join("")}` +
    "Nothing was changed. To take them over, and make them as declared: " +
    `slipway up ${stack.name} --adopt (look first: slipway preview ${stack.name} --adopt). ` +
    "Or delete them on GitLab, if nothing needs them.";
  return { ...seen, outcome: { ...seen.outcome, result: "failed", refusal } };
}
