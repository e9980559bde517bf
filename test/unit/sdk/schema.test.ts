import { describe, expect, it } from "vitest";
import { providerSchema, type SchemaProperty } from "./reference.ts";
import { declarations, type Member } from "./source.ts";

const schema = providerSchema();

const resources = {
  Branch: { file: "branch.ts" },
  BranchProtection: { file: "branchProtection.ts" },
  Project: { file: "project.ts" },
  ProjectEnvironment: { file: "projectEnvironment.ts" },
  ProjectVariable: { file: "projectVariable.ts" },
};
const functions = { getGroup: "GetGroup", getMetadata: "GetMetadata", getProject: "GetProject" };

function token(name: string): string {
  const module = name.charAt(0).toLowerCase() + name.slice(1);
  return `gitlab:index/${module}:${name}`;
}

/** The TypeScript type that Pulumi's generator gives a property. */
function typeOf(property: SchemaProperty, direction: "inputs" | "outputs"): string {
  if (property.$ref) {
    const name = property.$ref.split(":").at(-1) ?? "";
    return `${direction}.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  }
  if (property.items) return `${typeOf(property.items, direction)}[]`;
  if (property.additionalProperties) {
    return `Record<string, ${typeOf(property.additionalProperties, direction)}>`;
  }
  return property.type === "integer" ? "number" : (property.type ?? "");
}

function expected(
  properties: Record<string, SchemaProperty>,
  required: readonly string[],
  names: readonly string[],
  direction: "inputs" | "outputs",
): Record<string, Member | undefined> {
  return Object.fromEntries(
    names.map((name) => {
      const property = properties[name];
      if (!property) return [name, undefined];
      return [name, { type: typeOf(property, direction), optional: !required.includes(name) }];
    }),
  );
}

describe("The SDK's names and types, held to the provider's schema", () => {
  it.each(Object.entries(resources))("%s has the schema's inputs", (name, { file }) => {
    const { inputProperties, requiredInputs = [] } = schema.resources[token(name)] ?? {
      inputProperties: {},
    };
    const args = declarations(file)[`${name}Args`] ?? {};
    const names = Object.keys(inputProperties);
    expect(args).toEqual(expected(inputProperties, requiredInputs, names, "inputs"));
  });

  it.each(Object.entries(resources))("%s has the schema's outputs", (name, { file }) => {
    const resource = schema.resources[token(name)];
    const { [name]: outputs = {}, [`${name}Args`]: args = {} } = declarations(file);
    const { properties = {}, inputProperties = {}, required = [] } = resource ?? {};
    const onlyOutputs = Object.keys(properties).filter((key) => !(key in inputProperties));
    expect(outputs).toEqual(
      expected(properties, required, [...Object.keys(args), ...onlyOutputs], "outputs"),
    );
  });

  it("Provider has the schema's inputs", () => {
    const { inputProperties } = schema.provider;
    const args = declarations("provider.ts")["ProviderArgs"];
    expect(args).toEqual(expected(inputProperties, [], Object.keys(inputProperties), "inputs"));
  });

  it("nested types have the schema's properties", () => {
    for (const direction of ["input", "output"] as const) {
      for (const [name, members] of Object.entries(declarations(`types/${direction}.ts`))) {
        const camel = name.charAt(0).toLowerCase() + name.slice(1);
        const type =
          schema.types[`gitlab:index/${name}:${name}`] ??
          schema.types[`gitlab:index/${camel}:${camel}`];
        const { properties = {}, required = [], language } = type ?? {};
        const always =
          direction === "output" ? (language?.nodejs?.requiredOutputs ?? required) : required;
        const wanted = expected(properties, always, Object.keys(properties), `${direction}s`);
        expect(members, name).toEqual(wanted);
      }
    }
  });

  it.each(Object.entries(functions))("%s has the schema's arguments and results", (name, type) => {
    const { inputs, outputs } = schema.functions[`gitlab:index/${name}:${name}`] ?? {};
    const declared = declarations(`${name}.ts`);
    const args = declared[`${type}Args`] ?? {};
    const result = declared[`${type}Result`] ?? {};
    const inputProperties = inputs?.properties ?? {};
    expect(args).toEqual(expected(inputProperties, [], Object.keys(inputProperties), "inputs"));
    const { properties = {}, required = [] } = outputs ?? {};
    expect(result).toEqual(expected(properties, required, Object.keys(properties), "outputs"));
  });
});
