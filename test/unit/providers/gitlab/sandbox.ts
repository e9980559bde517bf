import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach } from "vitest";
import {
  type GitLab,
  isWrite,
  readRequests,
  startGitLab,
} from "../../../../sandbox/gitlab/server.ts";
import { type PluginClient, secret, startPlugin, urn } from "../engine.ts";

export const token = "a-token-for-tests";

export const types = {
  project: urn("gitlab:index/project:Project"),
  branch: urn("gitlab:index/branch:Branch"),
  protection: urn("gitlab:index/branchProtection:BranchProtection"),
  environment: urn("gitlab:index/projectEnvironment:ProjectEnvironment"),
  variable: urn("gitlab:index/projectVariable:ProjectVariable"),
  hook: urn("gitlab:index/projectHook:ProjectHook"),
  file: urn("gitlab:index/repositoryFile:RepositoryFile"),
  serviceAccount: urn("gitlab:index/groupServiceAccount:GroupServiceAccount"),
  serviceToken: urn("gitlab:index/groupServiceAccountAccessToken:GroupServiceAccountAccessToken"),
  membership: urn("gitlab:index/projectMembership:ProjectMembership"),
  share: urn("gitlab:index/projectShareGroup:ProjectShareGroup"),
  jobTokens: urn("gitlab:index/projectJobTokenScopes:ProjectJobTokenScopes"),
  registryRule: urn(
    "gitlab:index/projectContainerRepositoryProtection:ProjectContainerRepositoryProtection",
  ),
};

export let plugin: PluginClient;
let folder: string;
export let gitlab: GitLab;

beforeAll(async () => {
  plugin = await startPlugin("gitlab");
});

beforeEach(async () => {
  await startOn("ce");
});

afterEach(async () => {
  await stop();
});

export async function startOn(edition: "ce" | "ee"): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "slipway-gitlab-"));
  gitlab = await startGitLab({ folder, token, edition });
  await plugin.configure({ baseUrl: gitlab.baseUrl, token: secret(token) });
  await request("POST", "groups", { name: "acme", path: "acme" });
}

export async function stop(): Promise<void> {
  await gitlab.close();
  rmSync(folder, { recursive: true });
}

/** A change by hand. */
export async function request(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

export function writes(): string[] {
  return readRequests(folder)
    .filter(isWrite)
    .map(({ method, path }) => `${method} ${path.replace("/api/v4/", "")}`)
    .slice(1);
}

export const shop = { name: "shop", namespaceId: 2, initializeWithReadme: true };

export async function createProject(inputs: object = {}) {
  return plugin.create(types.project, { ...shop, ...inputs });
}
