import { setTimeout as wait } from "node:timers/promises";
import type { Known, Resource } from "../resource.ts";
import { text, type Values } from "../values.ts";
import { type GitLabClient, segment } from "./client.ts";
import { parts } from "./identifiers.ts";

interface Answer {
  id: number;
  name: string;
  slug: string;
  description: string | null;
  external_url: string | null;
  tier: string;
  state: string;
  auto_stop_setting: string;
  auto_stop_at: string | null;
  created_at: string;
  updated_at: string;
}

const form = "<project>:<number of the environment>";

/** `gitlab:index/projectEnvironment:ProjectEnvironment` */
export const projectEnvironment: Resource<GitLabClient> = {
  inputs: {
    autoStopSetting: { type: "string", values: ["always", "with_action"] },
    description: { type: "string", absent: "" },
    externalUrl: { type: "string", absent: "" },
    name: { type: "string", replaces: true, autonamed: true },
    project: { type: "string", required: true, replaces: true },
    stopBeforeDestroy: { type: "boolean", absent: false, writeOnly: true },
    tier: {
      type: "string",
      values: ["production", "staging", "testing", "development", "other"],
    },
  },
  outputs: ["autoStopAt", "createdAt", "slug", "state", "updatedAt"],

  async create(inputs, { client }) {
    const project = text(inputs["project"]);
    const answer = await client.post<Answer>(`projects/${segment(project)}/environments`, {
      name: inputs["name"],
      ...body(inputs),
    });
    return known(project, answer, inputs);
  },

  async read(id, state, { client }) {
    const { project, path } = locate(id);
    const answer = await client.find<Answer>(path);
    return answer && known(project, answer, state);
  },

  async update(id, _, inputs, { client }) {
    const { project, path } = locate(id);
    return known(project, await client.put<Answer>(path, body(inputs)), inputs).state;
  },

  async delete(id, state, { client, signal }) {
    const { path } = locate(id);
    const answer = await client.find<Answer>(path);
    if (!answer) return;
    if (answer.state !== "stopped") {
      if (state["stopBeforeDestroy"] !== true) {
        throw new Error(
          `The environment "${answer.name}" is ${answer.state}, and GitLab deletes stopped ones only. Stop it, or set stopBeforeDestroy and run \`up\` before destroying it.`,
        );
      }
      await client.post(`${path}/stop`, { force: answer.auto_stop_setting === "with_action" });
      // A stop job may run for as long as it likes; the engine's cancellation ends the wait.
      while ((await client.find<Answer>(path))?.state === "stopping") {
        await wait(1000, undefined, { signal });
      }
    }
    await client.delete(path);
  },
};

function locate(id: string) {
  const [project = "", number = ""] = parts(id, form);
  return { project, path: `projects/${segment(project)}/environments/${segment(number)}` };
}

function body(inputs: Values): object {
  return {
    external_url: inputs["externalUrl"] ?? "",
    description: inputs["description"] ?? "",
    tier: inputs["tier"],
    auto_stop_setting: inputs["autoStopSetting"],
  };
}

function known(project: string, answer: Answer, ours: Values): Known {
  return {
    id: `${project}:${answer.id}`,
    state: {
      project,
      name: answer.name,
      slug: answer.slug,
      description: answer.description ?? "",
      externalUrl: answer.external_url ?? "",
      tier: answer.tier,
      state: answer.state,
      autoStopSetting: answer.auto_stop_setting,
      autoStopAt: answer.auto_stop_at ?? "",
      createdAt: answer.created_at,
      updatedAt: answer.updated_at,
      stopBeforeDestroy: ours["stopBeforeDestroy"] ?? false,
    },
  };
}
