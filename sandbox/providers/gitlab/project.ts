import { setTimeout as wait } from "node:timers/promises";
import { type Context, HalfCreated, type Known, type Resource, type Shape } from "../resource.ts";
import { same, text, type Value, type Values } from "../values.ts";
import { type GitLabClient, segment } from "./client.ts";

type Work = Context<GitLabClient>;
type Answer = Record<string, Value> & { id: number };

const access = { type: "string", values: ["disabled", "private", "enabled"] } as const;
const boolean = { type: "boolean" } as const;
const string = { type: "string" } as const;
const integer = { type: "integer" } as const;
const clearable = { type: "string", absent: "" } as const;

/** What only the program knows: GitLab never tells it. */
const forDestroy = { type: "boolean", writeOnly: true } as const;

const inputs: Shape = {
  allowMergeOnSkippedPipeline: boolean,
  archiveOnDestroy: forDestroy,
  autoCancelPendingPipelines: { type: "string", values: ["enabled", "disabled"] },
  autoDevopsEnabled: boolean,
  buildGitStrategy: { type: "string", values: ["clone", "fetch"] },
  buildTimeout: integer,
  ciConfigPath: clearable,
  ciDefaultGitDepth: integer,
  ciDeletePipelinesInSeconds: integer,
  ciDisplayPipelineVariables: boolean,
  ciForwardDeploymentEnabled: boolean,
  ciForwardDeploymentRollbackAllowed: boolean,
  ciIdTokenSubClaimComponents: { type: "strings" },
  ciPipelineVariablesMinimumOverrideRole: {
    type: "string",
    values: ["developer", "maintainer", "owner", "no_one_allowed"],
  },
  ciPushRepositoryForJobTokenAllowed: boolean,
  ciSeparatedCaches: boolean,
  containerExpirationPolicy: {
    type: {
      cadence: string,
      enabled: boolean,
      keepN: integer,
      nameRegexDelete: string,
      nameRegexKeep: string,
      nextRunAt: string,
      olderThan: string,
    },
    // What the program leaves out is GitLab's to choose.
    same: (wanted, current) =>
      Object.entries(wanted as Values).every(([name, value]) =>
        same(value, (current as Values)[name]),
      ),
  },
  containerRegistryAccessLevel: access,
  defaultBranch: string,
  description: clearable,
  environmentsAccessLevel: access,
  groupRunnersEnabled: boolean,
  initializeWithReadme: { type: "boolean", writeOnly: true },
  keepLatestArtifact: boolean,
  mergeCommitTemplate: clearable,
  mergeMethod: { type: "string", values: ["merge", "rebase_merge", "ff"] },
  mergeRequestsAccessLevel: access,
  mergeRequestsTemplate: clearable,
  name: { type: "string", autonamed: true },
  namespaceId: integer,
  onlyAllowMergeIfAllDiscussionsAreResolved: boolean,
  onlyAllowMergeIfPipelineSucceeds: boolean,
  path: string,
  permanentlyDeleteOnDestroy: forDestroy,
  printingMergeRequestLinkEnabled: boolean,
  protectMergeRequestPipelines: boolean,
  publicJobs: boolean,
  removeSourceBranchAfterMerge: boolean,
  requestAccessEnabled: boolean,
  resourceGroupDefaultProcessMode: {
    type: "string",
    values: ["unordered", "oldest_first", "newest_first", "newest_ready_first"],
  },
  sharedRunnersEnabled: boolean,
  skipWaitForDefaultBranchProtection: {
    type: "boolean",
    writeOnly: true,
    onlyOnCreation: true,
  },
  squashCommitTemplate: clearable,
  squashOption: { type: "string", values: ["never", "always", "default_on", "default_off"] },
  topics: { type: "strings" },
  visibilityLevel: { type: "string", values: ["private", "internal", "public"] },
};

const outputs = [
  "avatarUrl",
  "emptyRepo",
  "httpUrlToRepo",
  "pathWithNamespace",
  "runnersToken",
  "sshUrlToRepo",
  "webUrl",
];

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

/** `gitlab:index/project:Project` */
export const project: Resource<GitLabClient> = {
  inputs,
  outputs,
  secrets: ["runnersToken"],

  async create(wanted, { client, signal }) {
    const later = Object.keys(wanted).filter((name) => updateOnly.includes(name));
    const now = Object.keys(wanted).filter((name) => !updateOnly.includes(name));
    const created = await client.post<Answer>("projects", {
      ...body(wanted, now),
      namespace_id: wanted["namespaceId"],
      initialize_with_readme: wanted["initializeWithReadme"],
    });
    try {
      if (wanted["skipWaitForDefaultBranchProtection"] !== true) {
        await waitForProtection(client, created, signal);
      }
      if (later.length > 0) {
        await client.put(`projects/${created.id}`, body(wanted, ["name", ...later]));
      }
      return known(await client.get<Answer>(`projects/${created.id}`), wanted);
    } catch (error) {
      throw new HalfCreated(known(created, wanted), error);
    }
  },

  async read(id, state, { client }) {
    const answer = await client.find<Answer>(`projects/${segment(id)}`);
    if (!answer || answer["marked_for_deletion_on"]) return undefined;
    return known(answer, state);
  },

  async update(id, state, wanted, { client }) {
    const changed = Object.keys(inputs).filter((name) => {
      const value = wanted[name] ?? inputs[name]?.absent;
      return value !== undefined && !same(value, state[name]);
    });
    if (changed.includes("namespaceId")) {
      const namespace = text(wanted["namespaceId"]);
      await client.put(`projects/${segment(id)}/transfer`, { namespace });
    }
    const sent = body(wanted, changed);
    if (Object.keys(sent).length > 0) {
      await client.put(`projects/${segment(id)}`, { name: wanted["name"], ...sent });
    }
    return known(await client.get<Answer>(`projects/${segment(id)}`), wanted).state;
  },

  async delete(id, state, context) {
    if (state["archiveOnDestroy"] === true) {
      await context.client.post(`projects/${segment(id)}/archive`);
      return;
    }
    await context.client.delete(`projects/${segment(id)}`);
    if (state["permanentlyDeleteOnDestroy"] === true) await deleteForGood(id, context);
  },
};

async function deleteForGood(id: string, { client }: Work): Promise<void> {
  const answer = await client.find<Answer>(`projects/${segment(id)}`);
  if (!answer) return;
  await client.delete(`projects/${segment(id)}`, {
    permanently_remove: "true",
    full_path: answer["path_with_namespace"] as string,
  });
}

/** GitLab protects a new default branch by itself, a moment later; an empty project has none. */
async function waitForProtection(
  client: GitLabClient,
  created: Answer,
  signal: AbortSignal,
): Promise<void> {
  const path = `projects/${created.id}/repository/branches/${segment(created["default_branch"])}`;
  for (let delay = 50; ; delay = Math.min(delay * 2, 3000)) {
    const branch = await client.find<{ protected: boolean }>(path);
    if (!branch || branch.protected) return;
    await wait(delay, undefined, { signal });
  }
}

/** Settings as the API names them. Those of the program's own side aren't sent. */
function body(wanted: Values, names: string[]): Values {
  return Object.fromEntries(
    names
      .filter((name) => !inputs[name]?.writeOnly && name !== "namespaceId")
      .map((name) => [parameter(name), value(name, wanted[name] ?? inputs[name]?.absent ?? null)]),
  );
}

function value(name: string, given: Value): Value {
  if (name !== "containerExpirationPolicy") return given;
  return Object.fromEntries(
    Object.entries(given as Values).map(([key, inner]) => [snake(key), inner]),
  );
}

function parameter(name: string): string {
  if (name === "visibilityLevel") return "visibility";
  if (name === "containerExpirationPolicy") return "container_expiration_policy_attributes";
  return snake(name);
}

/** The state of an answer, with what only the program knows carried over. */
function known(answer: Answer, ours: Values): Known {
  const readable = Object.entries(inputs).filter(([, property]) => !property.writeOnly);
  const carried = Object.entries(inputs).filter(([, property]) => property.writeOnly);
  return {
    id: String(answer.id),
    state: {
      ...Object.fromEntries(
        readable.map(([name, property]) => [name, read(answer, name) ?? zero(property.type)]),
      ),
      ...Object.fromEntries(outputs.map((name) => [name, answer[snake(name)] ?? ""])),
      ...Object.fromEntries(carried.map(([name]) => [name, ours[name] ?? null])),
    },
  };
}

function read(answer: Answer, name: string): Value | undefined {
  if (name === "namespaceId") return (answer["namespace"] as Values)["id"];
  if (name !== "containerExpirationPolicy") return answer[parameter(name)];
  const { name_regex: nameRegexDelete = null, ...policy } = answer[
    "container_expiration_policy"
  ] as Values;
  const others = Object.entries(policy).map(([key, inner]) => [camel(key), inner ?? ""]);
  return { ...Object.fromEntries(others), nameRegexDelete } as Values;
}

/** What the provider's state says where GitLab says null. */
function zero(type: Shape[string]["type"]): Value {
  return (
    ({ boolean: false, integer: 0, strings: [] } as Record<string, Value>)[type as string] ?? ""
  );
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
