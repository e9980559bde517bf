import type { PipelineJob } from "../../pipeline/index.ts";
import type { Line } from "../../settings/index.ts";
import { byKey } from "./byKey.ts";
import type { Candidate, Level, Situation } from "./candidate.ts";
import type { Container } from "./container.ts";
import { decide, fits } from "./precedence.ts";
import { shownValue } from "./shownValue.ts";

/** What a job of an app in an environment gets, and what the containers get: `slipway explain --json`. */
export interface Explanation {
  app: string;
  environment: string;
  /** The GitLab project's full path. */
  project: string;
  /** `GitLab`: its variables are those that are there. Else those that are declared. */
  from: "GitLab" | "stack files";
  /** The file that the jobs are from. */
  pipeline: string;
  /** Who may start a pipeline with variables of their own, which come before all of these. */
  overriding: string;
  jobs: ExplainedJob[];
  container: Container;
  /** Where a job gets something else than is declared. */
  warnings: Warning[];
  /** What was not looked at, and what that leaves open. */
  notes: string[];
}

/** Something that a job gets otherwise than declared. No value is in it. */
export interface Warning {
  /** The variable; none of what is about all of them. */
  key?: string;
  /** Of what only some get otherwise. */
  jobs?: string[];
  message: string;
}

export interface ExplainedJob {
  name: string;
  /** What scopes are held against. */
  environment: string;
  /** The branch that it is told for: the environment's own. */
  branch: string;
  isProtected: boolean;
  /** All branches whose pipelines have the job. */
  branches: string[];
  /** What it gets besides what GitLab predefines; and keys that it gets nothing of, though somebody said it. */
  variables: ExplainedVariable[];
  /** The keys that GitLab predefines and nobody overrides. */
  predefined: string[];
}

export interface ExplainedVariable {
  key: string;
  /** The one that the job gets. */
  got?: ShownCandidate;
  /** Why it is that one, where there were others. */
  why?: string;
  /** Those of other environments' jobs only where the key is asked for. */
  lost: (ShownCandidate & { why: string })[];
}

/** A candidate as it is told. */
export interface ShownCandidate {
  from: Level;
  of: string;
  scope: string;
  /** Whether only pipelines of protected branches and tags get it. */
  protected: boolean;
  /** Null: where GitLab can mask its value, which is secret. */
  masked: boolean | null;
  raw: boolean;
  type: "env_var" | "file";
  /** In clear in the stack files, and the same on GitLab. */
  value?: string;
  /** Null: nothing declares it. Of what GitLab predefines, too. */
  declared: Line | null;
  /** What GitLab has otherwise than declared. */
  differs: string[];
}

/** One job, each of its keys decided. @param only keys that are asked for; all without it */
export function explainJob(
  job: PipelineJob,
  { branch, isProtected }: Pick<Situation, "branch" | "isProtected">,
  candidates: readonly Candidate[],
  only?: string,
): ExplainedJob {
  const { name, environment, branches } = job;
  const situation = { environment, branch, isProtected };
  const found = byKey(candidates);
  const explained: ExplainedJob = {
    ...{ name, environment, branch, isProtected, branches },
    ...{ variables: [], predefined: [] },
  };
  for (const key of [...found.keys()].sort()) {
    if (only !== undefined && key !== only) continue;
    const all = found.get(key)!;
    const { winner, why, lost } = decide(all, situation);
    if (only === undefined && all.every(isPredefined)) {
      explained.predefined.push(key);
      continue;
    }
    // What is for other jobs altogether is told to who asks for it.
    const told = lost.filter(({ candidate: { scope } }) => only ?? fits(scope, environment));
    if (!winner && told.length === 0) continue;
    explained.variables.push({
      key,
      ...(winner ? { got: shown(winner) } : {}),
      ...(why === "" ? {} : { why }),
      lost: told.map((one) => ({ ...shown(one.candidate), why: one.why })),
    });
  }
  return explained;
}

export function isPredefined({ level }: Candidate): boolean {
  return level.startsWith("predefined");
}

function shown(candidate: Candidate): ShownCandidate {
  const { level: from, of, scope, raw, type, value, differs } = candidate;
  return {
    ...{ from, of, scope, protected: candidate.protected, masked: candidate.masked ?? null },
    ...{ raw, type, declared: candidate.declared ?? null, differs },
    ...(value === undefined ? {} : { value: shownValue(value) }),
  };
}
