import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import { amendments } from "./amendments.ts";
import { application } from "./application.ts";
import { type Operation, type Parameter, type Slice, slicePath } from "./openapi.ts";

/** The parts of an OpenAPI 2.0 file that are read here. */
interface File {
  paths: Record<string, Record<string, FileOperation> | undefined>;
  definitions: Record<string, FileSchema>;
}

interface FileOperation {
  parameters?: (FileSchema & {
    name: string;
    in: "path" | "query" | "body";
    schema?: FileSchema;
  })[];
  responses: Record<string, { schema?: FileSchema }>;
}

interface FileSchema {
  type?: string;
  format?: string;
  $ref?: string;
  /** On a parameter whether it must be there; on an object, which of its properties. */
  required?: boolean | string[];
  enum?: (string | number)[];
  default?: unknown;
  items?: FileSchema;
  properties?: Record<string, FileSchema>;
}

/** What of a whole OpenAPI file the given endpoints need: facts, and none of its prose. */
export function slice(file: File, endpoints: string[]): Slice {
  const operations = Object.fromEntries(
    endpoints.toSorted(byPath).map((endpoint) => [endpoint, operation(file, endpoint)]),
  );
  return { operations, entities: entitiesOf(file, operations) };
}

/** Every endpoint that the stand-in has: `GET /projects/:id`. */
export function endpoints(): string[] {
  const folder = mkdtempSync(join(tmpdir(), "slipway-slice-"));
  try {
    const { routes } = application(folder, "unused", "ee");
    return routes
      .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v4/"))
      .map(({ method, path }) => `${method} ${path.slice("/api/v4".length)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function byPath(left: string, right: string): number {
  const key = (endpoint: string) => endpoint.split(" ").toReversed().join(" ");
  return key(left) < key(right) ? -1 : 1;
}

function operation(file: File, endpoint: string): Operation {
  const [method = "", path = ""] = endpoint.split(" ");
  const known = file.paths[`/api/v4${inFile(path)}`]?.[method.toLowerCase()];
  const amended = amendments.operations[endpoint] ?? {};
  if (!known && !amended.answers) {
    throw new Error(
      `${endpoint} is not in the file: GitLab has no such endpoint, or say it in amendments.ts.`,
    );
  }
  const declared = known?.parameters ?? [];
  const query = declared.filter((parameter) => parameter.in === "query");
  const body = declared.find((parameter) => parameter.in === "body")?.schema;
  return withoutEmpty({
    path:
      amended.path ??
      Object.fromEntries(
        (known ? declared.filter((parameter) => parameter.in === "path") : inPath(path)).map(
          ({ name }) => [name, pathParameter(name)],
        ),
      ),
    query: merged(
      nested(Object.fromEntries(query.map((one) => [one.name, parameter(one, one.required)]))),
      amended.query,
    ),
    body: merged(body ? properties(definition(file, body)) : {}, amended.body),
    answers:
      amended.answers ??
      Object.fromEntries(
        Object.entries(known?.responses ?? {}).map(([status, { schema }]) => [
          status,
          // Bytes are no entity.
          schema && schema.type !== "file" ? typeOf(schema) : "",
        ]),
      ),
  });
}

/** What the path of an endpoint names of which the file has nothing. */
function inPath(path: string): { name: string }[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({ name }));
}

/** `:id` is `{id}` there, and `:path{.+}`, which goes over slashes, is `*path`. */
function inFile(path: string): string {
  return path.replaceAll(/:(\w+)\{\.\+\}/g, "*$1").replaceAll(/:(\w+)/g, "{$1}");
}

/** An id or a path is `types: [String, Integer]`, of which the file names either. */
function pathParameter(name: string): Parameter {
  return { type: /_i?id$/.test(name) ? "integer" : "string", required: true };
}

function parameter(schema: FileSchema, required: unknown): Parameter {
  const { type = "string", default: initial } = schema;
  return {
    type: type as Parameter["type"],
    ...(schema.format?.startsWith("date") ? { format: schema.format as Parameter["format"] } : {}),
    ...(required === true ? { required: true } : {}),
    ...(schema.enum ? { enum: schema.enum } : {}),
    ...(["string", "number", "boolean"].includes(typeof initial)
      ? { default: initial as string | number | boolean }
      : {}),
    ...(schema.items ? { items: parameter(schema.items, false) } : {}),
    ...(schema.properties ? { properties: properties(schema) } : {}),
  };
}

function properties(schema: FileSchema): Record<string, Parameter> {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, inner]) => [
      name,
      parameter(inner, required.includes(name)),
    ]),
  );
}

/** Adds parameters, inside objects too. */
function merged(
  known: Record<string, Parameter>,
  added: Record<string, Parameter> = {},
): Record<string, Parameter> {
  const changed = Object.entries(added).map(([name, parameter]) => [
    name,
    parameter.properties
      ? { ...parameter, properties: { ...known[name]?.properties, ...parameter.properties } }
      : parameter,
  ]);
  return { ...known, ...(Object.fromEntries(changed) as Record<string, Parameter>) };
}

/** `filter[environment_scope]` is an object that takes `environment_scope`. */
function nested(flat: Record<string, Parameter>): Record<string, Parameter> {
  const result: Record<string, Parameter> = {};
  for (const [name, value] of Object.entries(flat)) {
    const [, outer = "", inner = ""] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
    if (inner === "") result[name] = value;
    else
      result[outer] = {
        type: "object",
        properties: { ...result[outer]?.properties, [inner]: value },
      };
  }
  return result;
}

/** The entities that are answered, and those directly inside them. */
function entitiesOf(file: File, operations: Record<string, Operation>): Slice["entities"] {
  const answered = Object.values(operations).flatMap(({ answers }) => Object.values(answers));
  const outer = new Set(answered.map(bare).filter((name) => name !== ""));
  const inside = [...outer].flatMap((name) => Object.values(entity(file, name)).map(bare));
  const known = inside.filter((name) => definitionOf(file, name));
  const names = [...new Set([...outer, ...known])].sort();
  return Object.fromEntries(names.map((name) => [name, entity(file, name)]));
}

function entity(file: File, name: string): Record<string, string> {
  const found = definitionOf(file, name);
  const amended = amendments.entities[name];
  if (!found && !amended) throw new Error(`The file has no entity ${name}.`);
  const listed = Object.entries(found?.properties ?? {}).map(([key, inner]) => [
    key,
    typeOf(inner),
  ]);
  return {
    ...(Object.fromEntries(listed) as Record<string, string>),
    ...amended,
  };
}

function definitionOf(file: File, name: string): FileSchema | undefined {
  return file.definitions[`API_Entities_${name}`] ?? file.definitions[name];
}

function definition(file: File, { $ref = "" }: FileSchema): FileSchema {
  return file.definitions[$ref.split("/").at(-1) ?? ""] ?? {};
}

function typeOf({ type, $ref, items }: FileSchema): string {
  if (items) return `[${typeOf(items)}]`;
  return (
    $ref
      ?.split("/")
      .at(-1)
      ?.replace(/^API_Entities_/, "") ??
    type ??
    "string"
  );
}

function bare(type: string): string {
  return type.replaceAll(/[[\]]/g, "");
}

function withoutEmpty(operation: Operation): Operation {
  const kept = Object.entries(operation).filter(
    ([, part]) => Object.keys(part as object).length > 0,
  );
  return { answers: {}, ...Object.fromEntries(kept) };
}

if (process.argv[1] === import.meta.filename) {
  const [path] = process.argv.slice(2);
  if (!path) {
    console.error(
      "Usage: node sandbox/gitlab/slice.ts <doc/api/openapi/openapi_v2.yaml of GitLab's repository>",
    );
    process.exit(2);
  }
  const written = slice(parse(readFileSync(path, "utf8")) as File, endpoints());
  const options = { ...(await resolveConfig(slicePath)), filepath: slicePath };
  writeFileSync(slicePath, await format(JSON.stringify(written), options));
}
