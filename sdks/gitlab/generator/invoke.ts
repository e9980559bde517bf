import { comment } from "./comment.ts";
import { imports, inputType, members, typeOf } from "./property.ts";
import { nestedType, upperFirst, type Invoke, type Property } from "./schema.ts";
import type { UsedFunction } from "./use.ts";

/** The file of a function: called with plain values or with Inputs, its arguments and its result. */
export function invokeFile(
  name: string,
  token: string,
  { inputs, outputs }: Invoke,
  { about, inputs: words, outputs: resultWords }: UsedFunction,
): string {
  const type = upperFirst(name);
  const given = Object.keys(inputs?.properties ?? {});
  const required = inputs?.required ?? [];
  const optional = required.length > 0 ? "" : "?";
  const passed = given.map((key) => `${key}: args${optional}.${key}`).join(", ");
  const parameter = (suffix: string) =>
    given.length > 0 ? `args${optional}: ${type}${suffix}, ` : "";
  const argumentsOf = (suffix: string, of: (property: Property) => string) =>
    given.length > 0
      ? `export interface ${type}${suffix} {\n${members(inputs?.properties, required, words, of)}}\n`
      : "";
  return `${imports("invokeOptions", inputs?.properties, outputs?.properties)}

const token = ${JSON.stringify(token)};

${comment(about)}export function ${name}(${parameter("Args")}opts?: pulumi.InvokeOptions): Promise<${type}Result> {
  return pulumi.runtime.invoke(token, { ${passed} }, invokeOptions(opts)) as Promise<${type}Result>;
}

/** As \`${name}\`, ${given.length > 0 ? "for arguments that are not known yet" : "as an Output"}. */
export function ${name}Output(${parameter("OutputArgs")}opts?: pulumi.InvokeOutputOptions): pulumi.Output<${type}Result> {
  return pulumi.runtime.invokeOutput(token, { ${passed} }, invokeOptions(opts));
}

${argumentsOf("Args", plainType)}
${argumentsOf("OutputArgs", inputType)}
/** Those of its properties that are in use. */
export interface ${type}Result {
${members(outputs?.properties, outputs?.required, resultWords, (property) => typeOf(property, "outputs."), "readonly ")}}
`;
}

/** An argument's type without Inputs. Nested types are written with them. */
function plainType(property: Property): string {
  if (nestedType(property) === undefined) return typeOf(property, "inputs.");
  return `pulumi.Unwrap<${inputType(property)}>`;
}
