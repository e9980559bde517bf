import { setTimeout as wait } from "node:timers/promises";
import { same, text, type Value, type Values } from "../values.ts";
import type { Answer, Behaviour, Work } from "./behaviour.ts";
import { segment } from "./client.ts";

const access = ["disabled", "private", "enabled"];

/** Settings that `POST /projects` ignores: the provider sends them in a `PUT` right after. */
const updateOnly = [
  "ciDefaultGitDepth",
  "ciDeletePipelinesInSeconds",
  "ciDisplayPipelineVariables",
  "ciForwardDeploymentEnabled",
  "ciForwardDeploymentRollbackAllowed",
  "ciIdTokenSubClaimComponents",
  "ciPipelineVariablesMinimumOverrideRole",
  "ciPushRepositoryForJobTokenAllowed",
  "ciSeparatedCaches",
  "keepLatestArtifact",
  "mergeRequestsTemplate",
  "protectMergeRequestPipelines",
];

/** What a `PUT` doesn't take: the first commit is made once, and another group takes a transfer. */
const apart = ["initializeWithReadme", "namespaceId"];

export const project: Behaviour = {
  path: "projects/:id",
  id: ["id"],
  parameters: {
    containerExpirationPolicy: "container_expiration_policy_attributes",
    visibilityLevel: "visibility",
  },
  writeOnly: ["initializeWithReadme"],
  local: ["archiveOnDestroy", "permanentlyDeleteOnDestroy", "skipWaitForDefaultBranchProtection"],
  onlyOnCreation: ["skipWaitForDefaultBranchProtection"],
  absent: {
    ciConfigPath: "",
    description: "",
    mergeCommitTemplate: "",
    mergeRequestsTemplate: "",
    squashCommitTemplate: "",
  },
  values: {
    autoCancelPendingPipelines: ["enabled", "disabled"],
    buildGitStrategy: ["clone", "fetch"],
    buildsAccessLevel: access,
    ciPipelineVariablesMinimumOverrideRole: ["developer", "maintainer", "owner", "no_one_allowed"],
    containerRegistryAccessLevel: access,
    environmentsAccessLevel: access,
    forkingAccessLevel: access,
    mergeMethod: ["merge", "rebase_merge", "ff"],
    mergeRequestsAccessLevel: access,
    resourceGroupDefaultProcessMode: [
      "unordered",
      "oldest_first",
      "newest_first",
      "newest_ready_first",
    ],
    squashOption: ["never", "always", "default_on", "default_off"],
    visibilityLevel: ["private", "internal", "public"],
  },
  // What the program leaves out of it is GitLab's to choose.
  same: { containerExpirationPolicy: (wanted, current) => holds(current, wanted) },

  gone: (answer) => Boolean(answer["marked_for_deletion_on"]),

  answer({ namespace, container_expiration_policy: policy, ...answer }) {
    const { name_regex: nameRegexDelete = null, ...others } = policy as Values;
    return {
      ...answer,
      namespace_id: (namespace as Values)["id"]!,
      container_expiration_policy_attributes: { ...others, name_regex_delete: nameRegexDelete },
    };
  },

  create: (inputs, { client, path, body }) =>
    client.post(path, body(Object.keys(inputs).filter((name) => !updateOnly.includes(name)))),

  async settle(inputs, work, created) {
    const { client, path, body } = work;
    if (inputs["skipWaitForDefaultBranchProtection"] !== true) {
      await waitForProtection(created, work);
    }
    const later = Object.keys(inputs).filter((name) => updateOnly.includes(name));
    if (later.length > 0) await client.put(path, body(["name", ...later]));
    return client.get(path);
  },

  async update(_, { client, path, body, wanted }, state) {
    const changed = Object.keys(wanted).filter((name) => !same(wanted[name], state[name]));
    if (changed.includes("namespaceId")) {
      await client.put(`${path}/transfer`, { namespace: text(wanted["namespaceId"]) });
    }
    const settings = changed.filter((name) => !apart.includes(name));
    const sent = body(settings);
    if (Object.keys(sent).length > 0) await client.put(path, { ...body(["name"]), ...sent });
    return client.get(path);
  },

  async delete({ archiveOnDestroy, permanentlyDeleteOnDestroy }, { client, path }) {
    if (archiveOnDestroy === true) {
      await client.post(`${path}/archive`);
      return;
    }
    await client.delete(path);
    if (permanentlyDeleteOnDestroy !== true) return;
    const marked = await client.find<Answer>(path);
    if (!marked) return;
    const fullPath = text(marked["path_with_namespace"]);
    await client.delete(path, { permanently_remove: "true", full_path: fullPath });
  },
};

/** Whether all that is wanted is there. */
function holds(current: Value, wanted: Value): boolean {
  return Object.entries(wanted as Values).every(([name, value]) =>
    same(value, (current as Values)[name]),
  );
}

/** GitLab protects a new default branch by itself, a moment later; an empty project has none. */
async function waitForProtection(created: Answer, { client, path, signal }: Work): Promise<void> {
  const branch = `${path}/repository/branches/${segment(created["default_branch"])}`;
  for (let delay = 50; ; delay = Math.min(delay * 2, 3000)) {
    const found = await client.find<Answer>(branch);
    if (!found || found["protected"] === true) return;
    await wait(delay, undefined, { signal });
  }
}
