import { text } from "../values.ts";
import type { Answer, Behaviour } from "./behaviour.ts";

export const groupServiceAccountAccessToken: Behaviour = {
  path: "groups/:group/service_accounts/:userId/personal_access_tokens/:tokenId",
  id: ["group", "userId", "tokenId"],
  parameters: { tokenId: "id" },
  replaces: ["group", "userId", "name", "scopes"],

  // GitLab tells of all of them, and of none alone. A revoked one is as good as gone.
  async read({ client, path, ids }) {
    const list = path.slice(0, path.lastIndexOf("/"));
    const tokens = await client.find<Answer[]>(list, { per_page: "100" });
    return tokens?.find((one) => text(one["id"]) === ids["tokenId"] && one["revoked"] !== true);
  },

  // The provider has it rotated, which gives it another id.
  update: () => Promise.reject(new Error("The sandbox's GitLab rotates no token: make another.")),
};
