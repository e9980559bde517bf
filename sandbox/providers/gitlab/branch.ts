import type { Known, Resource } from "../resource.ts";
import { text, type Value, type Values } from "../values.ts";
import { type GitLabClient, segment } from "./client.ts";
import { parts } from "./identifiers.ts";

interface Answer {
  name: string;
  commit: Record<string, Value>;
  can_push: boolean;
  default: boolean;
  developers_can_merge: boolean;
  developers_can_push: boolean;
  merged: boolean;
  protected: boolean;
  web_url: string;
}

/** `gitlab:index/branch:Branch`. `ref` counts on creation only, and can't be read back. */
export const branch: Resource<GitLabClient> = {
  inputs: {
    keepOnDestroy: { type: "boolean", absent: false, writeOnly: true },
    name: { type: "string", replaces: true, autonamed: true },
    project: { type: "string", required: true, replaces: true },
    ref: { type: "string", required: true, replaces: true, writeOnly: true },
  },
  outputs: [
    "canPush",
    "commits",
    "default",
    "developerCanMerge",
    "developerCanPush",
    "merged",
    "protected",
    "webUrl",
  ],

  async create(inputs, { client }) {
    const path = `projects/${segment(inputs["project"])}/repository/branches`;
    const answer = await client.post<Answer>(path, {
      branch: inputs["name"],
      ref: inputs["ref"],
    });
    return known(text(inputs["project"]), answer, inputs);
  },

  async read(id, state, { client }) {
    const [project = "", name = ""] = parts(id, "<project>:<branch>");
    const answer = await client.find<Answer>(pathOf(project, name));
    return answer && known(project, answer, state);
  },

  async update(id, _, inputs, { client }) {
    const [project = "", name = ""] = parts(id, "<project>:<branch>");
    return known(project, await client.get<Answer>(pathOf(project, name)), inputs).state;
  },

  async delete(id, state, { client }) {
    const [project = "", name = ""] = parts(id, "<project>:<branch>");
    if (state["keepOnDestroy"] !== true) await client.delete(pathOf(project, name));
  },
};

function pathOf(project: string, name: string): string {
  return `projects/${segment(project)}/repository/branches/${segment(name)}`;
}

function known(project: string, answer: Answer, ours: Values): Known {
  const { commit } = answer;
  const state: Values = {
    project,
    name: answer.name,
    canPush: answer.can_push,
    commits: [
      {
        authorEmail: commit["author_email"] ?? "",
        authorName: commit["author_name"] ?? "",
        authoredDate: commit["authored_date"] ?? "",
        committedDate: commit["committed_date"] ?? "",
        committerEmail: commit["committer_email"] ?? "",
        committerName: commit["committer_name"] ?? "",
        id: commit["id"] ?? "",
        message: commit["message"] ?? "",
        parentIds: commit["parent_ids"] ?? [],
        shortId: commit["short_id"] ?? "",
        title: commit["title"] ?? "",
      },
    ],
    default: answer.default,
    developerCanMerge: answer.developers_can_merge,
    developerCanPush: answer.developers_can_push,
    merged: answer.merged,
    protected: answer.protected,
    webUrl: answer.web_url,
    keepOnDestroy: ours["keepOnDestroy"] ?? false,
  };
  if (ours["ref"] !== undefined) state["ref"] = ours["ref"];
  return { id: `${project}:${answer.name}`, state };
}
