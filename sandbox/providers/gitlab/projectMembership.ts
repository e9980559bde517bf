import { text } from "../values.ts";
import type { Behaviour } from "./behaviour.ts";
import { roleName, roles } from "./levels.ts";

export const projectMembership: Behaviour = {
  path: "projects/:project/members/:userId",
  id: ["project", "userId"],
  replaces: ["project", "userId"],
  values: { accessLevel: Object.keys(roles) },
  request: (body) => ({ ...body, access_level: roles[text(body["access_level"])] ?? null }),
  answer: (member) => ({
    ...member,
    user_id: member["id"]!,
    access_level: roleName(member["access_level"] as number),
  }),
};
