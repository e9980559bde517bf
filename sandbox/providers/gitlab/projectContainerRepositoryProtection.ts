import { text } from "../values.ts";
import type { Answer, Behaviour } from "./behaviour.ts";

const roles = ["maintainer", "owner", "admin"];

export const projectContainerRepositoryProtection: Behaviour = {
  path: "projects/:project/registry/protection/repository/rules/:protectionRuleId",
  id: ["project", "protectionRuleId"],
  parameters: { protectionRuleId: "id" },
  replaces: ["project"],
  values: { minimumAccessLevelForPush: roles, minimumAccessLevelForDelete: roles },

  // GitLab tells of all of them, and of none alone.
  async read({ client, path, ids }) {
    const rules = await client.find<Answer[]>(path.slice(0, path.lastIndexOf("/")));
    return rules?.find(({ id }) => text(id) === ids["protectionRuleId"]);
  },

  update: (_, { client, path, body }) => client.patch(path, body()),
};
