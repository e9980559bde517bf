import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { isLoopback } from "../../../sandbox/providers/loopback.ts";
import { command } from "../../../sandbox/providers/command.ts";
import { docker } from "../../../sandbox/providers/docker.ts";
import { gitlab } from "../../../sandbox/providers/gitlab.ts";
import type { Property, Shape } from "../../../sandbox/providers/resource.ts";
import { providerSchema, type SchemaProperty } from "../sdk/reference.ts";
import { declarations } from "../sdk/source.ts";
import { executable, startPlugin, urn } from "./engine.ts";

const plugins = { gitlab, command, docker };

describe.each(Object.entries(plugins))("The stand-in for the %s plugin", (name, plugin) => {
  it("has the version of the package that it serves, and stands where the engine looks", () => {
    const { version } = createRequire(import.meta.url)(`@pulumi/${name}/package.json`) as {
      version: string;
    };
    expect(plugin.version).toBe(version);
    expect(executable(name)).toMatch(
      new RegExp(`/plugins/resource-${name}-v${version}/pulumi-resource-${name}$`),
    );
  });

  it("has no resource that it doesn't know", async () => {
    const client = await startPlugin(name);
    await expect(client.check(urn("other:index:Thing"), {})).rejects.toThrow(
      'The sandbox\'s stand-in has no resource type "other:index:Thing".',
    );
    await expect(client.create(urn("other:index:Thing"), {})).rejects.toThrow("no resource type");
  });

  it("leaves when the engine that started it is gone", async () => {
    const script = `require("child_process").spawn(${JSON.stringify(executable(name))}, [], { stdio: ["ignore", "inherit", "inherit"] })`;
    const engine = spawn(process.execPath, ["-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface(engine.stdout);
    const [port] = (await once(lines, "line")) as [string];
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.on("error", () => undefined).resume();
    engine.kill("SIGKILL");
    // The plugin's end of the pipe and of the connection close with its process.
    await Promise.all([once(lines, "close"), once(socket, "close")]);
  });
});

describe("A resource that is not configured", () => {
  it("says so", async () => {
    const client = await startPlugin("gitlab");
    await expect(client.read(urn("gitlab:index/branch:Branch"), "1:main")).rejects.toThrow(
      "The provider has not been configured.",
    );
  });
});

describe("What is this machine", () => {
  it.each(["127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]"])("%s is", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "127.0.0.1.example", "localhost.example.com", "10.0.0.1", "", "::2"])(
    "%s is not",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

const resources = Object.entries(gitlab.resources).map(([token, resource]) => ({
  token,
  name: token.split(":").at(-1) ?? "",
  resource,
}));

describe("The gitlab stand-in's resources, held to the SDK", () => {
  it.each(resources)("$name takes and gives what the SDK declares", ({ name, resource }) => {
    const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.ts`;
    const { [`${name}Args`]: args = {}, [name]: outputs = {} } = declarations(file);
    expect(Object.keys(resource.inputs).sort()).toEqual(Object.keys(args).sort());
    const required = Object.keys(args).filter((key) => !args[key]?.optional);
    const demanded = Object.keys(resource.inputs).filter((key) => resource.inputs[key]?.required);
    expect(demanded.sort()).toEqual(required.sort());
    const all = [...Object.keys(resource.inputs), ...resource.outputs];
    expect(all.sort()).toEqual(Object.keys(outputs).sort());
  });
});

const schema = providerSchema();

/** A property's type in the schema's words. */
function typeOf(property: Property): string {
  if (typeof property.type === "object") return Array.isArray(property.type) ? "array" : "object";
  const others: Record<string, string> = { strings: "array", map: "object" };
  return others[property.type] ?? property.type;
}

function schemaType(property: SchemaProperty | undefined): string | undefined {
  return property?.$ref ? "object" : property?.type;
}

function types(shape: Shape): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, property]) => [key, typeOf(property)]),
  );
}

describe("The gitlab stand-in, held to the provider's schema", () => {
  it.each(resources)("$name has the schema's types and secrets", ({ token, resource }) => {
    const { inputProperties = {}, properties = {} } = schema.resources[token] ?? {};
    const expected = Object.keys(resource.inputs).map((key) => [
      key,
      schemaType(inputProperties[key]),
    ]);
    expect(types(resource.inputs)).toEqual(Object.fromEntries(expected));
    const secrets = [...Object.keys(resource.inputs), ...resource.outputs].filter(
      (key) => properties[key]?.secret,
    );
    expect(resource.secrets ?? []).toEqual(secrets);
  });

  it("has the schema's configuration", () => {
    const { inputProperties = {} } = schema.provider;
    const expected = Object.entries(inputProperties).map(([key, property]) => [
      key,
      schemaType(property),
    ]);
    expect(types(gitlab.configuration)).toEqual(Object.fromEntries(expected));
  });
});
