import type { Invocation } from "../resource.ts";
import { text, type Value, type Values } from "../values.ts";
import { type GitLabClient, segment } from "./client.ts";

type Answer = Record<string, Value>;

/** `gitlab:index/getMetadata:getMetadata` */
export const getMetadata: Invocation<GitLabClient> = {
  inputs: {},
  async invoke(_, { client }) {
    const answer = await client.get<Answer>("metadata");
    const kas = answer["kas"] as Values;
    return {
      id: "1",
      version: answer["version"] ?? "",
      revision: answer["revision"] ?? "",
      enterprise: answer["enterprise"] ?? false,
      kas: {
        enabled: kas["enabled"] ?? false,
        externalUrl: kas["externalUrl"] ?? "",
        externalK8sProxyUrl: kas["externalK8sProxyUrl"] ?? "",
        version: kas["version"] ?? "",
      },
    };
  },
};

/** `gitlab:index/getGroup:getGroup` */
export const getGroup: Invocation<GitLabClient> = {
  inputs: { fullPath: { type: "string" }, groupId: { type: "integer" } },
  async invoke(inputs, { client }) {
    const reference = one(inputs, "groupId", "fullPath");
    const answer = await client.get<Answer>(`groups/${segment(reference)}`);
    return {
      id: text(answer["id"]),
      groupId: answer["id"] ?? 0,
      name: answer["name"] ?? "",
      path: answer["path"] ?? "",
      fullName: answer["full_name"] ?? "",
      fullPath: answer["full_path"] ?? "",
      description: answer["description"] ?? "",
      parentId: answer["parent_id"] ?? 0,
      visibilityLevel: answer["visibility"] ?? "",
      defaultBranch: answer["default_branch"] ?? "",
      webUrl: answer["web_url"] ?? "",
    };
  },
};

/** `gitlab:index/getProject:getProject` */
export const getProject: Invocation<GitLabClient> = {
  inputs: { id: { type: "string" }, pathWithNamespace: { type: "string" } },
  async invoke(inputs, { client }) {
    const reference = one(inputs, "id", "pathWithNamespace");
    const answer = await client.get<Answer>(`projects/${segment(reference)}`);
    return {
      id: text(answer["id"]),
      archived: answer["archived"] ?? false,
      ciConfigPath: answer["ci_config_path"] ?? "",
      containerRegistryImagePrefix: answer["container_registry_image_prefix"] ?? "",
      defaultBranch: answer["default_branch"] ?? "",
      description: answer["description"] ?? "",
      emptyRepo: answer["empty_repo"] ?? false,
      httpUrlToRepo: answer["http_url_to_repo"] ?? "",
      markedForDeletionOn: answer["marked_for_deletion_on"] ?? "",
      name: answer["name"] ?? "",
      path: answer["path"] ?? "",
      pathWithNamespace: answer["path_with_namespace"] ?? "",
      sshUrlToRepo: answer["ssh_url_to_repo"] ?? "",
      visibility: answer["visibility"] ?? "",
      webUrl: answer["web_url"] ?? "",
    };
  },
};

/** Whichever of the two was given. */
function one(inputs: Values, first: string, second: string): Value {
  const reference = inputs[first] ?? inputs[second];
  if (reference === undefined) throw new Error(`One of \`${first}\` or \`${second}\` must be set.`);
  return reference;
}
