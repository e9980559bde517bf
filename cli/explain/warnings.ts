import { byKey } from "./byKey.ts";
import type { Candidate, Situation } from "./candidate.ts";
import { isPredefined, type Warning } from "./explanation.ts";
import { decide, fits, wordsOf, type Decision } from "./precedence.ts";

/** A job and what may reach it. */
export interface Told {
  job: string;
  situation: Situation;
  candidates: readonly Candidate[];
  /** The environment, for the command that mends it. */
  stack: string;
}

/** Something about a variable, of one job or of no job in particular. */
interface Finding {
  key: string;
  job?: string;
  /** Behind the key, or behind "job … gets". */
  says: string;
}

/** Where jobs get something else than is declared, each thing once. */
export function warningsOf(jobs: Told[]): Warning[] {
  const found = new Map<string, Finding[]>();
  for (const finding of jobs.flatMap(findingsOf)) {
    const same = `${finding.key} ${finding.says}`;
    found.set(same, [...(found.get(same) ?? []), finding]);
  }
  return [...found.values()].map((alike) => {
    const [{ key, says }] = alike as [Finding];
    const names = alike.flatMap(({ job = [] }) => job);
    if (names.length === 0) return { key, message: `${key} ${says}` };
    const get = names.length === 1 ? "gets" : "get";
    const who = `${names.length === 1 ? "job" : "jobs"} ${names.join(", ")} ${get}`;
    return { key, jobs: names, message: `${key}: ${who} ${says}` };
  });
}

function findingsOf({ job, situation, candidates, stack }: Told): Finding[] {
  const { environment } = situation;
  return [...byKey(candidates)].flatMap(([key, all]) => {
    const here = all.filter(({ scope }) => fits(scope, environment));
    const about = here.flatMap((one) => [...missing(one, stack), ...changed(one, stack)]);
    return [
      ...overridden(decide(all, situation), environment).map((says) => ({ key, job, says })),
      ...about.map((says) => ({ key, says })),
    ];
  });
}

/** What nothing declares, taken before what is declared or what GitLab says itself. */
function overridden(decision: Decision, environment: string): string[] {
  const { winner, lost, isCertain } = decision;
  if (!winner) return [];
  const unclear = isCertain ? [] : ["either of two variables, whose scopes are alike to GitLab."];
  if (winner.declared !== undefined || isPredefined(winner)) return unclear;
  const meant = lost.find(({ candidate }) => isMeantFor(candidate, environment));
  if (!meant) return unclear;
  const { candidate, why } = meant;
  const before = isPredefined(candidate)
    ? "GitLab's own"
    : `${wordsOf(candidate)} (${placeOf(candidate)})`;
  // That one level comes before another has been said with their names.
  const because = candidate.level === winner.level ? `: ${why}` : "";
  return [...unclear, `${wordsOf(winner)}, which nothing declares, before ${before}${because}.`];
}

/** Whether a job was to get it, as things are declared. */
function isMeantFor(candidate: Candidate, environment: string): boolean {
  if (isPredefined(candidate)) return true;
  return candidate.declared !== undefined && fits(candidate.scope, environment);
}

function missing(candidate: Candidate, stack: string): string[] {
  if (candidate.isThere !== false) return [];
  const of = stackOf(candidate, stack);
  return [
    `is declared (${placeOf(candidate)}) and not on GitLab: \`npx slipway up ${of}\` makes it, after \`npx slipway refresh ${of}\` where somebody has removed it.`,
  ];
}

function changed(candidate: Candidate, stack: string): string[] {
  const { differs } = candidate;
  if (differs.length === 0) return [];
  return [
    `has another ${differs.join(", another ")} on GitLab than is declared (${placeOf(candidate)}): ${putBack(stackOf(candidate, stack))} puts it back.`,
  ];
}

/** What was changed by hand is seen by a refresh alone. */
export function putBack(stack: string): string {
  return `\`npx slipway refresh ${stack}\`, then \`npx slipway up ${stack}\``;
}

/** The stack in whose file it is declared. */
function stackOf({ declared }: Candidate, stack: string): string {
  return /^Pulumi\.(.+)\.yaml$/.exec(declared?.file ?? "")?.[1] ?? stack;
}

function placeOf({ declared }: Candidate): string {
  return declared ? `${declared.file}:${declared.line}` : "";
}
