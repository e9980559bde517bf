import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Client, clientOf } from "./client.ts";

/** Who works on the example: one who writes, and one who may let it through to production. */
const roles = {
  dana: { name: "Dana Developer", accessLevel: 30 },
  mira: { name: "Mira Maintainer", accessLevel: 40 },
} as const;

export type Who = keyof typeof roles;

export interface Person {
  username: Who;
  name: string;
  email: string;
  /** For git and for the API. */
  token: string;
  client: Client;
}

/** Makes the two people and their tokens at the first start, as an administrator would. */
export async function providePeople(
  folder: string,
  gitlab: { baseUrl: string; token: string },
  group: string,
): Promise<Record<Who, Person>> {
  const file = join(folder, "people.json");
  if (!existsSync(file)) {
    const administrator = clientOf(gitlab.baseUrl, gitlab.token);
    const tokens: Record<string, string> = {};
    for (const username of Object.keys(roles) as Who[]) {
      tokens[username] = await make(administrator, username, group);
    }
    writeFileSync(file, JSON.stringify(tokens), { mode: 0o600 });
  }
  const tokens = JSON.parse(readFileSync(file, "utf8")) as Record<Who, string>;
  const person = (username: Who): Person => ({
    username,
    name: roles[username].name,
    email: emailOf(username),
    token: tokens[username],
    client: clientOf(gitlab.baseUrl, tokens[username]),
  });
  return { dana: person("dana"), mira: person("mira") };
}

/** @returns a token of the new user's */
async function make(administrator: Client, username: Who, group: string): Promise<string> {
  const { name, accessLevel } = roles[username];
  const { id } = await administrator.send<{ id: number }>("POST", "users", {
    ...{ username, name, email: emailOf(username) },
    ...{ force_random_password: true, skip_confirmation: true },
  });
  await administrator.send("POST", `groups/${encodeURIComponent(group)}/members`, {
    user_id: id,
    access_level: accessLevel,
  });
  const { token } = await administrator.send<{ token: string }>(
    "POST",
    `users/${id}/personal_access_tokens`,
    { name: "sandbox", scopes: ["api", "write_repository"] },
  );
  return token;
}

function emailOf(username: Who): string {
  return `${username}@example.com`;
}
