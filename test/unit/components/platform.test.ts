import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { Platform } from "../../../components/platform/platform.ts";
import { branchProtection } from "../../../components/platform/branchProtection.ts";
import { isSecret, recordRegistrations, type Registration } from "../../support/recorder.ts";
import { platformSettings, projectHook } from "../../support/settings.ts";

const rule = {
  branch: "main",
  pushAccessLevel: "no one",
  mergeAccessLevel: "maintainer",
  allowForcePush: false,
} as const;

describe("branchProtection", () => {
  it("gives the Community Edition single levels", () => {
    expect(branchProtection("ce", rule)).toEqual({
      branch: "main",
      allowForcePush: false,
      pushAccessLevel: "no one",
      mergeAccessLevel: "maintainer",
    });
  });

  it("gives the Enterprise Edition lists", () => {
    expect(branchProtection("ee", rule)).toEqual({
      branch: "main",
      allowForcePush: false,
      allowedToPushes: [{ accessLevel: "no one" }],
      allowedToMerges: [{ accessLevel: "maintainer" }],
    });
  });
});

describe("Platform", () => {
  let registrations: () => Promise<Registration[]>;

  beforeEach(async () => {
    registrations = await recordRegistrations({
      "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: false }),
      "gitlab:index/getGroup:getGroup": ({ fullPath }) => ({
        groupId: fullPath === "acme/web" ? 7 : 0,
      }),
    });
  });

  async function created(type: string) {
    return (await registrations()).filter((registration) => registration.type === type);
  }

  it("makes an app's webhooks by its name and theirs, each with its events", async () => {
    const [app] = platformSettings().apps;
    const audit = { name: "audit", pushEvents: false, releasesEvents: true };
    const hooks = [projectHook(), projectHook(audit)];
    await Platform.create(platformSettings({ apps: [{ ...app!, hooks }] }));
    const token = expect.objectContaining({ value: "canary-hook" }) as unknown;
    const told = { ...projectHook(), token };
    expect(await created("gitlab:index/projectHook:ProjectHook")).toMatchObject([
      { name: "shop-chat", inputs: { ...told, project: "shop-id" } },
      { name: "shop-audit", inputs: audit },
    ]);
  });

  it("tells a webhook's token as a secret only", async () => {
    const [app] = platformSettings().apps;
    await Platform.create(platformSettings({ apps: [{ ...app!, hooks: [projectHook()] }] }));
    const [made] = await created("gitlab:index/projectHook:ProjectHook");
    expect(isSecret(made?.inputs.token)).toBe(true);
    expect(made?.additionalSecretOutputs).toEqual(["token"]);
    const inClear = { ...made!.inputs, token: undefined };
    expect(JSON.stringify(inClear)).not.toContain("canary");
  });

  it("merges as the settings say", async () => {
    const [app] = platformSettings().apps;
    const projectSettings = { ...app!.projectSettings, mergeMethod: "ff" as const };
    await Platform.create(platformSettings({ apps: [{ ...app!, projectSettings }] }));
    const [project] = await created("gitlab:index/project:Project");
    expect(project?.inputs.mergeMethod).toBe("ff");
  });

  it("makes a project in its group, kept from deletion and archived on destroy", async () => {
    await Platform.create(platformSettings());
    const projects = await created("gitlab:index/project:Project");
    expect(projects).toHaveLength(1);
    expect(projects[0]).toMatchObject({
      name: "shop",
      protect: true,
      inputs: {
        name: "shop",
        path: "shop",
        namespaceId: 7,
        defaultBranch: "main",
        visibilityLevel: "private",
        mergeMethod: "merge",
        archiveOnDestroy: true,
        description: "The shop",
      },
    });
  });

  // What teams rely on without having said it: a change here is a change of their projects.
  it("makes the safe choice where GitLab's default is another", async () => {
    await Platform.create(platformSettings());
    const [project] = await created("gitlab:index/project:Project");
    expect(project?.inputs).toMatchObject({
      initializeWithReadme: true,
      autoDevopsEnabled: false,
      publicJobs: false,
      requestAccessEnabled: false,
      onlyAllowMergeIfPipelineSucceeds: true,
      onlyAllowMergeIfAllDiscussionsAreResolved: true,
      removeSourceBranchAfterMerge: true,
      ciForwardDeploymentEnabled: true,
      ciForwardDeploymentRollbackAllowed: true,
      ciSeparatedCaches: true,
      ciPipelineVariablesMinimumOverrideRole: "no_one_allowed",
      ciPushRepositoryForJobTokenAllowed: false,
      protectMergeRequestPipelines: false,
    });
  });

  it("says which group is missing, before it makes anything", async () => {
    registrations = await recordRegistrations({
      "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: false }),
      "gitlab:index/getGroup:getGroup": () => {
        throw new Error("404 Group Not Found");
      },
    });
    const error = await Platform.create(platformSettings()).catch((reason: unknown) => reason);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('the group "acme/web" does not exist');
    expect(await registrations()).toEqual([]);
  });

  it("takes a group for missing only when GitLab says so", async () => {
    await recordRegistrations({
      "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: false }),
      "gitlab:index/getGroup:getGroup": () => {
        throw new Error("401 Unauthorized");
      },
    });
    await expect(Platform.create(platformSettings())).rejects.toThrow("401 Unauthorized");
  });

  it("shows the flow of the environments in a preview", async () => {
    await Platform.create(platformSettings());
    const [platform] = await created("slipway:platform:Platform");
    expect(platform?.inputs.environments).toEqual({
      staging: "develop, automatic",
      production: "main, manual, after staging",
    });
  });

  it("lets a project go when the settings say so", async () => {
    const [app] = platformSettings().apps;
    await Platform.create(platformSettings({ apps: [{ ...app!, protect: false }] }));
    const [project] = await created("gitlab:index/project:Project");
    expect(project?.protect).toBe(false);
  });

  it("makes each environment's branch but the default one, once", async () => {
    const { environments: given } = platformSettings();
    const environments = [...given, { ...given[0]!, name: "preview" }];
    await Platform.create(platformSettings({ environments }));
    const branches = await created("gitlab:index/branch:Branch");
    expect(branches.map(({ inputs }) => inputs)).toEqual([
      { project: "shop-id", name: "develop", ref: "main", keepOnDestroy: true },
    ]);
    expect(branches[0]?.ignoreChanges).toEqual(["ref"]);
  });

  it("protects exactly the branches of the settings", async () => {
    await Platform.create(platformSettings());
    const protections = await created("gitlab:index/branchProtection:BranchProtection");
    expect(protections.map(({ inputs }) => inputs.branch)).toEqual(["main", "develop"]);
    expect(protections.map(({ deleteBeforeReplace }) => deleteBeforeReplace)).toEqual([true, true]);
    expect(protections[1]?.dependsOn).toContain("shop-develop");
  });
});
