import { text, type Values } from "../values.ts";
import type { Answer, Behaviour } from "./behaviour.ts";
import { roleName, roles } from "./levels.ts";

export const projectShareGroup: Behaviour = {
  path: "projects/:project/share/:groupId",
  id: ["project", "groupId"],
  replaces: ["project", "groupId", "groupAccess"],
  values: { groupAccess: Object.keys(roles) },
  request: (body) => ({ ...body, group_access: roles[text(body["group_access"])] ?? null }),
  answer: (share) => ({ ...share, group_access: roleName(share["group_access"] as number) }),

  // The project tells whom it is shared with.
  async read({ client, path, ids }) {
    const project = await client.find<Answer>(path.replace(/\/share\/.*/, ""));
    const shares = (project?.["shared_with_groups"] ?? []) as Values[];
    const share = shares.find(({ group_id }) => text(group_id) === ids["groupId"]);
    return share && { ...share, group_access: share["group_access_level"]! };
  },
};
