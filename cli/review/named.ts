import { kindOf } from "../../gitlab/kinds.ts";
import { type Declared, unknownValue } from "./registrations.ts";

/** What a resource's words are made of besides its own inputs. */
export interface Names {
  /** By URN: the resources that are declared beside it. */
  all: Map<string, Declared>;
  /** By a project's id in the inputs, its path. */
  paths: Record<string, string>;
}

/** A resource as people call it. */
export function named(resource: Declared, names: Names): string {
  const kind = kindOf(resource.type);
  if (!kind) return ourOwn(resource, names);
  const key = kind.key.map((input): [string, string] => {
    const value = resource.inputs[input] ?? kind.absent[input] ?? "";
    return [input, value === unknownValue ? originOf(resource, input, names) : textOf(value)];
  });
  return kind.words(Object.fromEntries(key), projectOf(resource, names));
}

/** Of what is looked up or made, which has no more than a number: the name that stands for it. */
function originOf(resource: Declared, input: string, { all }: Names): string {
  const [urn = ""] = resource.inputsFrom[input] ?? [];
  const origin = all.get(urn);
  return textOf(origin?.inputs["username"] ?? origin?.inputs["name"] ?? "?");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The path of the project that a resource is in. */
function projectOf(resource: Declared, { all, paths }: Names): string {
  const { project } = resource.inputs;
  if (typeof project === "string" && project !== unknownValue) return paths[project] ?? project;
  const [urn = ""] = resource.inputsFrom["project"] ?? [];
  const { namespaceId, path } = all.get(urn)?.inputs ?? {};
  return `${textOf(namespaceId)}/${textOf(path)}`;
}

/** What is no thing of GitLab's: Slipway's components, what is done over SSH, a registry's access. */
function ourOwn({ type, name, parent, inputs }: Declared, { all }: Names): string {
  switch (type) {
    case "slipway:platform:Platform":
      return "the platform";
    case "slipway:platform:Pipelines":
      return "the apps' pipelines";
    case "slipway:platform:AppProject":
      return `app ${name}`;
    case "slipway:environment:Environment":
      return `environment ${name}`;
    case "slipway:environment:AppEnvironment":
      return `app ${name} in GitLab`;
    case "slipway:environment:Server":
      return `server ${name}`;
    case "slipway:environment:Deployment": {
      const app = textOf(inputs["app"]);
      return `configuration of ${app} on ${name.slice(app.length + 1)}`;
    }
    case "slipway:environment:Applied":
      return `record of ${around(parent, all)}`;
    case "command:remote:Command":
      return `command for ${around(parent, all)}`;
    case "pulumi:providers:docker":
      return "access to registries";
  }
  return name;
}

function around(parent: string, all: Map<string, Declared>): string {
  const component = all.get(parent);
  return component ? ourOwn(component, { all, paths: {} }) : "?";
}
