import { text } from "../values.ts";
import type { Answer, Behaviour } from "./behaviour.ts";

export const groupServiceAccount: Behaviour = {
  path: "groups/:group/service_accounts/:serviceAccountId",
  id: ["group", "serviceAccountId"],
  parameters: { serviceAccountId: "id" },
  replaces: ["group"],
  answer: ({ id, ...account }) => ({ ...account, id: text(id) }),

  // GitLab tells of all of them, and of none alone.
  async read({ client, path, ids }) {
    const list = path.slice(0, path.lastIndexOf("/"));
    const accounts = await client.find<Answer[]>(list, { per_page: "100" });
    return accounts?.find(({ id }) => text(id) === ids["serviceAccountId"]);
  },
};
