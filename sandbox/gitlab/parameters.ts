import { ApiError } from "./errors.ts";
import { isGiven, isObject, type Values } from "./input.ts";
import type { Operation, Parameter } from "./openapi.ts";

/** Lists that GitLab takes as one text too, with commas between. */
const commaSeparated = [
  ...["topics", "topic", "tag_list", "skip_groups", "scopes"],
  ...["labels", "add_labels", "remove_labels", "assignee_ids", "reviewer_ids"],
  ...["user_ids", "skip_users", "assignee_username"],
];

/**
 * A request's parameters as Grape gives them to GitLab: those that the endpoint declares, coerced
 * to their types, with the defaults of those that are missing. What is not declared is dropped.
 *
 * @throws ApiError 400 `{"error":"name is missing, visibility does not have a valid value"}`, with
 * all problems at once
 */
export function parameters({ path, query, body }: Operation, given: Values): Values {
  const problems: string[] = [];
  const values = object({ ...path, ...query, ...body }, given, problems);
  if (problems.length > 0) throw new ApiError(400, { error: [...new Set(problems)].join(", ") });
  return values;
}

/** @throws ApiError 400 if none of these was given */
export function requireOneOf(names: string[], values: Values): void {
  if (names.some((name) => name in values)) return;
  const error = `${names.join(", ")} are missing, at least one parameter must be provided`;
  throw new ApiError(400, { error });
}

function object(
  declared: Record<string, Parameter>,
  given: Values,
  problems: string[],
  prefix?: string,
): Values {
  const values: Values = {};
  for (const [key, parameter] of Object.entries(declared)) {
    const name = prefix === undefined ? key : `${prefix}[${key}]`;
    const there = Object.hasOwn(given, key);
    if (!there && parameter.required) problems.push(`${name} is missing`);
    if (there && parameter.absent) problems.push(`${name} ${parameter.absent}`);
    if (!there && !parameter.required) {
      if (parameter.default !== undefined) values[key] = parameter.default;
      continue;
    }
    const value = coerce(parameter, given[key] ?? null, problems, name, key);
    if (value === undefined) problems.push(`${name} is invalid`);
    if (parameter.blank === false && (!isGiven(value) || value === ""))
      problems.push(`${name} is empty`);
    // What could not be coerced is looked up as it came.
    if (!allows(parameter, value === undefined ? given[key] : value))
      problems.push(`${name} does not have a valid value`);
    values[key] = value;
  }
  return values;
}

/** Of a list each item counts; nothing at all is fine unless the parameter must be there. */
function allows({ enum: own, items, required }: Parameter, value: unknown): boolean {
  const allowed = own ?? items?.enum;
  if (!allowed || (!isGiven(value) && !required)) return true;
  return [value].flat().every((one) => allowed.includes(one as string | number));
}

/** The value in the parameter's type, or undefined if it is none of that type. */
function coerce(
  parameter: Parameter,
  value: unknown,
  problems: string[],
  name: string,
  key = name,
): unknown {
  const { type, items = { type: "string" }, properties } = parameter;
  // Grape takes an empty text for no value, but where a text or a list is wanted.
  if (value === null || (value === "" && !["string", "array"].includes(type))) return null;
  if (type === "file") return value instanceof File ? value.name : undefined;
  if (type === "array") {
    const list = parameter.single && typeof value === "string" ? [value] : listed(value, key);
    const coerced = list?.map((item, at) => coerce(items, item, problems, `${name}[${at}]`));
    return coerced?.every(isGiven) ? coerced : undefined;
  }
  if (type === "object") {
    if (!isObject(value)) return undefined;
    return properties ? object(properties, value, problems, name) : value;
  }
  return typeof value === "object" ? undefined : scalar(parameter, `${value as string}`);
}

function listed(value: unknown, name: string): unknown[] | undefined {
  if (value === "") return [];
  if (typeof value !== "string") return Array.isArray(value) ? value : undefined;
  const items = commaSeparated.includes(name) ? value.split(",") : undefined;
  return items?.map((item) => item.trim());
}

const truths = "1 on On ON t true True TRUE T y yes Yes YES Y".split(" ");
const untruths = "0 off Off OFF f false False FALSE F n no No NO N".split(" ");

/** A number, a text or a truth; which words are one is dry-types' to say, in which Grape coerces. */
function scalar({ type, format }: Parameter, text: string): unknown {
  if (type === "integer") return /^-?\d+$/.test(text) ? Number(text) : undefined;
  if (type === "number") return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (type === "boolean") {
    if (truths.includes(text)) return true;
    return untruths.includes(text) ? false : undefined;
  }
  return format && Number.isNaN(Date.parse(text)) ? undefined : text;
}
