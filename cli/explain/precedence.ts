import { levels, type Candidate, type Situation } from "./candidate.ts";

/** Which of a key's candidates a job gets, and why it gets none of the others. */
export interface Decision {
  /** None where the job gets no variable of this key. */
  winner?: Candidate;
  /** Why it wins, where there were others. */
  why: string;
  /** From the strongest to the weakest, what is not seen at all last. */
  lost: { candidate: Candidate; why: string }[];
  /** False where GitLab leaves open which of two it takes. */
  isCertain: boolean;
}

/**
 * GitLab's order. By level; of groups, the nearest to the project, whatever the scopes
 * (lib/gitlab/ci/variables/builder/group.rb); in one place by scope: the environment's very name, then a
 * pattern, then `*` (app/models/concerns/has_environment_scope.rb). Two patterns are alike to it.
 */
export function decide(candidates: readonly Candidate[], situation: Situation): Decision {
  const hidden = candidates.flatMap((candidate) => {
    const why = unseen(candidate, situation);
    return why === undefined ? [] : [{ candidate, why }];
  });
  const seen = candidates
    .filter((candidate) => unseen(candidate, situation) === undefined)
    // Stable: of those that are alike, the later one is nearer to the end.
    .sort((a, b) => compare(a, b, situation.environment))
    .toReversed();
  const [winner, ...others] = seen;
  if (!winner) return { why: "", lost: hidden, isCertain: true };
  const beaten = others.map((candidate) => ({ candidate, why: whyBefore(winner, candidate) }));
  return {
    winner,
    why: others.length === 0 ? "" : whyBefore(winner, others[0]!),
    lost: [...beaten, ...hidden],
    isCertain: others.every((other) => compare(winner, other, situation.environment) !== 0),
  };
}

/** Why a job does not see a variable at all. */
function unseen(candidate: Candidate, { environment, branch, isProtected }: Situation) {
  const { isThere, scope } = candidate;
  if (isThere === false) return "it is not on GitLab yet";
  if (!fits(scope, environment)) return `its scope is \`${scope}\`, the job's \`${environment}\``;
  if (candidate.protected && !isProtected) return `it is protected, and \`${branch}\` is not`;
  return undefined;
}

/** `Gitlab::SQL::Glob`: `*` stands for any text, all else for itself. */
export function fits(scope: string, environment: string): boolean {
  const [start = "", ...rest] = scope.split("*");
  const end = rest.pop();
  if (end === undefined) return scope === environment;
  if (!environment.startsWith(start)) return false;
  let at = start.length;
  for (const part of rest) {
    const found = environment.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return environment.length - end.length >= at && environment.endsWith(end);
}

function compare(a: Candidate, b: Candidate, environment: string): number {
  return (
    levels.indexOf(a.level) - levels.indexOf(b.level) ||
    a.depth - b.depth ||
    rank(a.scope, environment) - rank(b.scope, environment)
  );
}

function rank(scope: string, environment: string): number {
  if (scope === "*") return 0;
  return scope === environment ? 2 : 1;
}

/** Why a variable is taken before another that is seen as well. */
function whyBefore(winner: Candidate, loser: Candidate): string {
  if (winner.level !== loser.level) {
    return `${wordsOf(winner)} comes before ${wordsOf(loser)}`;
  }
  if (winner.depth !== loser.depth) return `the group \`${winner.of}\` is nearer to the project`;
  if (winner.scope === loser.scope) return "it is the later of two that are alike";
  if (winner.scope.includes("*") && loser.scope !== "*") {
    return `\`${winner.scope}\` and \`${loser.scope}\` are alike to GitLab, which takes either`;
  }
  return `the scope \`${winner.scope}\` comes before \`${loser.scope}\``;
}

/** `the project's`, `the group acme's` */
export function wordsOf({ level, of }: Candidate): string {
  switch (level) {
    case "project":
      return "the project's";
    case "group":
      return `the group ${of}'s`;
    case "instance":
      return "the instance's";
    case "job":
      return "the job's own";
    case "pipeline file":
      return "the pipeline file's";
    case "predefined":
    case "predefined of the user":
    case "predefined of the environment":
      return "GitLab's own";
  }
}
