import { join } from "node:path";
import { folder, readJson } from "../../../sdks/gitlab/generator/files.ts";
import type { Schema } from "../../../sdks/gitlab/generator/schema.ts";

export type { Property as SchemaProperty } from "../../../sdks/gitlab/generator/schema.ts";

/** The schema that the SDK and the stand-ins are held to: the slice that is in use. */
export function providerSchema(): Schema {
  return readJson(join(folder, "schema.json")) as Schema;
}
