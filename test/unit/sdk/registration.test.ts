import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { providerSchema } from "./reference.ts";
import { declarations } from "./source.ts";

const schema = providerSchema();

interface Registration {
  type: string;
  name: string;
  version: string;
  object: Record<string, unknown>;
  additionalsecretoutputsList: string[];
}

let registrations: Registration[] = [];
let calls: { token: string; inputs: unknown }[] = [];

const args = {
  Branch: { name: "main", project: "1", ref: "develop" },
  BranchProtection: { branch: "main", project: "1" },
  Project: { name: "shop" },
  ProjectEnvironment: { name: "production", project: "1" },
  ProjectVariable: { key: "KEY", project: "1", value: "value" },
};
type Name = keyof typeof args;
const names = Object.keys(args) as Name[];

type Create = new (name: string, args: object) => pulumi.CustomResource;

function create(name: Name, given: object): pulumi.CustomResource {
  return new (gitlab[name] as unknown as Create)("it", given);
}

/** What the engine would be asked to register, options included, which mocks don't tell. */
beforeEach(async () => {
  registrations = [];
  calls = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
    call: ({ token, inputs }) => {
      calls.push({ token, inputs });
      return { enterprise: true, groupId: 2 };
    },
  });
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource(request: { toObject(): Registration }, callback: unknown): void;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    registrations.push(request.toObject());
    register(request, callback);
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
      const camel = name.charAt(0).toLowerCase() + name.slice(1);
      const resource = create(name, args[name]);
      const registration = await registered(`gitlab:index/${camel}:${name}`);
      expect(registration.version).toBe("10.1.1");
      expect(gitlab[name].isInstance(resource)).toBe(true);
      const secrets = Object.entries(
        schema.resources[`gitlab:index/${camel}:${name}`]?.properties ?? {},
      )
        .filter(([key, { secret }]) => secret && key in (declarations(`${camel}.ts`)[name] ?? {}))
        .map(([key]) => key);
      expect(registration.additionalsecretoutputsList).toEqual(secrets);
    },
  );

  it.each(names)(
    "%s passes on every input that its Args declare, and nothing else",
    async (name) => {
      const camel = name.charAt(0).toLowerCase() + name.slice(1);
      const declared = Object.keys(declarations(`${camel}.ts`)[`${name}Args`] ?? {});
      const given = Object.fromEntries([...declared, "stranger"].map((key) => [key, `of ${key}`]));
      const recorded: Record<string, unknown>[] = [];
      await pulumi.runtime.setMocks({
        newResource: ({ inputs }) => {
          recorded.push(inputs as Record<string, unknown>);
          return { id: "id", state: {} };
        },
        call: () => ({}),
      });
      create(name, given);
      await pulumi.runtime.disconnect();
      expect(Object.keys(recorded[0] ?? {}).sort()).toEqual(declared.sort());
    },
  );

  it("Project marks the runners' token as secret", async () => {
    new gitlab.Project("shop", args.Project);
    const registration = await registered("gitlab:index/project:Project");
    expect(registration.additionalsecretoutputsList).toEqual(["runnersToken"]);
  });

  it("keeps the caller's own options", async () => {
    new gitlab.ProjectVariable("it", args.ProjectVariable, {
      additionalSecretOutputs: ["value"],
    });
    const registration = await registered("gitlab:index/projectVariable:ProjectVariable");
    expect(registration.additionalsecretoutputsList).toEqual(["value"]);
    expect(registration.version).toBe("10.1.1");
  });

  it("says which required input is missing", () => {
    expect(() => new gitlab.ProjectVariable("it", { key: "KEY", project: "1" } as never)).toThrow(
      "Missing required property 'value'",
    );
  });

  it("gives its inputs and outputs as Outputs", async () => {
    const branch = new gitlab.Branch("it", args.Branch);
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
        token: {
          "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
          value: "a token",
        },
        retries: "3",
        earlyAuthCheck: "false",
        headers: '{"a":"b"}',
      },
    ]);
  });
});

describe("A function of the GitLab SDK", () => {
  it("resolves to its result", async () => {
    expect(await gitlab.getMetadata()).toMatchObject({ enterprise: true });
    expect(await gitlab.getGroup({ fullPath: "acme" })).toMatchObject({ groupId: 2 });
    expect(calls).toEqual([
      { token: "gitlab:index/getMetadata:getMetadata", inputs: {} },
      { token: "gitlab:index/getGroup:getGroup", inputs: { fullPath: "acme" } },
    ]);
  });

  it("takes Outputs in its Output form", async () => {
    const project = gitlab.getProjectOutput({ id: pulumi.output("12") });
    await new Promise((resolve) => project.apply((result) => resolve(result)));
    expect(calls).toEqual([{ token: "gitlab:index/getProject:getProject", inputs: { id: "12" } }]);
  });
});
