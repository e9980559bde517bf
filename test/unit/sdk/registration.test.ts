import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { tokenOf } from "../../../sdks/gitlab/generator/schema.ts";
import { properties } from "../../../sdks/gitlab/utilities.ts";
import { providerSchema } from "./reference.ts";

const schema = providerSchema();

interface Registration {
  type: string;
  name: string;
  version: string;
  object: Record<string, unknown>;
  additionalsecretoutputsList: string[];
}

/** How a secret crosses the wire. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

let registrations: Registration[] = [];
let calls: { token: string; inputs: unknown }[] = [];
let versions: string[] = [];

const names = Object.keys(schema.resources).map((token) => token.split(":").at(-1) ?? "");
const variable = { key: "KEY", project: "1", value: "value" };

interface Class {
  new (name: string, args: object): pulumi.CustomResource;
  isInstance(resource: unknown): boolean;
  get(name: string, id: string, state?: object): pulumi.CustomResource;
}

/** The class of a resource that the schema has, by its name. */
function classOf(name: string): Class {
  return (gitlab as unknown as Record<string, Class>)[name]!;
}

function resourceOf(name: string) {
  const resource = schema.resources[tokenOf(schema, name)]!;
  const { properties = {}, inputProperties = {}, requiredInputs = [] } = resource;
  return { properties, inputs: Object.keys(inputProperties), required: requiredInputs };
}

/** A text for each of the names. */
function given(names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `of ${name}`]));
}

/** What the engine would be asked to register, options included, which mocks don't tell. */
beforeEach(async () => {
  registrations = [];
  calls = [];
  versions = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
    call: ({ token, inputs }) => {
      calls.push({ token, inputs });
      return { enterprise: true, groupId: 2 };
    },
  });
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: { toObject(): Registration }, callback: unknown): void;
    invoke(request: { getVersion(): string }, callback: unknown): void;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registrations.push(request.toObject());
    register(request, callback);
  };
  const invoke = monitor.invoke.bind(monitor);
  monitor.invoke = (request, callback) => {
    versions.push(request.getVersion());
    invoke(request, callback);
  };
});

async function registered(type: string): Promise<Registration> {
  await pulumi.runtime.disconnect();
  const found = registrations.filter((registration) => registration.type === type);
  expect(found).toHaveLength(1);
  return found[0] as Registration;
}

describe("A resource of the GitLab SDK", () => {
  it.each(names)(
    "%s registers under the schema's token, with the plugin's version",
    async (name) => {
      const { properties, inputs } = resourceOf(name);
      const resource = new (classOf(name))("it", given(inputs));
      const registration = await registered(tokenOf(schema, name));
      expect(registration.version).toBe(schema.version);
      expect(names.filter((other) => classOf(other).isInstance(resource))).toEqual([name]);
      const secrets = Object.keys(properties).filter((key) => properties[key]?.secret);
      expect(registration.additionalsecretoutputsList).toEqual(secrets);
    },
  );

  it.each(names)(
    "%s passes on every input of the schema, secrets as secrets, and nothing else",
    async (name) => {
      const { properties, inputs } = resourceOf(name);
      const recorded: Record<string, unknown>[] = [];
      await pulumi.runtime.setMocks({
        newResource: ({ inputs }) => {
          recorded.push(inputs as Record<string, unknown>);
          return { id: "id", state: {} };
        },
        call: () => ({}),
      });
      new (classOf(name))("it", given([...inputs, "stranger"]));
      await pulumi.runtime.disconnect();
      const expected = inputs.map((key) => {
        const value = `of ${key}`;
        return [key, properties[key]?.secret ? { [signature]: secretSignature, value } : value];
      });
      expect(recorded).toEqual([Object.fromEntries(expected)]);
    },
  );

  it("Project marks the runners' token as secret", async () => {
    new gitlab.Project("shop", { name: "shop" });
    const registration = await registered("gitlab:index/project:Project");
    expect(registration.additionalsecretoutputsList).toEqual(["runnersToken"]);
  });

  it("keeps the caller's own options", async () => {
    new gitlab.ProjectVariable("it", variable, {
      additionalSecretOutputs: ["value"],
    });
    const registration = await registered("gitlab:index/projectVariable:ProjectVariable");
    expect(registration.additionalsecretoutputsList).toEqual(["value"]);
    expect(registration.version).toBe(schema.version);
  });

  it.each(names.flatMap((name) => resourceOf(name).required.map((key) => [name, key] as const)))(
    "%s says when %s is missing",
    (name, missing) => {
      const others = resourceOf(name).required.filter((key) => key !== missing);
      expect(() => new (classOf(name))("it", given(others))).toThrow(
        `Missing required property '${missing}'`,
      );
    },
  );

  it("misses nothing of one that is known by its URN", () => {
    const urn = "urn:pulumi:platform::slipway::gitlab:index/branch:Branch::it";
    expect(properties({ inputs: ["name"], outputs: [], required: ["name"] }, {}, { urn })).toEqual({
      name: undefined,
    });
  });

  it.each(names)("%s is looked up by its id and what is known of it", async (name) => {
    const looked: Record<string, unknown> = {};
    await pulumi.runtime.setMocks({
      newResource: ({ type, id = "", inputs }) => {
        looked[id] = { type, inputs: inputs as object };
        return { id, state: {} };
      },
      call: () => ({}),
    });
    const known = Object.keys(resourceOf(name).properties);
    const state = given(known);
    classOf(name).get("it", "1:2", { ...state, stranger: "unknown" });
    classOf(name).get("other", "1:3");
    await pulumi.runtime.disconnect();
    const type = tokenOf(schema, name);
    expect(looked).toEqual({ "1:2": { type, inputs: state }, "1:3": { type, inputs: {} } });
  });

  it("gives its inputs and outputs as Outputs", async () => {
    const branch = new gitlab.Branch("it", { name: "main", project: "1", ref: "develop" });
    const [name, webUrl] = await Promise.all(
      [branch.name, branch.webUrl].map(
        (output) => new Promise((resolve) => output.apply((value) => resolve(value))),
      ),
    );
    expect([name, webUrl]).toEqual(["main", undefined]);
  });
});

describe("The provider of the GitLab SDK", () => {
  it("sends its token as a secret, and as JSON what isn't a string", async () => {
    const recorded: Record<string, unknown>[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ inputs }) => {
        recorded.push(inputs as Record<string, unknown>);
        return { id: "id", state: {} };
      },
      call: () => ({}),
    });
    new gitlab.Provider("it", {
      baseUrl: "http://127.0.0.1/api/v4/",
      token: "a token",
      retries: 3,
      earlyAuthCheck: false,
      headers: { a: "b" },
    });
    await pulumi.runtime.disconnect();
    expect(recorded).toEqual([
      {
        baseUrl: "http://127.0.0.1/api/v4/",
        token: { [signature]: secretSignature, value: "a token" },
        retries: "3",
        earlyAuthCheck: "false",
        headers: '{"a":"b"}',
      },
    ]);
  });
});

describe("A function of the GitLab SDK", () => {
  it("resolves to its result, from the plugin's version", async () => {
    expect(await gitlab.getMetadata()).toMatchObject({ enterprise: true });
    expect(await gitlab.getGroup({ fullPath: "acme" })).toMatchObject({ groupId: 2 });
    expect(calls).toEqual([
      { token: "gitlab:index/getMetadata:getMetadata", inputs: {} },
      { token: "gitlab:index/getGroup:getGroup", inputs: { fullPath: "acme" } },
    ]);
    expect(versions).toEqual([schema.version, schema.version]);
  });

  it("takes Outputs in its Output form", async () => {
    const project = gitlab.getProjectOutput({ id: pulumi.output("12") });
    await new Promise((resolve) => project.apply((result) => resolve(result)));
    expect(calls).toEqual([{ token: "gitlab:index/getProject:getProject", inputs: { id: "12" } }]);
  });
});
