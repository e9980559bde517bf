import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { Adoption } from "./adoption.ts";
import { announced } from "./announced.ts";
import { asItIs } from "./asItIs.ts";
import { confirmed } from "./confirmed.ts";
import { gitlabOf } from "./gitlabOf.ts";
import { existing, look, refused, runLooking, type Look } from "./look.ts";
import { nothingLeft, recover, requireClear, type Left } from "./recovery.ts";
import type { Outcome, RunOptions } from "./run.ts";
import { leftUndone, type Undone } from "./undone.ts";
import { typeOf } from "./urn.ts";

export interface UpOptions extends Pick<RunOptions, "diff" | "display"> {
  /** Whether what exists on GitLab is taken over. */
  adopt?: boolean;
  /** What servers lack of what a former `up` has brought to them. */
  undone?: Undone[];
}

/** Shows what `up` would do, compared with what really is there, and what would keep it from that. */
export async function preview(stack: Stack, options: UpOptions): Promise<Outcome> {
  return asItIs(stack, options.adopt, async (copy, left) => {
    return (await plan(copy, options, new Adoption(), left)).seen.outcome;
  });
}

/**
 * Brings a stack up. What a killed operation left is settled before, and nothing is begun that
 * GitLab would refuse because it is there already.
 *
 * @param ask where the preview is shown before somebody is asked; without it nobody is
 */
export async function bringUp(
  stack: Stack,
  options: UpOptions,
  ask?: NodeJS.WritableStream,
): Promise<Outcome> {
  const { display } = options;
  const adoption = new Adoption();
  const forAsking = { ...options, display: ask };
  const { seen: planned, replace } = await plan(stack, forAsking, adoption);
  if (planned.outcome.result !== "succeeded") {
    // Nobody has seen what went wrong.
    if (!ask && !planned.outcome.refusal) show(planned.outcome, display);
    return planned.outcome;
  }
  if (ask && !(await confirmed("up", stack.name, planned.outcome))) {
    return { ...planned.outcome, declined: true };
  }
  const exclude = adoption.waiting;
  const first = { display, ...(exclude.length > 0 && { exclude }), ...(replace && { replace }) };
  const work = async () => {
    const done = await runLooking(stack, false, first, adoption);
    if (done.outcome.result !== "succeeded" || exclude.length === 0) return done;
    await adoption.enter(stack, done.survey);
    const { recorder } = done.outcome;
    return runLooking(stack, false, { display, recorder }, adoption);
  };
  const touched = planned.outcome.recorder.touched();
  const asksServers = touched.some((urn) => typeOf(urn) === "command:remote:Command");
  const { outcome } = await (asksServers ? announced(stack, work) : work());
  if (outcome.recorder.messages.hasPending) await settleForgotten(stack);
  return outcome;
}

/** What an `up` would do. */
interface Plan {
  seen: Look;
  /** URNs of what it makes anew, whatever the state says. */
  replace?: string[] | undefined;
}

/**
 * Previews until all is known that exists on GitLab: a project's branches are once the project is.
 *
 * @param left what a killed operation has left; without it that is settled first
 */
async function plan(
  stack: Stack,
  { adopt = false, diff, display, undone = [] }: UpOptions,
  adoption: Adoption,
  left?: Left,
): Promise<Plan> {
  // Then it takes several looks, of which the last is shown.
  const isLong = adopt || undone.length > 0;
  let options: RunOptions = { diff, display: isLong ? undefined : display };
  let seen = await look(stack, options, adoption);
  const { said, replace } = await leftUndone(stack, undone, seen.outcome.recorder);
  if (seen.outcome.result === "succeeded") {
    for (const line of said) say(line);
    if (replace.length > 0) {
      options = { ...options, replace };
      seen = await look(stack, options, adoption);
    }
  }
  const succeeded = () => seen.outcome.result === "succeeded";
  // What was deleted before a kill is in the way, too.
  if (!left && succeeded() && seen.outcome.recorder.touched().length > 0) {
    const recovery = await recover(stack, { adopt });
    const { result, error } = recovery;
    if (result !== "succeeded") {
      return { seen: { ...seen, outcome: { ...seen.outcome, result, refusal: error } } };
    }
    if (recovery.settled) seen = await look(stack, options, adoption);
    left = recovery;
  }
  const { made, differing, unclear } = left ?? nothingLeft;
  if (succeeded() && seen.creates.length + differing.size + unclear.length > 0) {
    const gitlab = await gitlabOf(stack);
    for (; succeeded(); seen = await look(stack, options, adoption)) {
      const found = new Map([...differing, ...(await existing(seen, gitlab, made))]);
      if (unclear.length > 0 || (found.size > 0 && !adopt)) {
        seen = refused(stack, seen, found, unclear);
        break;
      }
      if (found.size === 0) break;
      adoption.add(found, seen.creates);
    }
  }
  if (isLong) show(seen.outcome, display);
  for (const line of adoption.lines()) say(line);
  return { seen, replace: options.replace };
}

function show({ output, errors }: Outcome, display: NodeJS.WritableStream | undefined): void {
  display?.write(output);
  if (display) process.stderr.write(errors);
}

/** What is declared no more, and was being made when an operation was killed. */
async function settleForgotten(stack: Stack): Promise<void> {
  try {
    requireClear(stack.name, await recover(stack));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(error.message);
  }
}
