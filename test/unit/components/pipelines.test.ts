import { describe, expect, it } from "vitest";
import { keptTag } from "../../../cli/registry/recordNames.ts";
import { periodOf } from "../../../components/platform/period.ts";
import { Platform } from "../../../components/platform/platform.ts";
import { pipelineOf } from "../../../pipeline/index.ts";
import type { PlatformSettings } from "../../../settings/index.ts";
import { isSecret, recordRegistrations, type Registration } from "../../support/recorder.ts";
import { platformSettings } from "../../support/settings.ts";

const tool = { command: "/usr/local/bin/slipway" };
const groups: Record<string, number> = { acme: 5, "acme/web": 7, crew: 9 };

/** What the platform makes where it keeps the pipelines, by the last part of its type. */
async function made(
  change: Partial<PlatformSettings> = {},
  enterprise = true,
): Promise<(type: string) => Registration[]> {
  const registrations = await recordRegistrations({
    "gitlab:index/getMetadata:getMetadata": () => ({ enterprise }),
    "gitlab:index/getGroup:getGroup": ({ fullPath }) => ({ groupId: groups[fullPath as string] }),
  });
  const pipelines = { project: "acme/pipelines", release: undefined };
  await Platform.create(platformSettings({ pipelines, tool, ...change }));
  const all = await registrations();
  return (type) => all.filter((one) => one.type.endsWith(`:${type}`));
}

const inputsOf = (all: Registration[]) => all.map(({ name, inputs }) => [name, inputs] as const);
const project = (all: Registration[], name: string) => all.find((one) => one.name === name)!.inputs;

describe("The pipelines' project", () => {
  it("holds each app's pipeline, in clear and nothing else", async () => {
    const of = await made();
    const settings = platformSettings();
    const [app] = settings.apps;
    expect(project(of("Project"), "pipelines")).toMatchObject({
      namespaceId: 5,
      name: "pipelines",
      path: "pipelines",
      visibilityLevel: "private",
      initializeWithReadme: true,
      buildsAccessLevel: "disabled",
    });
    expect(inputsOf(of("RepositoryFile"))).toEqual([
      [
        "pipelines-shop",
        {
          project: "pipelines-id",
          branch: "main",
          filePath: "shop.gitlab-ci.yml",
          content: pipelineOf(app!, { tool, runners: settings.runners }),
          encoding: "text",
          commitMessage: "Write the pipeline of shop",
          authorName: "Slipway",
          authorEmail: "slipway@noreply.invalid",
          overwriteOnCreate: true,
        },
      ],
    ]);
  });

  it("takes pushes of its Maintainers, and merges of nobody", async () => {
    const rule = (all: Registration[]) => project(all, "pipelines-main");
    expect(rule((await made())("BranchProtection"))).toMatchObject({
      branch: "main",
      allowForcePush: false,
      allowedToPushes: [{ accessLevel: "maintainer" }],
      allowedToMerges: [{ accessLevel: "no one" }],
    });
    const release = { user: "acme-release", token: "canary-release", reader: "canary-reader" };
    const pipelines = { project: "acme/pipelines", release };
    expect(rule((await made({ pipelines }, false))("BranchProtection"))).toMatchObject({
      pushAccessLevel: "maintainer",
      mergeAccessLevel: "no one",
    });
  });

  it("is read by the apps' groups, each once, but for those that it is in", async () => {
    const [app] = platformSettings().apps;
    const apps = [
      app!,
      { ...app!, name: "web", project: "acme/web/web" },
      { ...app!, name: "site", project: "acme/site" },
      { ...app!, name: "crew", project: "crew/app" },
    ];
    expect(inputsOf((await made({ apps }))("ProjectShareGroup"))).toEqual([
      ["pipelines-7", { project: "pipelines-id", groupId: 7, groupAccess: "reporter" }],
      ["pipelines-9", { project: "pipelines-id", groupId: 9, groupAccess: "reporter" }],
    ]);
    const pipelines = { project: "acme/web/pipelines", release: undefined };
    expect(inputsOf((await made({ apps, pipelines }))("ProjectShareGroup"))).toEqual([
      ["pipelines-9", { project: "pipelines-id", groupId: 9, groupAccess: "reporter" }],
    ]);
  });

  it("lets the apps' jobs pull the tool's image, and only Maintainers push one", async () => {
    const of = await made();
    expect(Object.fromEntries(inputsOf(of("ProjectJobTokenScopes")))).toMatchObject({
      pipelines: { project: "pipelines-id", enabled: true, targetGroupIds: [] },
      shop: { project: "shop-id", enabled: true, targetProjectIds: [], targetGroupIds: [] },
    });
    expect(project(of("ProjectContainerRepositoryProtection"), "pipelines-tool")).toEqual({
      project: "pipelines-id",
      repositoryPathPattern: "acme/pipelines*",
      minimumAccessLevelForPush: "maintainer",
      minimumAccessLevelForDelete: "maintainer",
    });
  });

  it("is without files, and named by no app, until there is a tool", async () => {
    const of = await made({ tool: undefined });
    expect(of("RepositoryFile")).toEqual([]);
    expect(project(of("Project"), "shop")).not.toHaveProperty("ciConfigPath");
    expect(of("ProjectShareGroup")).toHaveLength(1);
  });

  it("is not there, with all that goes with it, unless the settings name it", async () => {
    const of = await made({ pipelines: undefined });
    const types = ["RepositoryFile", "ProjectShareGroup", "ProjectJobTokenScopes"];
    const more = ["ProjectContainerRepositoryProtection", "ProjectVariable", "GroupServiceAccount"];
    expect([...types, ...more].flatMap((type) => of(type))).toEqual([]);
    const inputs = project(of("Project"), "shop");
    for (const name of ["ciConfigPath", "forkingAccessLevel", "containerExpirationPolicy"]) {
      expect(inputs).not.toHaveProperty(name);
    }
  });
});

describe("An app's project", () => {
  it("runs the platform's file for every branch, and no fork's code", async () => {
    expect(project((await made())("Project"), "shop")).toMatchObject({
      ciConfigPath: "shop.gitlab-ci.yml@acme/pipelines",
      forkingAccessLevel: "disabled",
      resourceGroupDefaultProcessMode: "newest_ready_first",
    });
  });

  it("comes after its pipeline's file, and the pipelines' project lets its jobs in after that", async () => {
    const of = await made();
    const project = of("Project").find(({ name }) => name === "shop")!;
    expect(project.dependsOn).toContain("pipelines-shop");
    const scopes = of("ProjectJobTokenScopes").find(({ name }) => name === "pipelines")!;
    expect(scopes.dependsOn).toContain("shop");
  });

  it("is cleaned up, but for the images that an environment has served last", async () => {
    const [app] = platformSettings().apps;
    const policyOf = async (change: Partial<PlatformSettings>) =>
      project((await made(change))("Project"), "shop")["containerExpirationPolicy"];
    const policy = (olderThan: string) => ({
      ...{ enabled: true, cadence: "1d", olderThan, keepN: 50 },
      ...{ nameRegexDelete: ".*", nameRegexKeep: "kept-.*" },
    });
    expect(await policyOf({})).toEqual(policy("90d"));
    // Said, it holds where each app keeps its own pipeline too.
    const apps = [{ ...app!, cleanUp: { olderThan: "30d" as const } }];
    expect(await policyOf({ apps, pipelines: undefined })).toEqual(policy("30d"));
    expect(keptTag("uat", 1)).toMatch(/^kept-.*$/);
  });

  it("takes pushes to release, and deletions there, of Owners; to cache-protected of Maintainers", async () => {
    const [app] = platformSettings().apps;
    const apps = [{ ...app!, project: "acme/web/Shop" }];
    const rules = (await made({ apps }))("ProjectContainerRepositoryProtection");
    const rule = (repository: string, role: string) => [
      `shop-${repository}`,
      {
        project: "shop-id",
        repositoryPathPattern: `acme/web/shop/${repository}`,
        minimumAccessLevelForPush: role,
        minimumAccessLevelForDelete: role,
      },
    ];
    expect(inputsOf(rules.filter(({ name }) => name.startsWith("shop")))).toEqual([
      rule("release", "owner"),
      rule("cache-protected", "maintainer"),
    ]);
  });
});

describe("The tokens of the release's jobs", () => {
  const hidden = { protected: true, raw: true, environmentScope: "slipway-release" };

  it("are service accounts': an Owner's that writes images, a Reporter's that reads the API", async () => {
    const of = await made();
    const username = "slipway-release-acme-web-shop";
    const reader = "slipway-reader-acme-web-shop";
    expect(inputsOf(of("GroupServiceAccount"))).toEqual([
      ["shop-release", { group: "acme", username, name: "Slipway release shop" }],
      ["shop-reader", { group: "acme", username: reader, name: "Slipway reader shop" }],
    ]);
    expect(of("ProjectMembership").map(({ inputs }) => inputs)).toMatchObject([
      { project: "shop-id", accessLevel: "owner" },
      { project: "shop-id", accessLevel: "reporter" },
    ]);
    const { name, expiresAt } = periodOf(new Date());
    expect(of("GroupServiceAccountAccessToken").map(({ inputs }) => inputs)).toMatchObject([
      {
        group: "acme",
        name: `slipway-release ${name}`,
        expiresAt,
        scopes: ["read_registry", "write_registry"],
      },
      { group: "acme", name: `slipway-reader ${name}`, expiresAt, scopes: ["read_api"] },
    ]);
    const variables = of("ProjectVariable");
    expect(project(variables, "shop-SLIPWAY_RELEASE_USER")).toMatchObject({
      ...hidden,
      key: "SLIPWAY_RELEASE_USER",
      value: username,
      masked: false,
    });
    for (const key of ["SLIPWAY_RELEASE_TOKEN", "SLIPWAY_READER_TOKEN"]) {
      const token = variables.find((one) => one.name === `shop-${key}`)!;
      expect(token.inputs).toMatchObject({ ...hidden, key, masked: true });
      expect([isSecret(token.inputs.value), token.additionalSecretOutputs]).toEqual([
        true,
        ["value"],
      ]);
      expect(token.deleteBeforeReplace).toBe(true);
    }
  });

  it("are those that the settings name, and then no account is made", async () => {
    const release = { user: "acme-release", token: "canary-release", reader: "canary-reader" };
    const of = await made({ pipelines: { project: "acme/pipelines", release } }, false);
    expect(of("GroupServiceAccount")).toEqual([]);
    const variables = of("ProjectVariable");
    expect(project(variables, "shop-SLIPWAY_RELEASE_USER").value).toBe("acme-release");
    const token = project(variables, "shop-SLIPWAY_RELEASE_TOKEN");
    expect(token.value).toMatchObject({ value: "canary-release" });
    expect(isSecret(token.value)).toBe(true);
    const reader = project(variables, "shop-SLIPWAY_READER_TOKEN");
    expect(reader.value).toMatchObject({ value: "canary-reader" });
  });

  it("must be named where GitLab has no service accounts", async () => {
    await expect(made({}, false)).rejects.toThrow(
      /^slipway:pipelines\.release: this GitLab is the/,
    );
  });

  it.each([
    ["2026-01-01", "2026-01", "2026-07-01"],
    ["2026-03-31", "2026-01", "2026-07-01"],
    ["2026-11-25", "2026-10", "2027-04-01"],
    ["2026-12-31", "2026-10", "2027-04-01"],
  ])("on %s is that of the quarter from %s, and good until %s", (day, name, expiresAt) => {
    expect(periodOf(new Date(`${day}T23:59:59Z`))).toEqual({ name, expiresAt });
  });
});
