import type { Answer, TestGitLab } from "./client.ts";

/** Somebody who asks with a token of their own. */
export interface Person {
  id: number;
  token: string;
  request: (method: string, path: string, body?: unknown) => Promise<Answer>;
}

/** The levels of GitLab's roles. */
export const levels = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
};

/** Makes a user with a token. */
export async function person(
  gitlab: TestGitLab,
  username: string,
  scopes: string[] = ["api"],
): Promise<Person> {
  const made = await gitlab.request("POST", "users", {
    username,
    name: username,
    email: `${username}@example.com`,
    force_random_password: true,
  });
  const { id } = made.body as { id: number };
  return { id, ...asking(gitlab, await tokenOf(gitlab, id, scopes)) };
}

/** Another token for a user. */
export async function tokenOf(
  gitlab: TestGitLab,
  id: number,
  scopes: string[],
  more: object = {},
): Promise<string> {
  const asked = { name: "test", scopes, ...more };
  const made = await gitlab.request("POST", `users/${id}/personal_access_tokens`, asked);
  return (made.body as { token: string }).token;
}

export function asking(gitlab: TestGitLab, token: string): Omit<Person, "id"> {
  return {
    token,
    request: (method, path, body) => gitlab.request(method, path, body, { "private-token": token }),
  };
}

/** Makes somebody a member of the project that the tests have, or of another place. */
export async function join(
  gitlab: TestGitLab,
  { id }: { id: number },
  role: keyof typeof levels,
  place = "projects/1",
): Promise<void> {
  const access_level = levels[role];
  const answer = await gitlab.request("POST", `${place}/members`, { user_id: id, access_level });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
}
