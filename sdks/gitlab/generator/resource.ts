import { comment } from "./comment.ts";
import { imports, inputType, members, shapeOf, typeOf, withFacts } from "./property.ts";
import type { Resource } from "./schema.ts";
import type { UsedResource } from "./use.ts";

/** The file of a resource: its class, its Args and its State. */
export function resourceFile(
  name: string,
  token: string,
  resource: Resource,
  { about, get, properties: words }: UsedResource,
): string {
  const { inputProperties = {}, requiredInputs = [], properties = {}, required = [] } = resource;
  const outputs = Object.keys(properties).filter((key) => !(key in inputProperties));
  const only = Object.fromEntries(outputs.map((key) => [key, properties[key]!]));
  const state = members(only, [], {}, inputType);
  return `${imports("properties, resourceOptions", { ...inputProperties, ...properties }, properties)}

${shapeOf(resource)}

${comment(about)}export class ${name} extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = ${JSON.stringify(token)};

${comment(get, 2)}  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: ${name}State,
    opts?: pulumi.CustomResourceOptions,
  ): ${name} {
    return new ${name}(name, state, { ...opts, id });
  }

  ${isInstance(name, `${name}.__pulumiType`)}

${fields(Object.keys(inputProperties))}${fields(outputs, true)}
  constructor(name: string, args${requiredInputs.length > 0 ? "" : "?"}: ${name}Args, opts?: pulumi.CustomResourceOptions);
  constructor(
    name: string,
    argsOrState?: ${name}Args | ${name}State,
    opts?: pulumi.CustomResourceOptions,
  );
  constructor(
    name: string,
    argsOrState?: ${name}Args | ${name}State,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      ${name}.__pulumiType,
      name,
      properties(shape, argsOrState, opts),
      resourceOptions(shape, opts),
    );
  }
}

/** The settings of a ${name}. */
export interface ${name}Args {
${members(inputProperties, requiredInputs, words, inputType)}}

/** What narrows a look-up of a ${name}. */
${state === "" ? `export type ${name}State = Partial<${name}Args>;` : `export interface ${name}State extends Partial<${name}Args> {\n${state}}`}
`;

  /** What the resource is known to be. The words for inputs stand where they are given. */
  function fields(names: string[], said = false): string {
    const lines = names.map((key) => {
      const property = properties[key];
      if (property === undefined) return "";
      const type = `${typeOf(property, "outputs.")}${required.includes(key) ? "" : " | undefined"}`;
      const comments = said ? comment(withFacts(words[key] ?? "", property), 2) : "";
      return `${comments}  declare readonly ${key}: pulumi.Output<${type}>;\n`;
    });
    return lines.join("");
  }
}

/** `isInstance`, by the type that a resource says it has. */
export function isInstance(name: string, type: string): string {
  return `/** Whether the object is a ${name}, even one of another copy of this package. */
  static override isInstance(obj: unknown): obj is ${name} {
    const type = (obj as { __pulumiType?: unknown } | null | undefined)?.__pulumiType;
    return type === ${type};
  }`;
}
