import type * as gitlab from "@pulumi/gitlab";
import type { Item, Kind } from "./kind.ts";

/**
 * The kinds, one entry each. Where its parts come from: the import id is the provider's, the list
 * and the names are those of GitLab's REST API.
 */
const kinds: Kind[] = [
  kind<gitlab.ProjectArgs>({
    type: "gitlab:index/project:Project",
    key: ["namespaceId", "path"],
    replaces: [],
    list: "groups/{namespaceId}/projects?search={path}",
    importId: "{id}",
    read: {
      namespaceId: (item) => (item["namespace"] as Item | undefined)?.["id"],
      visibilityLevel: (item) => item["visibility"],
      containerExpirationPolicy: cleanupPolicy,
    },
    absent: { ciConfigPath: "", description: "" },
    writeOnly: [
      "archiveOnDestroy",
      "initializeWithReadme",
      "permanentlyDeleteOnDestroy",
      "skipWaitForDefaultBranchProtection",
    ],
    words: ({ path }) => `project ${path}`,
  }),
  kind<gitlab.BranchArgs>({
    type: "gitlab:index/branch:Branch",
    key: ["project", "name"],
    replaces: ["project", "name", "ref"],
    list: "projects/{project}/repository/branches?search={name}",
    importId: "{project}:{name}",
    writeOnly: ["keepOnDestroy", "ref"],
    // Where a branch started is not kept, and another start would be another branch.
    isImportable: false,
    words: ({ name }, project) => `branch ${name} of ${project}`,
  }),
  kind<gitlab.BranchProtectionArgs>({
    type: "gitlab:index/branchProtection:BranchProtection",
    key: ["project", "branch"],
    replaces: ["project", "branch", "pushAccessLevel", "mergeAccessLevel"],
    list: "projects/{project}/protected_branches",
    importId: "{project}:{branch}",
    read: {
      branch: (item) => item["name"],
      pushAccessLevel: (item) => level(item["push_access_levels"]),
      mergeAccessLevel: (item) => level(item["merge_access_levels"]),
      allowedToPushes: (item) => allowed(item["push_access_levels"]),
      allowedToMerges: (item) => allowed(item["merge_access_levels"]),
      allowedToUnprotects: (item) => allowed(item["unprotect_access_levels"]),
    },
    absent: { allowForcePush: false, codeOwnerApprovalRequired: false },
    // It waits for its branch, which is none of those that the engine imports.
    isImportable: false,
    words: ({ branch }, project) => `protection of ${branch} in ${project}`,
    isGitLabs: ({ branch }, project) => project["default_branch"] === branch,
  }),
  kind<gitlab.ProjectEnvironmentArgs>({
    type: "gitlab:index/projectEnvironment:ProjectEnvironment",
    key: ["project", "name"],
    replaces: ["project", "name"],
    list: "projects/{project}/environments?name={name}",
    importId: "{project}:{id}",
    absent: { description: "", externalUrl: "" },
    writeOnly: ["stopBeforeDestroy"],
    words: ({ name }, project) => `environment ${name} of ${project}`,
  }),
  kind<gitlab.ProjectVariableArgs>({
    type: "gitlab:index/projectVariable:ProjectVariable",
    key: ["project", "key", "environmentScope"],
    replaces: ["project", "key", "environmentScope", "hidden"],
    list: "projects/{project}/variables",
    importId: "{project}:{key}:{environmentScope}",
    absent: {
      description: "",
      environmentScope: "*",
      hidden: false,
      masked: false,
      protected: false,
      raw: false,
      variableType: "env_var",
    },
    confidential: ["value"],
    words: ({ key, environmentScope }, project) =>
      `variable ${key} of ${project} in ${environmentScope === "*" ? "all environments" : environmentScope}`,
  }),
  kind<gitlab.ProjectHookArgs>({
    type: "gitlab:index/projectHook:ProjectHook",
    key: ["project", "url"],
    replaces: ["project", "url"],
    list: "projects/{project}/hooks",
    importId: "{project}:{id}",
    absent: { pushEventsBranchFilter: "" },
    writeOnly: ["token"],
    // An address may hold a password or a key.
    confidential: ["token", "url"],
    words: ({ url }, project) => `webhook to ${hostOf(url!)} of ${project}`,
  }),
  kind<gitlab.RepositoryFileArgs>({
    type: "gitlab:index/repositoryFile:RepositoryFile",
    key: ["project", "branch", "filePath"],
    replaces: ["project", "branch", "filePath"],
    list: "projects/{project}/repository/files/{filePath}?ref={branch}",
    importId: "{project}:{branch}:{filePath}",
    read: {
      branch: (item) => item["ref"],
      content: (item) => Buffer.from(String(item["content"]), "base64").toString("utf8"),
    },
    absent: { executeFilemode: false },
    writeOnly: ["commitMessage", "encoding", "overwriteOnCreate"],
    // How its content is written is not kept.
    isImportable: false,
    words: ({ branch, filePath }, project) => `file ${filePath} on ${branch} of ${project}`,
  }),
  kind<gitlab.ProjectShareGroupArgs>({
    type: "gitlab:index/projectShareGroup:ProjectShareGroup",
    key: ["project", "groupId"],
    replaces: ["project", "groupId", "groupAccess"],
    list: "projects/{project}",
    items: (project) => (project["shared_with_groups"] ?? []) as Item[],
    importId: "{project}:{groupId}",
    read: { groupAccess: (item) => roleNames[Number(item["group_access_level"])] },
    words: ({ groupId }, project) => `share of ${project} with group ${groupId}`,
  }),
  kind<gitlab.ProjectMembershipArgs>({
    type: "gitlab:index/projectMembership:ProjectMembership",
    key: ["project", "userId"],
    replaces: ["project", "userId"],
    list: "projects/{project}/members",
    importId: "{project}:{userId}",
    read: {
      userId: (item) => item["id"],
      accessLevel: (item) => roleNames[Number(item["access_level"])],
    },
    words: ({ userId }, project) => `user ${userId} as a member of ${project}`,
  }),
  kind<gitlab.GroupServiceAccountArgs>({
    type: "gitlab:index/groupServiceAccount:GroupServiceAccount",
    key: ["group", "username"],
    replaces: ["group"],
    list: "groups/{group}/service_accounts",
    importId: "{group}:{id}",
    words: ({ group, username }) => `service account ${username} of ${group}`,
  }),
  kind<gitlab.GroupServiceAccountAccessTokenArgs>({
    type: "gitlab:index/groupServiceAccountAccessToken:GroupServiceAccountAccessToken",
    key: ["group", "userId", "name"],
    replaces: ["group", "userId", "name", "scopes"],
    list: "groups/{group}/service_accounts/{userId}/personal_access_tokens",
    // A revoked one stays on the list.
    items: (token) => (token["revoked"] === true ? [] : [token]),
    importId: "{group}:{userId}:{id}",
    read: { userId: (item) => item["user_id"] },
    // GitLab shows a token once.
    isImportable: false,
    words: ({ group, name }) => `token ${name} of a service account of ${group}`,
  }),
  kind<gitlab.ProjectJobTokenScopesArgs>({
    type: "gitlab:index/projectJobTokenScopes:ProjectJobTokenScopes",
    key: ["project"],
    replaces: ["project"],
    list: "projects/{project}/job_token_scope",
    importId: "{project}",
    read: { enabled: (item) => item["inbound_enabled"] },
    // They are told elsewhere.
    writeOnly: ["targetGroupIds", "targetProjectIds"],
    words: (_, project) => `job token allowlist of ${project}`,
    isGitLabs: () => true,
  }),
  kind<gitlab.ProjectContainerRepositoryProtectionArgs>({
    type: "gitlab:index/projectContainerRepositoryProtection:ProjectContainerRepositoryProtection",
    key: ["project", "repositoryPathPattern"],
    replaces: ["project"],
    list: "projects/{project}/registry/protection/repository/rules",
    importId: "{project}:{id}",
    words: ({ repositoryPathPattern }) => `protection of images in ${repositoryPathPattern}`,
  }),
];

const byType = new Map(kinds.map((entry) => [entry.type, entry]));

/** The entry of a resource type; undefined for what has none, or is not GitLab's. */
export function kindOf(type: string): Kind | undefined {
  return byType.get(type);
}

/** An entry, whose inputs must be the resource's own. */
function kind<Args>(
  entry: Pick<Kind, "type" | "list" | "items" | "importId" | "words" | "isGitLabs"> & {
    key: (keyof Args & string)[];
    replaces: (keyof Args & string)[];
    absent?: { [Name in keyof Args]?: unknown };
    read?: { [Name in keyof Args]?: (item: Item) => unknown };
    writeOnly?: (keyof Args & string)[];
    confidential?: (keyof Args & string)[];
    isImportable?: boolean;
  },
): Kind {
  const isImportable = !entry.confidential;
  return { absent: {}, read: {}, writeOnly: [], confidential: [], isImportable, ...entry } as Kind;
}

/** Access levels by the provider's names. https://docs.gitlab.com/api/protected_branches/ */
const levelNames: Record<number, string> = {
  0: "no one",
  30: "developer",
  40: "maintainer",
  60: "admin",
};

/** Roles of members. https://docs.gitlab.com/api/access_requests/ */
const roleNames: Record<number, string> = {
  10: "guest",
  20: "reporter",
  30: "developer",
  40: "maintainer",
  50: "owner",
};

function levelOf(entry: Item | undefined): string | undefined {
  return levelNames[Number(entry?.["access_level"])];
}

/** In the Community Edition's shape: there is one entry. */
function level(list: unknown): string | undefined {
  return levelOf((list as Item[] | undefined)?.[0]);
}

/**
 * In the Enterprise Edition's shape. An entry for a user, a group or a key lets nobody else in,
 * though it has a level too.
 */
function allowed(list: unknown): Item[] | undefined {
  return (list as Item[] | undefined)?.map((entry) => {
    if (entry["user_id"]) return { userId: entry["user_id"] };
    if (entry["group_id"]) return { groupId: entry["group_id"] };
    if (entry["deploy_key_id"]) return { deployKeyId: entry["deploy_key_id"] };
    return { accessLevel: levelOf(entry) };
  });
}

/** GitLab answers with other names than it takes. */
function cleanupPolicy(item: Item): Item | undefined {
  const policy = item["container_expiration_policy"] as Item | undefined;
  return (
    policy && {
      cadence: policy["cadence"],
      enabled: policy["enabled"],
      keepN: policy["keep_n"],
      olderThan: policy["older_than"],
      nameRegexDelete: policy["name_regex"],
      nameRegexKeep: policy["name_regex_keep"],
    }
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "an address";
}
