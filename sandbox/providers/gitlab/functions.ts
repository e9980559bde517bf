import type { Invocation } from "../resource.ts";
import { snake, text, type Value, type Values } from "../values.ts";
import { fromAnswer } from "./answers.ts";
import type { Answer } from "./behaviour.ts";
import { type GitLabClient, segment } from "./client.ts";
import { functionFacts } from "./schema.ts";

/** A look-up, as far as the provider's schema doesn't say it. */
export interface FunctionBehaviour {
  path: string;
  /** Inputs of which one is given, and names it. */
  by?: [string, string];
  /** GitLab's answer, its fields under the names that the outputs have in snake_case. */
  answer?: (answer: Answer) => Answer;
}

export const getMetadata: FunctionBehaviour = {
  path: "metadata",
  answer: (answer) => ({ ...answer, id: "1" }),
};

export const getGroup: FunctionBehaviour = {
  path: "groups",
  by: ["groupId", "fullPath"],
  answer: (answer) => ({
    ...answer,
    group_id: answer["id"]!,
    visibility_level: answer["visibility"]!,
  }),
};

export const getProject: FunctionBehaviour = {
  path: "projects",
  by: ["id", "pathWithNamespace"],
};

/**
 * A look-up of the provider: its inputs and outputs by the schema.
 *
 * @param token `gitlab:index/getProject:getProject`
 */
export function deriveFunction(
  token: string,
  { path, by, answer }: FunctionBehaviour,
): Invocation<GitLabClient> {
  const { inputs, outputs } = functionFacts(token);
  return {
    inputs,
    async invoke(given, { client }) {
      const address = by ? `${path}/${segment(one(given, by))}` : path;
      const found = await client.get<Answer>(address);
      const said = answer?.(found) ?? found;
      return Object.fromEntries(
        Object.entries(outputs).map(([name, property]) => {
          const value = fromAnswer(property, said[snake(name)] ?? null);
          return [name, property.type === "string" ? text(value) : value];
        }),
      );
    },
  };
}

/** Whichever of the two was given. */
function one(given: Values, [first, second]: [string, string]): Value {
  const reference = given[first] ?? given[second];
  if (reference === undefined) throw new Error(`One of \`${first}\` or \`${second}\` must be set.`);
  return reference;
}
