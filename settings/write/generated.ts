import { environment } from "../groups/environment.ts";
import { jsonSchema } from "./jsonSchema.ts";
import { platform } from "../groups/platform.ts";
import { reference } from "./reference.ts";

/** The files that follow from the schema: path in the repository → text. */
export function written(): Record<string, string> {
  return {
    "settings/platform.schema.json": json(jsonSchema(platform, "Slipway: the platform")),
    "settings/environment.schema.json": json(jsonSchema(environment, "Slipway: an environment")),
    "docs/settings.md": reference(platform, environment),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
