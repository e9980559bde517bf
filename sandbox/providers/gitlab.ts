import { GitLabClient } from "./gitlab/client.ts";
import { branchProtection } from "./gitlab/branchProtection.ts";
import { branch } from "./gitlab/branch.ts";
import { getGroup, getMetadata, getProject } from "./gitlab/functions.ts";
import { projectEnvironment } from "./gitlab/projectEnvironment.ts";
import { projectVariable } from "./gitlab/projectVariable.ts";
import { project } from "./gitlab/project.ts";
import { requireLoopback } from "./loopback.ts";
import { type Plugin, servePlugin } from "./plugin.ts";

const version = "10.1.1";
const string = { type: "string" } as const;
const boolean = { type: "boolean" } as const;

/** Stands in for Pulumi's gitlab plugin: the resources that are in use, on this machine only. */
export const gitlab: Plugin<GitLabClient> = {
  version,
  configuration: {
    baseUrl: string,
    cacertFile: string,
    clientCert: string,
    clientKey: string,
    configFile: string,
    context: string,
    earlyAuthCheck: boolean,
    enableAutoCiSupport: boolean,
    headers: { type: "map" },
    insecure: boolean,
    retries: { type: "integer" },
    token: string,
  },

  async configure(configuration) {
    const baseUrl = (configuration["baseUrl"] ?? process.env["GITLAB_BASE_URL"]) as
      string | undefined;
    const token = (configuration["token"] ?? process.env["GITLAB_TOKEN"]) as string | undefined;
    const address = new URL(baseUrl ?? "https://gitlab.com/api/v4/");
    requireLoopback(address.hostname, `gitlab ${version}`);
    const client = new GitLabClient({
      baseUrl: address.href.replace(/\/*$/, "/"),
      token: token ?? "",
      headers: (configuration["headers"] ?? {}) as Record<string, string>,
    });
    if (configuration["earlyAuthCheck"] !== false) await client.get("user");
    return client;
  },

  resources: {
    "gitlab:index/branch:Branch": branch,
    "gitlab:index/branchProtection:BranchProtection": branchProtection,
    "gitlab:index/project:Project": project,
    "gitlab:index/projectEnvironment:ProjectEnvironment": projectEnvironment,
    "gitlab:index/projectVariable:ProjectVariable": projectVariable,
  },
  functions: {
    "gitlab:index/getGroup:getGroup": getGroup,
    "gitlab:index/getMetadata:getMetadata": getMetadata,
    "gitlab:index/getProject:getProject": getProject,
  },
};

if (process.argv[1] === import.meta.filename) await servePlugin(gitlab);
