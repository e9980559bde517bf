import { describe, expect, it } from "vitest";
import { tokenOf } from "../../../sdks/gitlab/generator/schema.ts";
import { gitlabSettings, providerSettings } from "../../../settings/groups/gitlab.ts";
import { providerSchema, type SchemaProperty } from "./reference.ts";
import { declarations, type Member } from "./source.ts";

const schema = providerSchema();
const resources = Object.keys(schema.resources).map((token) => token.split(":").at(-1) ?? "");
const functions = Object.keys(schema.functions).map((token) => token.split(":").at(-1) ?? "");

/** The TypeScript type that Pulumi's generator gives a property. */
function typeOf(property: SchemaProperty, direction: "inputs" | "outputs" | ""): string {
  if (property.$ref) {
    const name = property.$ref.split(":").at(-1) ?? "";
    const upper = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return direction === "" ? upper : `${direction}.${upper}`;
  }
  if (property.items) return `${typeOf(property.items, direction)}[]`;
  if (property.additionalProperties) {
    return `Record<string, ${typeOf(property.additionalProperties, direction)}>`;
  }
  return property.type === "integer" ? "number" : (property.type ?? "");
}

function expected(
  properties: Record<string, SchemaProperty> = {},
  required: readonly string[] = [],
  direction: "inputs" | "outputs" | "" = "",
): Record<string, Member> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { type: typeOf(property, direction), optional: !required.includes(name) },
    ]),
  );
}

function fileOf(resource: string): string {
  return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}.ts`;
}

describe("The SDK's names and types, held to the slice of the provider's schema", () => {
  it("finds resources and functions in the slice", () => {
    expect(resources).toContain("ProjectVariable");
    expect(functions).toContain("getProject");
  });

  it.each(resources)("%s has the schema's inputs", (name) => {
    const { inputProperties, requiredInputs } = schema.resources[tokenOf(schema, name)]!;
    const args = declarations(fileOf(name))[`${name}Args`];
    expect(args).toEqual(expected(inputProperties, requiredInputs, "inputs"));
  });

  it.each(resources)("%s has the schema's outputs", (name) => {
    const { properties, required } = schema.resources[tokenOf(schema, name)]!;
    expect(declarations(fileOf(name))[name]).toEqual(expected(properties, required, "outputs"));
  });

  it("Provider has the schema's inputs", () => {
    const args = declarations("provider.ts")["ProviderArgs"];
    expect(args).toEqual(expected(schema.provider.inputProperties, [], "inputs"));
  });

  it("Provider has the settings that a stack file may have, and no other", () => {
    const left = providerSettings.map((name) => `gitlab:${name}`);
    const names = Object.keys(schema.provider.inputProperties!).map((name) => `gitlab:${name}`);
    expect([...Object.keys(gitlabSettings), ...left].sort()).toEqual(names.sort());
  });

  it.each([
    ["input", "requiredInputs"],
    ["output", "requiredOutputs"],
  ] as const)("nested types of %ss have the schema's properties", (direction, which) => {
    const declared = Object.entries(declarations(`types/${direction}.ts`));
    expect(declared).not.toHaveLength(0);
    for (const [name, members] of declared) {
      const camel = name.charAt(0).toLowerCase() + name.slice(1);
      const type =
        schema.types[`gitlab:index/${name}:${name}`] ??
        schema.types[`gitlab:index/${camel}:${camel}`];
      const required = type?.language?.nodejs?.[which] ?? type?.required;
      expect(members, name).toEqual(expected(type?.properties, required));
    }
  });

  it.each(functions)("%s has the schema's arguments and results", (name) => {
    const { inputs, outputs } = schema.functions[tokenOf(schema, name)]!;
    const declared = declarations(`${name}.ts`);
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    for (const form of ["Args", "OutputArgs"]) {
      const given = expected(inputs?.properties, inputs?.required, "inputs");
      expect(declared[`${type}${form}`] ?? {}).toEqual(given);
    }
    const result = expected(outputs?.properties, outputs?.required, "outputs");
    expect(declared[`${type}Result`]).toEqual(result);
  });
});
