import type { z } from "zod";
import type { About } from "../kinds/about.ts";
import { othersPattern } from "../groups/gitlab.ts";
import { children, unwrap } from "../kinds/walk.ts";

/** The schema that editors complete and validate stack files with (JSON Schema, draft 7). */

type Json = Record<string, unknown>;

const SECRET: Json = {
  type: "object",
  properties: { secure: { type: "string", description: "The encrypted value." } },
  required: ["secure"],
  additionalProperties: false,
};

/** Text, and what YAML reads as something else and Slipway as text. */
const TEXT: Json = { type: ["string", "number", "boolean"] };

/** A stack file whose `config` has the given schema. */
export function jsonSchema(config: z.ZodType, title: string): Json {
  const text = { type: "string" };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title,
    type: "object",
    properties: {
      config: toJson(config),
      encryptionsalt: { ...text, description: "Pulumi's own: the salt of the passphrase." },
      encryptedkey: { ...text, description: "Pulumi's own: the encrypted key of the secrets." },
      secretsprovider: { ...text, description: "Pulumi's own: what encrypts the secrets." },
      environment: { description: "Pulumi's own: environments of Pulumi ESC." },
    },
    required: ["config"],
    additionalProperties: false,
  };
}

function toJson(schema: z.ZodType): Json {
  const place = unwrap(schema);
  const { description, example, kind } = place.about;
  const isText = kind === "text" && example !== undefined && !example.includes("…");
  return {
    ...shape(place.schema, place.about),
    description,
    ...(place.default !== undefined && { default: place.default }),
    ...(isText && { examples: [example.replaceAll('"', "")] }),
  };
}

function shape(schema: z.ZodType, about: About): Json {
  const under = children(schema);
  switch (about.kind) {
    case "group":
      return groupShape(under);
    case "map": {
      const names = about.keyPattern && { propertyNames: { pattern: about.keyPattern } };
      return { type: "object", ...names, additionalProperties: toJson(under[0]![1]) };
    }
    case "list":
      return { type: "array", items: toJson(under[0]![1]), uniqueItems: true };
    case "text":
      return about.pattern ? { type: "string", pattern: about.pattern } : TEXT;
    case "choice":
      return { enum: about.choices };
    case "whole number":
      return { type: "integer", minimum: about.least, maximum: about.most };
    case "flag":
      return { type: "boolean" };
    case "secret":
      return SECRET;
    case "either":
      // Short forms first; a variable may be a group with more.
      return { anyOf: [TEXT, SECRET, ...(under.length > 0 ? [groupShape(under)] : [])] };
    case "text or group":
      return { anyOf: [TEXT, groupShape(under)] };
  }
}

function groupShape(under: [string, z.ZodType][]): Json {
  const required = under.filter(([, child]) => !unwrap(child).optional).map(([key]) => key);
  const isConfig = under.some(([key]) => key === "slipway:version");
  return {
    type: "object",
    properties: Object.fromEntries(under.map(([key, child]) => [key, toJson(child)])),
    ...(required.length > 0 && { required }),
    // Pulumi's and its providers' settings stand beside Slipway's.
    ...(isConfig && { patternProperties: { [othersPattern]: {} } }),
    additionalProperties: false,
  };
}
