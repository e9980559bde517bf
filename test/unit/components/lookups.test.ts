import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { pinImages } from "../../../components/environment/images.ts";
import { registryProvider } from "../../../components/environment/registry.ts";
import { lookUpFailure, reason } from "../../../components/lookUpFailure.ts";
import { findProject } from "../../../components/environment/project.ts";
import { Platform } from "../../../components/platform/platform.ts";
import { recordRegistrations } from "../../support/recorder.ts";
import { environmentSettings, platformSettings } from "../../support/settings.ts";

const app = environmentSettings().apps[0]!;
const getImage = "docker:index/getRegistryImage:getRegistryImage";
const getProject = "gitlab:index/getProject:getProject";

function withImages(images: Record<string, string>) {
  const services = Object.fromEntries(
    Object.entries(images).map(([service, image]) => [service, { image }]),
  );
  return { ...app, compose: { ...app.compose, content: { services } } };
}

it("pins the images that a compose file names by a tag, and asks for no other", async () => {
  const asked: unknown[] = [];
  await recordRegistrations({
    [getImage]: ({ name }) => {
      asked.push(name);
      return { name, sha256Digest: "sha256:abc" };
    },
  });
  const given = "redis:8@sha256:def";
  const images = { app: "${IMAGE}", database: "postgres:17", cache: given };
  expect(await pinImages(withImages(images), registryProvider(undefined))).toEqual({
    database: "postgres:17@sha256:abc",
    cache: given,
  });
  expect(asked).toEqual(["postgres:17"]);
});

it("says which service's image the registry does not give, in one line", async () => {
  await recordRegistrations({
    [getImage]: () => {
      throw new Error(
        `invoking ${getImage}: 1 error occurred:\n\t* Got error: got bad response: 404 Not Found\n\n`,
      );
    },
  });
  const pinned = pinImages(withImages({ database: "postgres:71" }), registryProvider(undefined));
  const error = await pinned.catch((reason: unknown) => reason);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message).toMatch(
    /^compose\/shop\.yaml: services\.database\.image: [^:]*"postgres:71": Got error: got bad response: 404 Not Found\. Correct/,
  );
});

const missing = {
  [getProject]: () => {
    throw new Error("GET https://gitlab.example.com/api/v4/projects/acme: 404 Not Found");
  },
};

it("goes on without a project in a preview, and not in an up", async () => {
  await recordRegistrations(missing, { preview: true });
  const id = await findProject(app);
  expect(await (id as unknown as { isKnown: Promise<boolean> }).isKnown).toBe(false);

  await recordRegistrations(missing);
  const error = await findProject(app).catch((reason: unknown) => reason);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message).toContain("slipway up platform");
});

it("takes a project for missing only when GitLab says so", async () => {
  const unauthorized = () => {
    throw new Error("401 Unauthorized");
  };
  await recordRegistrations({ [getProject]: unauthorized }, { preview: true });
  await expect(findProject(app)).rejects.toThrow("401 Unauthorized");
});

it.each([
  [true, { allowedToPushes: [{ accessLevel: "no one" }] }],
  [false, { pushAccessLevel: "no one" }],
])("gives a GitLab that is Enterprise: %s the shape that it takes", async (enterprise, shape) => {
  const registrations = await recordRegistrations({
    "gitlab:index/getMetadata:getMetadata": () => ({ enterprise }),
    "gitlab:index/getGroup:getGroup": () => ({ groupId: 7 }),
  });
  await Platform.create(platformSettings());
  const protections = (await registrations()).filter(({ type }) => type.endsWith("Protection"));
  expect(protections.map(({ inputs }) => inputs)).toMatchObject([shape, shape]);
});

describe("a look-up that GitLab refuses", () => {
  const address = "https://gitlab.example.com/api/v4/";
  const refusal = (said: string) =>
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
    const message = lookUpFailure(refusal(said), address)?.message;
    expect(message).toContain(`GitLab at ${address} ${told}`);
    expect(message).toContain(reason(new Error(said)));
    expect(message).not.toContain("a-token");
  });

  it("leaves every other error as it is", () => {
    expect(lookUpFailure(new Error("401"), address)).toBeUndefined();
  });
});
