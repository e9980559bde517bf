import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitLabFolder } from "../gitlabDaemon.ts";
import { shareRepository, startGitLabRegistry } from "../gitlabRegistry.ts";
import type { Machine } from "../machine.ts";
import { type Registry, registryData } from "../registry.ts";
import { type Client, Refusal } from "./client.ts";

interface Asked {
  folder: string;
  machine: Machine;
  administrator: Client;
  /** The group whose images servers pull. */
  group: string;
  /** Repositories of the machine's registry that this one has too: `library/node`. */
  repositories: string[];
}

/**
 * Starts GitLab's own registry, as an administrator has it: with the images that others are built from
 * in public projects, and an account that may pull the group's, for servers.
 */
export async function provideRegistry(asked: Asked): Promise<Registry> {
  const { folder, machine, administrator, group, repositories } = asked;
  const data = gitLabFolder(folder);
  const address = await startGitLabRegistry({
    folder,
    gitlab: { url: administrator.origin, folder: data },
  });
  const file = join(folder, "pull.json");
  if (!existsSync(file)) {
    for (const repository of repositories) {
      await createProject(administrator, repository, group);
      shareRepository(registryData(machine.folder), folder, repository);
    }
    const account = await createPullAccount(administrator, group);
    writeFileSync(file, JSON.stringify(account), { mode: 0o600 });
  }
  const account = JSON.parse(readFileSync(file, "utf8")) as Pick<Registry, "user" | "password">;
  return { address, ...account };
}

/** Nothing happens where there is one. */
export async function createGroup(
  administrator: Client,
  { path, visibility = "private" }: { path: string; visibility?: string },
): Promise<number> {
  try {
    const made = { name: path, path, visibility };
    return (await administrator.send<{ id: number }>("POST", "groups", made)).id;
  } catch (error) {
    // 400: it has been there since an earlier start.
    if (!(error instanceof Refusal) || error.status !== 400) throw error;
    return (await administrator.get<{ id: number }>(`groups/${path}`)).id;
  }
}

/** What is not in the servers' group is everybody's, as on Docker Hub. */
async function createProject(administrator: Client, path: string, own: string): Promise<void> {
  const [group = "", name] = path.split("/");
  const visibility = group === own ? "private" : "public";
  const namespace_id = await createGroup(administrator, { path: group, visibility });
  const project = { name, path: name, namespace_id, visibility };
  await administrator.send("POST", "projects", project);
}

async function createPullAccount(
  administrator: Client,
  group: string,
): Promise<Pick<Registry, "user" | "password">> {
  const username = "slipway-pull";
  const { id } = await administrator.send<{ id: number }>("POST", "users", {
    ...{ username, name: "Servers", email: `${username}@example.com` },
    password: randomBytes(18).toString("base64url"),
  });
  const member = { user_id: id, access_level: 20 };
  await administrator.send("POST", `groups/${group}/members`, member);
  const asked = { name: "servers", scopes: ["read_registry"] };
  const path = `users/${id}/personal_access_tokens`;
  const { token } = await administrator.send<{ token: string }>("POST", path, asked);
  return { user: username, password: token };
}
