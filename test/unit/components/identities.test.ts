import { expect, it } from "vitest";
import { Environment } from "../../../components/environment/environment.ts";
import { Platform } from "../../../components/platform/platform.ts";
import { recordRegistrations } from "../../support/recorder.ts";
import { environmentSettings, platformSettings, projectHook } from "../../support/settings.ts";

// What teams' states know their resources by. A name here that changes replaces what is running: a
// project with its history, a branch's protection, a deployment. Lines may be added; one that has to
// change stays as an alias of its resource.

/** The part of a URN behind the stack and the project. */
function identity(urn: string): string {
  return urn.split("::").slice(2).join("::");
}

it("keeps the identities of a platform's resources", async () => {
  const registrations = await recordRegistrations({
    "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: false }),
    "gitlab:index/getGroup:getGroup": () => ({ groupId: 7 }),
  });
  const [app] = platformSettings().apps;
  await Platform.create(platformSettings({ apps: [{ ...app!, hooks: [projectHook()] }] }));
  expect((await registrations()).map(({ urn }) => identity(urn)).sort()).toEqual([
    "slipway:platform:Platform$slipway:platform:AppProject$gitlab:index/branch:Branch::shop-develop",
    "slipway:platform:Platform$slipway:platform:AppProject$gitlab:index/branchProtection:BranchProtection::shop-develop",
    "slipway:platform:Platform$slipway:platform:AppProject$gitlab:index/branchProtection:BranchProtection::shop-main",
    "slipway:platform:Platform$slipway:platform:AppProject$gitlab:index/project:Project::shop",
    "slipway:platform:Platform$slipway:platform:AppProject$gitlab:index/projectHook:ProjectHook::shop-chat",
    "slipway:platform:Platform$slipway:platform:AppProject::shop",
    "slipway:platform:Platform::platform",
  ]);
});

it("keeps the identities of what a platform has besides where it keeps the pipelines", async () => {
  const registrations = await recordRegistrations({
    "gitlab:index/getMetadata:getMetadata": () => ({ enterprise: true }),
    "gitlab:index/getGroup:getGroup": () => ({ groupId: 7 }),
  });
  const before = platformSettings();
  const pipelines = { project: "acme/pipelines", release: undefined };
  await Platform.create({ ...before, pipelines, tool: { command: "/usr/local/bin/slipway" } });
  const added = (await registrations())
    .map(({ urn }) => identity(urn).replace("slipway:platform:Platform$", ""))
    .filter((urn) => !/::(shop|shop-main|shop-develop|platform)$|AppProject::shop$/.test(urn));
  const app = "slipway:platform:AppProject";
  const own = "slipway:platform:Pipelines";
  const protection =
    "gitlab:index/projectContainerRepositoryProtection:ProjectContainerRepositoryProtection";
  expect(added.sort()).toEqual([
    `${app}$gitlab:index/groupServiceAccount:GroupServiceAccount::shop-reader`,
    `${app}$gitlab:index/groupServiceAccount:GroupServiceAccount::shop-release`,
    `${app}$gitlab:index/groupServiceAccountAccessToken:GroupServiceAccountAccessToken::shop-reader`,
    `${app}$gitlab:index/groupServiceAccountAccessToken:GroupServiceAccountAccessToken::shop-release`,
    `${app}$${protection}::shop-cache-protected`,
    `${app}$${protection}::shop-release`,
    `${app}$gitlab:index/projectMembership:ProjectMembership::shop-reader`,
    `${app}$gitlab:index/projectMembership:ProjectMembership::shop-release`,
    `${app}$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_READER_TOKEN`,
    `${app}$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_RELEASE_TOKEN`,
    `${app}$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_RELEASE_USER`,
    `${own}$gitlab:index/branchProtection:BranchProtection::pipelines-main`,
    `${own}$gitlab:index/project:Project::pipelines`,
    `${own}$${protection}::pipelines-tool`,
    `${own}$gitlab:index/projectJobTokenScopes:ProjectJobTokenScopes::pipelines`,
    `${own}$gitlab:index/projectShareGroup:ProjectShareGroup::pipelines-7`,
    `${own}$gitlab:index/repositoryFile:RepositoryFile::pipelines-shop`,
    `${own}::pipelines`,
  ]);
});

it("keeps the identities of an environment's resources", async () => {
  const registrations = await recordRegistrations({
    "gitlab:index/getProject:getProject": () => ({ id: "42" }),
    "docker:index/getRegistryImage:getRegistryImage": () => ({ sha256Digest: "sha256:abc" }),
  });
  await Environment.create(environmentSettings());
  expect((await registrations()).map(({ urn }) => identity(urn)).sort()).toEqual([
    "pulumi:providers:docker::registry",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectEnvironment:ProjectEnvironment::shop",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-DB_PASSWORD",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_DEPLOYER_KEY",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_HEALTH",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_KNOWN_HOSTS",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_REGISTRY",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_REGISTRY_PASSWORD",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_REGISTRY_USER",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-SLIPWAY_SERVERS",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-pull-SLIPWAY_KNOWN_HOSTS",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-pull-SLIPWAY_PULLER_KEY",
    "slipway:environment:Environment$slipway:environment:AppEnvironment$gitlab:index/projectVariable:ProjectVariable::shop-pull-SLIPWAY_SERVERS",
    "slipway:environment:Environment$slipway:environment:AppEnvironment::shop",
    "slipway:environment:Environment$slipway:environment:Deployment$command:remote:Command::shop-prod-1",
    "slipway:environment:Environment$slipway:environment:Deployment$slipway:environment:Applied::shop-prod-1",
    "slipway:environment:Environment$slipway:environment:Deployment::shop-prod-1",
    "slipway:environment:Environment$slipway:environment:Server$command:remote:Command::prod-1-bootstrap",
    "slipway:environment:Environment$slipway:environment:Server$slipway:environment:Applied::prod-1",
    "slipway:environment:Environment$slipway:environment:Server::prod-1",
    "slipway:environment:Environment::production",
  ]);
});
