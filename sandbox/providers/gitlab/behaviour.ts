import type { Context, Property } from "../resource.ts";
import type { Value, Values } from "../values.ts";
import type { GitLabClient } from "./client.ts";

/** What GitLab says of a resource. */
export type Answer = Values;

/** One resource type, as far as the provider's schema doesn't say it. Properties go by its names. */
export interface Behaviour {
  /**
   * Where GitLab has it, with the properties that stand in the address, encoded:
   * `projects/:project/variables/:key`. What stands before the last one is made under it.
   */
  path: string;
  /** Properties that find it where several have the same address, by their query parameters. */
  query?: Record<string, string>;
  /** The properties that make up its id, `12:DB_PASSWORD:*`. */
  id: string[];
  /** GitLab's names of properties, where they aren't the same in snake_case. */
  parameters?: Record<string, string>;

  /** Properties whose change makes a new resource. The schema has them of older resources only. */
  replaces?: string[];
  /** What leaving a property out means. Without this, whatever GitLab has is kept. */
  absent?: Record<string, Value>;
  /** The only values allowed, which the schema has in prose only; `list.property` within a list. */
  values?: Record<string, readonly string[]>;
  /** What counts as equal, where equality doesn't. */
  same?: Record<string, NonNullable<Property["same"]>>;
  /** Properties that GitLab takes and never tells. */
  writeOnly?: string[];
  /** Properties of the program's own side, which GitLab neither takes nor tells. */
  local?: string[];
  /** Properties whose change means nothing once the resource is there. */
  onlyOnCreation?: string[];

  /** GitLab's answer, its fields under the names of their parameters. */
  answer?: (answer: Answer, work: Work) => Answer | Promise<Answer>;
  /** Whether what GitLab still has counts as gone. */
  gone?: (answer: Answer) => boolean;
  /** A request's body, where GitLab wants other words than the provider has. */
  request?: (body: Values) => Values;

  /** Instead of one GET; undefined when it is gone. */
  read?: (work: Work) => Promise<Answer | undefined>;
  /** Instead of one POST. */
  create?: (inputs: Values, work: Work) => Promise<Answer>;
  /** What follows the creation. When it fails, the resource is there all the same. */
  settle?: (inputs: Values, work: Work, created: Answer) => Promise<Answer>;
  /** Instead of one PUT with all that may change. */
  update?: (inputs: Values, work: Work, state: Values) => Promise<Answer>;
  /** Instead of one DELETE. */
  delete?: (state: Values, work: Work) => Promise<void>;
}

/** What a behaviour works with. */
export interface Work extends Context<GitLabClient> {
  /** The address: on creation, of what it is made under. */
  path: string;
  /** The properties that stand in the address and in the id. */
  ids: Values;
  /** The properties that a request may be about, what absent ones mean among them. */
  wanted: Values;
  /** The body of a request with these properties, or with all of them. */
  body: (names?: string[]) => Values;
}
