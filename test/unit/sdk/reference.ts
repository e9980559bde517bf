import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A property as a Pulumi schema describes it. */
export interface SchemaProperty {
  type?: string;
  $ref?: string;
  items?: SchemaProperty;
  additionalProperties?: SchemaProperty;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

interface SchemaObject {
  properties: Record<string, SchemaProperty>;
  required?: string[];
  language?: { nodejs?: { requiredOutputs?: string[] } };
}

interface SchemaResource extends SchemaObject {
  inputProperties: Record<string, SchemaProperty>;
  requiredInputs?: string[];
}

/** The schema of the provider, as far as the tests read it. */
export interface Schema {
  provider: SchemaResource;
  resources: Record<string, SchemaResource>;
  types: Record<string, SchemaObject>;
  functions: Record<string, { inputs?: SchemaObject; outputs: SchemaObject }>;
}

/** Reference data that is kept beside the repository, not in it. */
const folder = join(import.meta.dirname, "../../../../shared/reference/data");

/** Where a file of reference data is, or undefined where there is none. */
export function reference(name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}

/** The schema that the SDK and the stand-ins are held to: the slice that is in use. */
export function providerSchema(): Schema {
  const path = join(import.meta.dirname, "../../../sdks/gitlab/schema.json");
  return JSON.parse(readFileSync(path, "utf8")) as Schema;
}
