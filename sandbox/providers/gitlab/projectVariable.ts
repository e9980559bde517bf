import type { Known, Resource } from "../resource.ts";
import { text, type Values } from "../values.ts";
import { type GitLabClient, segment } from "./client.ts";
import { parts } from "./identifiers.ts";

interface Answer {
  key: string;
  /** Null once it is hidden. */
  value: string | null;
  variable_type: string;
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environment_scope: string;
  description: string | null;
}

const form = "<project>:<key>:<environment scope>";

/** `gitlab:index/projectVariable:ProjectVariable` */
export const projectVariable: Resource<GitLabClient> = {
  inputs: {
    description: { type: "string", absent: "" },
    environmentScope: { type: "string", absent: "*", replaces: true },
    hidden: { type: "boolean", absent: false, replaces: true },
    key: { type: "string", required: true, replaces: true },
    masked: { type: "boolean", absent: false },
    project: { type: "string", required: true, replaces: true },
    protected: { type: "boolean", absent: false },
    raw: { type: "boolean", absent: false },
    value: { type: "string", required: true },
    variableType: { type: "string", absent: "env_var", values: ["env_var", "file"] },
  },
  outputs: [],

  async create(inputs, { client }) {
    const project = text(inputs["project"]);
    const answer = await client.post<Answer>(`projects/${segment(project)}/variables`, {
      ...body(inputs),
      key: inputs["key"],
      environment_scope: inputs["environmentScope"] ?? "*",
      ...(inputs["hidden"] === true ? { masked_and_hidden: true } : {}),
    });
    return known(project, answer, inputs);
  },

  async read(id, state, { client }) {
    const { project, path, query } = locate(id);
    const answer = await client.find<Answer>(path, query);
    return answer && known(project, answer, state);
  },

  async update(id, _, inputs, { client }) {
    const { project, path, query } = locate(id);
    const answer = await client.put<Answer>(path, body(inputs), query);
    return known(project, answer, inputs).state;
  },

  async delete(id, _, { client }) {
    const { path, query } = locate(id);
    await client.delete(path, query);
  },
};

function locate(id: string) {
  const [project = "", key = "", scope = ""] = parts(id, form);
  return {
    project,
    path: `projects/${segment(project)}/variables/${segment(key)}`,
    query: { "filter[environment_scope]": scope },
  };
}

function body(inputs: Values): Values {
  return {
    value: inputs["value"] ?? "",
    variable_type: inputs["variableType"] ?? "env_var",
    protected: inputs["protected"] ?? false,
    masked: inputs["masked"] ?? false,
    raw: inputs["raw"] ?? false,
    description: inputs["description"] ?? "",
  };
}

/** A hidden variable's value can't be read: the program's is believed. */
function known(project: string, answer: Answer, ours: Values): Known {
  return {
    id: `${project}:${answer.key}:${answer.environment_scope}`,
    state: {
      project,
      key: answer.key,
      value: answer.value ?? ours["value"] ?? "",
      variableType: answer.variable_type,
      protected: answer.protected,
      masked: answer.masked,
      hidden: answer.hidden,
      raw: answer.raw,
      environmentScope: answer.environment_scope,
      description: answer.description ?? "",
    },
  };
}
