import type { Invocation } from "../resource.ts";
import { snake, text, type Value, type Values } from "../values.ts";
import { fromAnswer } from "./answers.ts";
import type { Answer } from "./behaviour.ts";
import { type GitLabClient, segment } from "./client.ts";
import { functionFacts } from "./schema.ts";

export const getMetadata = derive("gitlab:index/getMetadata:getMetadata", {
  path: "metadata",
  answer: (answer) => ({ ...answer, id: "1" }),
});

export const getGroup = derive("gitlab:index/getGroup:getGroup", {
  path: "groups",
  by: ["groupId", "fullPath"],
  answer: (answer) => ({
    ...answer,
    group_id: answer["id"]!,
    visibility_level: answer["visibility"]!,
  }),
});

export const getProject = derive("gitlab:index/getProject:getProject", {
  path: "projects",
  by: ["id", "pathWithNamespace"],
});

interface Behaviour {
  path: string;
  /** Inputs of which one is given, and names it. */
  by?: [string, string];
  /** GitLab's answer, its fields under the names that the outputs have in snake_case. */
  answer?: (answer: Answer) => Answer;
}

/** A look-up: its inputs and outputs by the schema. */
function derive(token: string, { path, by, answer }: Behaviour): Invocation<GitLabClient> {
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
