import type { Entrance, Problem } from "../settings/index.ts";
import type { StackChanges } from "./stackChanges.ts";
import type { Words } from "./words.ts";

/** What a change is about, in the order in which it is to be read: what does the most harm first. */
export const concerns = ["followed", "gone", "access", "data", "rest"] as const;

/**
 * - `followed`: where a token, a key or a password would be sent, or who would hold it
 * - `gone`: what is deleted, or ends in one place to begin in another
 * - `access`: who may do what, and what stands between a commit and an environment
 * - `data`: services that hold data, their volumes, and how these are backed up
 */
export type Concern = (typeof concerns)[number];

/** A value as it may be seen. */
export type Shown =
  | { value: unknown }
  /** Nothing of it is shown: it is encrypted, is in the wrong place, or looks like a secret in clear. */
  | { hidden: "secret" | "not a setting" | "wrong" | "like a secret" };

export interface Change {
  concern: Concern;
  /** `replaced`: a secret is another one, or the same encrypted anew. `ordered`: the same in another order. */
  kind: "added" | "removed" | "changed" | "replaced" | "ordered";
  /** Whether more is allowed than before, where that can be said. */
  direction?: "weaker" | "stronger";
  /** An environment, `platform`, or nothing for the project's own file. */
  stack: string;
  app?: string;
  file: string;
  /** In the newer state, or of what is removed in the older one; from 1. */
  line: number;
  /** As the settings' pages have it: `slipway:apps.shop.env.LOG_LEVEL`. */
  path: string;
  what: Words;
  from?: Shown | undefined;
  to?: Shown | undefined;
  /** What comes of it, a sentence each. */
  notes: Words[];
}

/** How an app comes to an environment, before and after. */
export interface DoorChange {
  app: string;
  environment: string;
  direction?: "weaker" | "stronger";
  from?: Way;
  to?: Way;
}

export type Way = Pick<Entrance, "branch" | "deploy" | "role">;

/** What could not be compared, or not with what comes of it on servers. Its problem says why. */
export interface NotCompared {
  file: string;
  side: "from" | "to";
  /** Whether it was compared as it is written: without defaults, and without what restarts. */
  asWritten: boolean;
}

/** A file that is no stack file, and that none of them names. */
export interface OtherFile {
  path: string;
  kind: "added" | "removed" | "changed";
}

/** What differs between two states of a repository. */
export interface Difference {
  /** In the order of their concerns; then the platform's, and the environments' in that of promotion. */
  changes: Change[];
  doors: DoorChange[];
  /** What cannot be done in the newer state. */
  problems: Problem[];
  /** What can be done, is told all the same, and was not said of the older state. */
  warnings: Problem[];
  /** Warnings that were said of the older state, too. */
  standing: Problem[];
  notCompared: NotCompared[];
  /**
   * What `up` does about it, stack by stack; nothing where one of the states has problems, by which
   * it can't be told.
   */
  stacks?: StackChanges[];
  /** Files that are not read here, such as Slipway's own code; nothing where they cannot be told. */
  others?: OtherFile[];
}

/** Whether nothing differs of all that was compared. */
export function isSame({
  changes,
  doors,
  notCompared,
  others = [],
  stacks = [],
}: Difference): boolean {
  const done = stacks.flatMap((stack) => stack.changes);
  return [changes, doors, notCompared, others, done].every(({ length }) => length === 0);
}
