import { exitCode } from "../../host/protocol.ts";
import type { ChangeResult, Outcome } from "./change.ts";
import {
  paint,
  print,
  printable,
  printJson,
  say,
  shortDigest,
  surfaceOf,
} from "../terminal/output.ts";
import type { Surface } from "../terminal/output.ts";

/** Prints what came of a change: what serves on standard output, what failed on standard error. */
export function reportChange(result: ChangeResult, json: boolean): void {
  if (json) {
    printJson(result);
    return;
  }
  for (const outcome of result.servers) {
    if (outcome.code === exitCode.serving) print(describe(outcome, surfaceOf(process.stdout)));
    else say(describe(outcome, surfaceOf(process.stderr)));
  }
  for (const line of summary(result)) say(line);
}

/**
 * One server in a line: what it says, and what serves there now. A failing container's last lines
 * have been shown by then: slipway-host tells them as it puts back.
 */
export function describe(outcome: Outcome, surface: Surface): string {
  const { server, code, answer, error } = outcome;
  const name = paint(server, code === exitCode.serving ? "good" : "bad", surface);
  if (!answer) return `${name}: ${error ?? `ended with ${code}`}`;
  return `${name}: ${printable(answer.message)}${serving(outcome)}`;
}

function serving({ answer }: Outcome): string {
  if (!answer?.release || answer.byHand) return "";
  const { number, version, image } = answer.release;
  const parts = [`release ${number}`, ...(version ? [version] : []), shortDigest(image)];
  const watched = answer.watch === undefined ? "" : `; watched for ${answer.watch} s`;
  return ` (${parts.map(printable).join(", ")}; ${answer.seconds} s${watched})`;
}

/** What the roll-out as a whole left behind, where that does not show by itself. */
export function summary({ app, action, servers, untouched, unverified }: ChangeResult): string[] {
  const lines: string[] = [];
  if (unverified !== undefined) lines.push(printable(unverified));
  for (const { server, putBack } of servers) {
    if (!putBack) continue;
    const why = putBack.error ?? putBack.answer?.message ?? "";
    lines.push(
      putBack.code === exitCode.serving
        ? `${server}: put back, because ${unverified === undefined ? "another server failed" : "it failed from outside"}${was(putBack)}.`
        : `${server}: could NOT be put back and serves what was deployed: ${printable(why)}`,
    );
  }
  const failed =
    servers.some(({ code }) => code !== exitCode.serving) ||
    untouched.length > 0 ||
    unverified !== undefined;
  const kept = servers.filter(
    ({ code, answer, putBack }) =>
      action === "deploy" && code === exitCode.serving && answer?.outcome === "serving" && !putBack,
  );
  if (failed && kept.length > 0) {
    const names = kept.map(({ server }) => server).join(", ");
    lines.push(`${names}: keeps the new release of ${app}, since it had none before.`);
  }
  if (untouched.length > 0) lines.push(`${untouched.join(", ")}: not touched.`);
  return lines;
}

function was({ answer }: Outcome): string {
  const { release, byHand } = answer ?? {};
  if (byHand) return `; ${shortDigest(byHand.image)} runs, started by hand`;
  return release ? `; release ${release.number} serves (${shortDigest(release.image)})` : "";
}
