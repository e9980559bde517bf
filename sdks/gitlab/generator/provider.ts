import { comment } from "./comment.ts";
import { imports, inputType, members, shapeOf, typeOf } from "./property.ts";
import { isInstance } from "./resource.ts";
import type { Schema } from "./schema.ts";
import type { Used } from "./use.ts";

/** The file of the provider: its class and its Args. */
export function providerFile(
  { name: type, provider }: Schema,
  { about, properties: words }: Used,
): string {
  const { inputProperties = {}, requiredInputs = [], properties = {} } = provider;
  const names = Object.keys(inputProperties);
  const isText = (key: string) => inputProperties[key]?.type === "string";
  const outputs = Object.entries(properties).filter(([key]) => isText(key));
  const fields = outputs.map(([key, property]) => {
    return `  declare readonly ${key}: pulumi.Output<${typeOf(property, "outputs.")} | undefined>;\n`;
  });
  return `${imports("properties, resourceOptions", inputProperties)}

${shapeOf(provider)}

/** A provider's configuration crosses the wire as text: what is not text already goes as JSON. */
const json: string[] = ${JSON.stringify(names.filter((key) => !isText(key)))};

${comment(about)}export class Provider extends pulumi.ProviderResource {
  /** @internal */
  static readonly __pulumiType = ${JSON.stringify(type)};

  ${isInstance("Provider", "`pulumi:providers:${Provider.__pulumiType}`")}

${fields.join("")}
  constructor(name: string, args${requiredInputs.length > 0 ? "" : "?"}: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const given: Record<string, unknown> = { ...args };
    for (const key of json) {
      if (given[key] !== undefined) given[key] = pulumi.jsonStringify(given[key]);
    }
    super(
      Provider.__pulumiType,
      name,
      properties(shape, given, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a Provider. */
export interface ProviderArgs {
${members(inputProperties, requiredInputs, words, inputType)}}
`;
}
