import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import type { Values } from "../../input.ts";
import { ConfigurationError } from "./errors.ts";

/**
 * GitLab's own schema of configurations, as its editor uses it:
 * app/assets/javascripts/editor/schema/ci.json of gitlab.com/gitlab-org/gitlab (MIT Expat). GitLab's
 * server checks the same by its own code; what the schema says of a part is said here in that
 * server's form where it has one.
 */
const path = join(import.meta.dirname, "gitlab-ci.schema.json");

const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(
  JSON.parse(readFileSync(path, "utf8")) as object,
);

/** @throws ConfigurationError */
export function checkSchema(configuration: Values): void {
  if (validate(configuration)) return;
  // Of the alternatives that a part may be, the one that was meant is told by how far it fits.
  const errors = validate.errors ?? [];
  const deepest = new Map<string, ErrorObject[]>();
  for (const error of errors) {
    if (["oneOf", "anyOf", "if", "not"].includes(error.keyword)) continue;
    const top = error.instancePath.split("/")[1] ?? "";
    const known = deepest.get(top) ?? [];
    const depth = (one: ErrorObject) => one.instancePath.split("/").length;
    const most = Math.max(0, ...known.map(depth));
    if (depth(error) < most) continue;
    deepest.set(top, depth(error) > most ? [error] : [...known, error]);
  }
  const problems = [...deepest.values()].flat().map((error) => told(error));
  throw new ConfigurationError(...new Set(problems.length > 0 ? problems : ["is invalid"]));
}

function told({ instancePath, keyword, params, message }: ErrorObject): string {
  const where = instancePath.split("/").slice(1).map(unescape);
  const place = ["jobs", ...where].join(":");
  if (keyword === "additionalProperties") {
    return `${place} config contains unknown keys: ${(params as { additionalProperty: string }).additionalProperty}`;
  }
  return `${place} config ${message ?? "is invalid"}`;
}

function unescape(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
