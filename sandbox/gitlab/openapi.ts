import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What an endpoint takes under one name. */
export interface Parameter {
  type: "string" | "integer" | "number" | "boolean" | "array" | "object" | "file";
  /** Of a string: a day, or a moment. */
  format?: "date" | "date-time";
  required?: true;
  /** Whether it may be empty. @default true */
  blank?: false;
  /** What is said when it is given, if it may not be. */
  absent?: string;
  enum?: readonly (string | number)[];
  default?: string | number | boolean;
  /** Of an array: what each of its items is. */
  items?: Parameter;
  /** Of an array: whether one item may come by itself, as a text. */
  single?: true;
  /** Of an object: what it takes inside. */
  properties?: Record<string, Parameter>;
}

/** One endpoint: what it takes, by where, and the entity that each of its statuses answers. */
export interface Operation {
  path?: Record<string, Parameter>;
  query?: Record<string, Parameter>;
  body?: Record<string, Parameter>;
  /** `[Branch]` is a list of them, and an empty text no entity. */
  answers: Record<string, string>;
}

/** The part of GitLab's OpenAPI file that is about the endpoints of this stand-in. */
export interface Slice {
  /** By method and path: `GET /projects/:id`. */
  operations: Record<string, Operation>;
  /** The type of each property, by the entity's name; another entity's name is a type too. */
  entities: Record<string, Record<string, string>>;
}

export const slicePath = join(import.meta.dirname, "openapi.json");

/** The slice as slice.ts wrote it. */
export const { operations, entities } = JSON.parse(readFileSync(slicePath, "utf8")) as Slice;
