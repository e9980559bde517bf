import { text, type Value, type Values } from "../values.ts";
import type { Answer, Behaviour, Work } from "./behaviour.ts";
import { segment } from "./client.ts";

/** The two lists: a property, the list's address, and what an entry is added by. */
const lists = [
  ["targetProjectIds", "allowlist", "target_project_id"],
  ["targetGroupIds", "groups_allowlist", "target_group_id"],
] as const;

/** A project has one of these from the start: what is made is what the lists hold. */
export const projectJobTokenScopes: Behaviour = {
  path: "projects/:project/job_token_scope",
  id: ["project"],
  replaces: ["project"],
  absent: { enabled: true, targetProjectIds: [], targetGroupIds: [] },

  async read(work) {
    const scope = await work.client.find<Answer>(work.path);
    if (!scope) return undefined;
    const [projects, groups] = await Promise.all(lists.map(([, name]) => entries(work, name)));
    return {
      project: work.ids["project"]!,
      enabled: scope["inbound_enabled"]!,
      target_project_ids: projects!,
      target_group_ids: groups!,
    };
  },

  create: (inputs, work) => make(inputs, work),
  update: (inputs, work) => make(inputs, work),
  delete: async (_, work) => void (await make({}, work)),
};

async function make(wanted: Values, work: Work): Promise<Answer> {
  await work.client.patch(work.path, { enabled: wanted["enabled"] ?? true });
  for (const [property, name, parameter] of lists) {
    const there = await entries(work, name);
    const asked = (wanted[property] ?? []) as Value[];
    for (const id of asked.filter((one) => !there.includes(one))) {
      await work.client.post(`${work.path}/${name}`, { [parameter]: id });
    }
    for (const id of there.filter((one) => !asked.includes(one))) {
      await work.client.delete(`${work.path}/${name}/${segment(id)}`);
    }
  }
  return (await projectJobTokenScopes.read!(work))!;
}

/** What a list holds, but for the project itself, which is always on it. */
async function entries({ client, path, ids }: Work, name: string): Promise<Value[]> {
  const found = await client.get<Answer[]>(`${path}/${name}`, { per_page: "100" });
  return found.map(({ id }) => id!).filter((id) => text(id) !== text(ids["project"]));
}
