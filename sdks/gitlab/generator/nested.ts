import { comment } from "./comment.ts";
import { inputType, members, typeOf } from "./property.ts";
import { propertiesOf, reached, typeName, type Property, type Schema } from "./schema.ts";
import type { Use } from "./use.ts";

/** The files of nested types: as a program gives them, and as it reads them. */
export function nestedFiles(schema: Schema, use: Use): Record<string, string> {
  const { given, read } = propertiesOf(schema);
  // What narrows a look-up of a resource takes its outputs too.
  const input = interfaces(
    reached(schema, [...given, ...read]),
    use,
    "requiredInputs",
    (property) => inputType(property, ""),
  );
  const output = interfaces(reached(schema, read), use, "requiredOutputs", (property) =>
    typeOf(property, ""),
  );
  return {
    "types/index.ts": `export type * as input from "./input.ts";
export type * as output from "./output.ts";
`,
    "types/input.ts":
      input === "" ? "export {};" : `import type * as pulumi from "@pulumi/pulumi";\n\n${input}`,
    "types/output.ts": output === "" ? "export {};" : output,
  };
}

function interfaces(
  types: Schema["types"],
  use: Use,
  which: "requiredInputs" | "requiredOutputs",
  type: (property: Property) => string,
): string {
  const all = Object.entries(types).map(([token, { properties, required, language }]) => {
    const name = typeName(token);
    const { about = "", properties: words = {} } = use.types[name] ?? {};
    const always = language?.nodejs?.[which] ?? required;
    return `${comment(about)}export interface ${name} {\n${members(properties, always, words, type)}}\n`;
  });
  return all.join("\n");
}
