import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { Environment } from "../../../components/environment/environment.ts";
import { pinImages } from "../../../components/environment/images.ts";
import { registryProvider } from "../../../components/environment/registry.ts";
import { lookUpFailure, reason } from "../../../components/lookUpFailure.ts";
import { findProjects } from "../../../components/environment/project.ts";
import { lookUpEach } from "../../../components/lookUps.ts";
import { Platform } from "../../../components/platform/platform.ts";
import { recordRegistrations } from "../../support/recorder.ts";
import { environmentSettings, platformSettings } from "../../support/settings.ts";

const app = environmentSettings().apps[0]!;
const getImage = "docker:index/getRegistryImage:getRegistryImage";
const getProject = "gitlab:index/getProject:getProject";
const getGroup = "gitlab:index/getGroup:getGroup";
const metadata = "gitlab:index/getMetadata:getMetadata";

/** What a person is told, and no stack trace with it. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  return (error as Error).message;
}

function withImages(images: Record<string, string>) {
  const services = Object.fromEntries(
    Object.entries(images).map(([service, image]) => [service, { image }]),
  );
  return { ...app, compose: { ...app.compose, content: { services } } };
}

it("pins the images that a compose file names by a tag, and asks for no other", async () => {
  const asked: unknown[] = [];
  await recordRegistrations({
    [getImage]: ({ name }, provider) => {
      asked.push([name, provider]);
      return { name, sha256Digest: "sha256:abc" };
    },
  });
  const given = "redis:8@sha256:def";
  const images = { app: "${IMAGE}", database: "postgres:17", cache: given };
  const blog = { ...withImages({ app: "${IMAGE}", database: "postgres:17" }), name: "blog" };
  expect(await pinImages([withImages(images), blog], registryProvider(undefined))).toEqual({
    shop: { database: "postgres:17@sha256:abc", cache: given },
    blog: { database: "postgres:17@sha256:abc" },
  });
  const ours = expect.stringContaining("pulumi:providers:docker::registry::") as string;
  expect(asked).toEqual([["postgres:17", ours]]);
});

it("says every image that the registry does not give, each with its places, in one line", async () => {
  await recordRegistrations({
    [getImage]: ({ name }) => {
      if (name === "redis:8") return { name, sha256Digest: "sha256:abc" };
      throw new Error(
        `invoking ${getImage}: 1 error occurred:\n\t* Got error: got bad response: 404 Not Found\n\n`,
      );
    },
  });
  const shop = withImages({ database: "postgres:71", cache: "redis:8", old: "redis:-1" });
  const blog = { ...withImages({ store: "postgres:71" }), name: "blog" };
  const message = await refusal(pinImages([shop, blog], registryProvider(undefined)));
  expect(message.split("\n")).toEqual([
    expect.stringMatching(
      /^compose\/shop\.yaml: services\.database\.image, compose\/shop\.yaml: services\.store\.image: [^:]*"postgres:71": Got error: got bad response: 404 Not Found\. Correct/,
    ),
    expect.stringMatching(/^compose\/shop\.yaml: services\.old\.image: .*"redis:-1"/),
  ]);
});

const missing = {
  [getProject]: () => {
    throw new Error("GET https://gitlab.example.com/api/v4/projects/acme: 404 Not Found");
  },
};

const blog = { ...app, name: "blog", project: "acme/blog" };

it("goes on without projects in a preview, and not in an up, and names each", async () => {
  await recordRegistrations(missing, { preview: true });
  const { shop } = await findProjects([app, blog]);
  expect(await (shop as unknown as { isKnown: Promise<boolean> }).isKnown).toBe(false);

  await recordRegistrations(missing);
  expect(await refusal(findProjects([app, blog]))).toMatch(
    /^The GitLab projects "acme\/web\/shop" of the app "shop", "acme\/blog" of the app "blog" do not exist.*slipway up platform$/,
  );
});

it.each(["401 Unauthorized", "403 Forbidden", "connect ECONNREFUSED 127.0.0.1:4040"])(
  "takes a project for missing only when GitLab says so, and not for %s",
  async (said) => {
    const refuse = () => {
      throw new Error(said);
    };
    await recordRegistrations({ [getProject]: refuse }, { preview: true });
    await expect(findProjects([app])).rejects.toThrow(said);
  },
);

it("registers nothing when a project is missing, not even what registries are asked through", async () => {
  const registrations = await recordRegistrations(missing);
  await refusal(Environment.create(environmentSettings()));
  expect(await registrations()).toEqual([]);
});

describe("a platform of several apps", () => {
  const [shop] = platformSettings().apps;
  const at = (name: string, project: string) => ({ ...shop!, name, project });
  const apps = [at("shop", "acme/web/shop"), at("blog", "acme/web/blog"), at("api", "acme/api")];
  const getMetadata = { [metadata]: () => ({ enterprise: false }) };

  it("asks for each group once, and puts each project into its own", async () => {
    const asked: unknown[] = [];
    const registrations = await recordRegistrations({
      ...getMetadata,
      [getGroup]: ({ fullPath }) => {
        asked.push(fullPath);
        return { groupId: fullPath === "acme" ? 1 : 2 };
      },
    });
    await Platform.create(platformSettings({ apps }));
    expect(asked).toEqual(["acme/web", "acme"]);
    const projects = (await registrations()).filter(({ type }) => type.endsWith(":Project"));
    expect(projects.map(({ name, inputs }) => [name, inputs.namespaceId])).toEqual([
      ["shop", 2],
      ["blog", 2],
      ["api", 1],
    ]);
  });

  it("names every missing group with the apps that want it, and registers nothing", async () => {
    const registrations = await recordRegistrations({
      ...getMetadata,
      [getGroup]: () => {
        throw new Error("404 Group Not Found");
      },
    });
    const message = await refusal(Platform.create(platformSettings({ apps })));
    expect(message.split("\n")).toEqual([
      expect.stringMatching(
        /^slipway:apps\.shop\.project, slipway:apps\.blog\.project: the group "acme\/web" does not/,
      ),
      expect.stringMatching(/^slipway:apps\.api\.project: the group "acme" does not/),
    ]);
    expect(await registrations()).toEqual([]);
  });
});

it("asks side by side", async () => {
  const asked: string[] = [];
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const found = lookUpEach(["one", "two", "one"], async (name) => {
    asked.push(name);
    await answered;
    return name.length;
  });
  expect(asked).toEqual(["one", "two"]);
  answer();
  expect([...(await found)]).toEqual([
    ["one", 3],
    ["two", 3],
  ]);
});

it("tells a look-up that fails before what is missing, since that may be there", async () => {
  const found = lookUpEach(["missing", "refused"], (name) =>
    Promise.reject(name === "missing" ? new pulumi.RunError("missing") : new Error("401")),
  );
  await expect(found).rejects.toThrow(/^401$/);
});

it.each([
  [true, { allowedToPushes: [{ accessLevel: "no one" }] }],
  [false, { pushAccessLevel: "no one" }],
])("gives a GitLab that is Enterprise: %s the shape that it takes", async (enterprise, shape) => {
  const registrations = await recordRegistrations({
    [metadata]: () => ({ enterprise }),
    [getGroup]: () => ({ groupId: 7 }),
  });
  await Platform.create(platformSettings());
  const protections = (await registrations()).filter(({ type }) => type.endsWith("Protection"));
  expect(protections.map(({ inputs }) => inputs)).toMatchObject([shape, shape]);
});

describe("a look-up that GitLab refuses", () => {
  const address = "https://gitlab.example.com/api/v4/";
  const refused = (said: string) =>
    new Error(`invocation of gitlab:index/getMetadata:getMetadata returned an error: ${said}`);

  const bridged = (said: string) =>
    `invoking gitlab:index/getMetadata:getMetadata: 1 error occurred:\n\t* ${said}\n\n`;

  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ["a-token", "401 Unauthorized", "does not take the token in GITLAB_TOKEN"],
    ["a-token", "403 insufficient_scope", "does not take the token in GITLAB_TOKEN"],
    ["", "401 Unauthorized", "wants a token, and GITLAB_TOKEN is not set"],
    ["a-token", "connect ECONNREFUSED", "could not be asked: connect ECONNREFUSED"],
    ["a-token", bridged("GET http://a: 500"), "could not be asked: GET http://a: 500"],
  ])("with the token %j and %j says that GitLab %s", (token, said, told) => {
    vi.stubEnv("GITLAB_TOKEN", token);
    const message = lookUpFailure(refused(said), address)?.message;
    expect(message).toContain(`GitLab at ${address} ${told}`);
    expect(message).toContain(reason(new Error(said)));
    expect(message).not.toContain("a-token");
  });

  it("names the stack file's token, which comes before the shell's", () => {
    vi.stubEnv("GITLAB_TOKEN", "a-token");
    pulumi.runtime.setAllConfig({ "gitlab:token": "glpat-canary" });
    onTestFinished(() => pulumi.runtime.setAllConfig({}));
    const message = lookUpFailure(refused("401 Unauthorized"), address)?.message;
    expect(message).toContain("does not take the stack's `gitlab:token`: it needs the scope `api`");
    expect(message).not.toContain("canary");
  });

  it("leaves every other error as it is", () => {
    expect(lookUpFailure(new Error("401"), address)).toBeUndefined();
  });
});
