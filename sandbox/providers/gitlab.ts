import { GitLabClient } from "./gitlab/client.ts";
import { branchProtection } from "./gitlab/branchProtection.ts";
import { branch } from "./gitlab/branch.ts";
import { derive } from "./gitlab/derive.ts";
import { deriveFunction, getGroup, getMetadata, getProject } from "./gitlab/functions.ts";
import { groupServiceAccount } from "./gitlab/groupServiceAccount.ts";
import { groupServiceAccountAccessToken } from "./gitlab/groupServiceAccountAccessToken.ts";
import { projectContainerRepositoryProtection } from "./gitlab/projectContainerRepositoryProtection.ts";
import { projectEnvironment } from "./gitlab/projectEnvironment.ts";
import { projectHook } from "./gitlab/projectHook.ts";
import { projectJobTokenScopes } from "./gitlab/projectJobTokenScopes.ts";
import { projectMembership } from "./gitlab/projectMembership.ts";
import { projectShareGroup } from "./gitlab/projectShareGroup.ts";
import { projectVariable } from "./gitlab/projectVariable.ts";
import { project } from "./gitlab/project.ts";
import { repositoryFile } from "./gitlab/repositoryFile.ts";
import { byToken, configuration, version } from "./gitlab/schema.ts";
import { requireLoopback } from "./loopback.ts";
import { type Plugin, servePlugin } from "./plugin.ts";

/** Stands in for Pulumi's gitlab plugin: the resources that are in use, on this machine only. */
export const gitlab: Plugin<GitLabClient> = {
  version,
  configuration,

  async configure(given) {
    const baseUrl = (given["baseUrl"] ?? process.env["GITLAB_BASE_URL"]) as string | undefined;
    const token = (given["token"] ?? process.env["GITLAB_TOKEN"]) as string | undefined;
    const address = new URL(baseUrl ?? "https://gitlab.com/api/v4/");
    requireLoopback(address.hostname, `gitlab ${version}`);
    const client = new GitLabClient({
      baseUrl: address.href.replace(/\/*$/, "/"),
      token: token ?? "",
      headers: (given["headers"] ?? {}) as Record<string, string>,
    });
    if (given["earlyAuthCheck"] !== false) await client.get("user");
    return client;
  },

  resources: byToken(derive, {
    Branch: branch,
    BranchProtection: branchProtection,
    GroupServiceAccount: groupServiceAccount,
    GroupServiceAccountAccessToken: groupServiceAccountAccessToken,
    Project: project,
    ProjectContainerRepositoryProtection: projectContainerRepositoryProtection,
    ProjectEnvironment: projectEnvironment,
    ProjectHook: projectHook,
    ProjectJobTokenScopes: projectJobTokenScopes,
    ProjectMembership: projectMembership,
    ProjectShareGroup: projectShareGroup,
    ProjectVariable: projectVariable,
    RepositoryFile: repositoryFile,
  }),
  functions: byToken(deriveFunction, { getGroup, getMetadata, getProject }),
};

if (process.argv[1] === import.meta.filename) await servePlugin(gitlab);
