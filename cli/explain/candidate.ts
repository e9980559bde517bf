import type { Line } from "../../settings/index.ts";

/**
 * Where a job's variables come from, from the weakest to the strongest.
 * https://docs.gitlab.com/ci/variables/#cicd-variable-precedence, and for what that page leaves out
 * GitLab's lib/gitlab/ci/variables/builder.rb: the user's come after the file's, and what GitLab says of
 * the environment comes after all else. Variables of a dotenv report would stand before the instance's;
 * jobs of Slipway's pipelines take none. Those that a pipeline is started with would stand behind the
 * project's: `Explanation.overriding` says who may.
 */
export const levels = [
  "predefined",
  "pipeline file",
  "job",
  "predefined of the user",
  "instance",
  "group",
  "project",
  "predefined of the environment",
] as const;

export type Level = (typeof levels)[number];

/** One variable of a key, of those from which GitLab takes one. It holds no value that may be secret. */
export interface Candidate {
  key: string;
  level: Level;
  /** Whose it is: a group's or a project's full path, the pipeline's file; empty for GitLab itself. */
  of: string;
  /** Of a group's: how many groups are around it. The nearest to the project has most. */
  depth: number;
  /** The environments whose jobs get it: a name, a pattern, or `*`. */
  scope: string;
  /** Whether only pipelines of protected branches and tags get it. */
  protected: boolean;
  /** Undefined: where GitLab can mask its value, which is secret. */
  masked: boolean | undefined;
  /** Whether `$` in it is just a character. */
  raw: boolean;
  type: "env_var" | "file";
  /** What stack files say in clear. */
  value?: string;
  /** Where it is declared; without it, nothing declares it. */
  declared?: Line;
  /** Whether GitLab has it; undefined where that was not asked. */
  isThere?: boolean;
  /** What GitLab has otherwise than declared, in the words of its API. */
  differs: string[];
}

/** What all candidates are that say nothing else. */
export const plain = {
  ...{ of: "", depth: 0, scope: "*", protected: false, masked: false, raw: false },
  ...{ type: "env_var" as const, differs: [] as string[] },
};

/** Where a job runs, as far as it decides which variables it gets. */
export interface Situation {
  environment: string;
  /** The branch of its pipeline. */
  branch: string;
  /** Whether that branch is protected. */
  isProtected: boolean;
}
