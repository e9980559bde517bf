import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { say } from "../terminal/output.ts";
import { runAsked } from "./asked.ts";
import { refuseProtected } from "./guards.ts";
import { Recorder } from "./recorder.ts";
import { recover, requireClear } from "./recovery.ts";
import { describeRemains, remainsOf } from "./remains.ts";
import type { Outcome, RunOptions } from "./run.ts";
import { readStackState } from "./stackState.ts";

/**
 * Destroys a stack. What a killed operation left is settled before: what it has made would stay on
 * GitLab, and no state would tell of it.
 *
 * @param ask where the preview is shown before somebody is asked; without it nobody is
 * @throws UserError naming what is protected, or not clear
 */
export async function tearDown(
  stack: Stack,
  options: Pick<RunOptions, "diff" | "display">,
  ask?: NodeJS.WritableStream,
): Promise<Outcome> {
  const left = await recover(stack);
  requireClear(stack.name, left);
  const { result, error } = left;
  if (result !== "succeeded") {
    const recorder = new Recorder(stack.name, "destroy");
    return { result, refusal: error, recorder, output: "", errors: "" };
  }
  const { resources } = await readStackState(stack);
  refuseProtected(stack, resources);
  const stays = remainsOf(resources);
  for (const line of options.display ? describeRemains(stays) : []) say(line);
  const outcome = await runAsked(stack, "destroy", options, ask);
  return stays.length > 0 ? { ...outcome, stays } : outcome;
}
