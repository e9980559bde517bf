import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { Adoption } from "./adoption.ts";
import { announced } from "./announced.ts";
import { confirmed } from "./confirmed.ts";
import type { Existing } from "./existing.ts";
import { gitlabOf } from "./gitlabOf.ts";
import { existing, look, refused, runLooking, type Look } from "./look.ts";
import { recover } from "./recovery.ts";
import type { Outcome, RunOptions } from "./run.ts";
import { leftUndone, type Undone } from "./undone.ts";
import { typeOf } from "./urn.ts";

export interface UpOptions extends Pick<RunOptions, "diff" | "display"> {
  /** Whether what exists on GitLab is taken over. */
  adopt?: boolean;
  /** What servers lack of what a former `up` has brought to them. */
  undone?: Undone[];
}

/** Shows what `up` would do, and what would keep it from that. */
export async function preview(stack: Stack, options: UpOptions): Promise<Outcome> {
  const adoption = new Adoption();
  return (await plan(stack, options, adoption, "tell")).seen.outcome;
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
  const { seen: planned, replace } = await plan(stack, forAsking, adoption, "settle");
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
 * @param pending what to do about what a killed operation was making
 */
async function plan(
  stack: Stack,
  { adopt = false, diff, display, undone = [] }: UpOptions,
  adoption: Adoption,
  pending: "tell" | "settle",
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
  const isOpen = () => seen.outcome.result === "succeeded" && seen.creates.length > 0;
  if (isOpen()) {
    const left = await recover(stack, { adopt, dryRun: pending === "tell" });
    if (left.result !== "succeeded") {
      const { result, error } = left;
      return { seen: { ...seen, outcome: { ...seen.outcome, result, refusal: error } } };
    }
    if (left.settled) seen = await look(stack, options, adoption);
    const gitlab = await gitlabOf(stack);
    for (; isOpen(); seen = await look(stack, options, adoption)) {
      const found = await existing(seen, gitlab, left.made).catch(unknown);
      if (found.size === 0) break;
      if (!adopt) {
        seen = refused(stack, seen, found);
        break;
      }
      adoption.add(found, seen.creates);
    }
  }
  if (isLong) show(seen.outcome, display);
  for (const line of adoption.lines()) say(line);
  return { seen, replace: options.replace };
}

/** What is there already would be refused by GitLab then, and told as its error. */
function unknown(error: unknown): Map<string, Existing> {
  if (!(error instanceof UserError)) throw error;
  say(error.message);
  return new Map();
}

function show({ output, errors }: Outcome, display: NodeJS.WritableStream | undefined): void {
  display?.write(output);
  if (display) process.stderr.write(errors);
}

/** What is declared no more, and was being made when an operation was killed. */
async function settleForgotten(stack: Stack): Promise<void> {
  try {
    await recover(stack);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(error.message);
  }
}
