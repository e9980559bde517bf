import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitLab, startGitLab } from "../../../sandbox/gitlab/server.ts";
import {
  shareRepository,
  startGitLabRegistry,
  stopGitLabRegistry,
} from "../../../sandbox/gitlabRegistry.ts";
import type { Docker } from "../../../sandbox/docker.ts";
import { Connection } from "../../../cli/registry/connection.ts";
import { copyImage } from "../../../cli/registry/copyImage.ts";
import { readManifest } from "../../../cli/registry/manifests.ts";
import { hasRecord, writeRecord } from "../../../cli/registry/records.ts";
import { docker } from "../../support/docker.ts";
import { machineFolder, testMachine } from "../../support/machine.ts";

/** A real registry that leaves to the sandbox's GitLab who may what, asked by a real Docker. */

const token = "a-token-for-tests";
const folder = mkdtempSync(join(tmpdir(), "slipway-registry-"));
const gitlabFolder = join(folder, "gitlab");
let daemon: Docker;
let gitlab: GitLab;
let address: string;
/** An image that the daemon has. */
let image: string;

async function api<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(new URL(path, gitlab.baseUrl), {
    method: "POST",
    headers: { "private-token": token, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Docker, logged in as somebody, or as nobody. */
function dockerOf(name: string, password?: string): Docker {
  const config = join(folder, "docker", name);
  const auth = Buffer.from(`${name}:${password}`).toString("base64");
  mkdirSync(config, { recursive: true });
  const auths = password === undefined ? {} : { [address]: { auth } };
  writeFileSync(join(config, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
  return { ...daemon, config };
}

interface Member {
  docker: Docker;
  /** The registry as Slipway's own client asks it. */
  connection: Connection;
}

function memberOf(user: string, password: string): Member {
  const connection = new Connection(address, { address, user, password });
  return { docker: dockerOf(user, password), connection };
}

/** A user with a token that is good for images, as a member of acme/shop. */
async function member(name: string, access_level: number): Promise<Member> {
  const user = { username: name, name, email: `${name}@example.com`, force_random_password: true };
  const { id } = await api<{ id: number }>("users", user);
  await api("projects/1/members", { user_id: id, access_level });
  const scopes = ["read_registry", "write_registry"];
  const asked = { name: "images", scopes };
  const made = await api<{ token: string }>(`users/${id}/personal_access_tokens`, asked);
  return memberOf(name, made.token);
}

/** Pushes the image under a name, and says what came of it. */
async function push(as: Docker, repository: string): Promise<string> {
  const name = `${address}/${repository}:latest`;
  await docker(daemon, "tag", image, name);
  try {
    return await docker(as, "push", name);
  } finally {
    await docker(daemon, "image", "rm", name);
  }
}

const pull = async (as: Docker, repository: string) => {
  const name = `${address}/${repository}:latest`;
  const said = await docker(as, "pull", name);
  await docker(daemon, "image", "rm", name);
  return said;
};

beforeAll(async () => {
  const machine = await testMachine();
  daemon = machine.docker;
  image = machine.images.database;
  await docker(dockerWith(machine.registry.address, machine), "pull", "--quiet", image);
  gitlab = await startGitLab({ folder: gitlabFolder, token, edition: "ee" });
  const where = { url: gitlab.url, folder: gitlabFolder };
  shareRepository(join(machineFolder(), "registry/data"), folder, "acme/database");
  address = await startGitLabRegistry({ folder, gitlab: where });
  await api("groups", { name: "acme", path: "acme" });
  await api("projects", { name: "shop", namespace_id: 2 });
  await api("projects", { name: "database", namespace_id: 2 });
  await api("projects/1/registry/protection/repository/rules", {
    repository_path_pattern: "acme/shop/release",
    minimum_access_level_for_push: "maintainer",
    minimum_access_level_for_delete: "maintainer",
  });
});

function dockerWith(
  of: string,
  { registry }: { registry: { user: string; password: string } },
): Docker {
  const config = join(folder, "docker", "machine");
  const auth = Buffer.from(`${registry.user}:${registry.password}`).toString("base64");
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, "config.json"), JSON.stringify({ auths: { [of]: { auth } } }));
  return { ...daemon, config };
}

afterAll(async () => {
  await stopGitLabRegistry(folder);
  await gitlab?.close();
  rmSync(folder, { recursive: true });
});

describe("A registry that asks GitLab", () => {
  it("takes a Developer's push, but not to a protected repository", async () => {
    const { docker: ada } = await member("ada", 30);
    expect(await push(ada, "acme/shop/incoming")).toContain("digest: sha256:");
    expect(await pull(ada, "acme/shop/incoming")).toContain("Downloaded newer image");
    await expect(push(ada, "acme/shop/release")).rejects.toThrow(
      "Pushing to protected repository path forbidden",
    );
  });

  it("takes a Maintainer's push there, which a Reporter pulls and does not push", async () => {
    const { docker: mia } = await member("mia", 40);
    expect(await push(mia, "acme/shop/release")).toContain("digest: sha256:");
    const { docker: rob } = await member("rob", 20);
    expect(await pull(rob, "acme/shop/release")).toContain("Downloaded newer image");
    await expect(push(rob, "acme/shop/incoming")).rejects.toThrow(/denied/);
  });

  it("lets a service account take what was built into release, byte by byte", async () => {
    const { id } = await api<{ id: number }>("groups/acme/service_accounts", { username: "robot" });
    await api("projects/1/members", { user_id: id, access_level: 40 });
    const scopes = ["read_registry", "write_registry"];
    const tokens = `groups/acme/service_accounts/${id}/personal_access_tokens`;
    const made = await api<{ token: string }>(tokens, { name: "release", scopes });
    const { connection: robot } = memberOf("robot", made.token);
    const ada = await member("ada-too", 30);
    expect(await push(ada.docker, "acme/shop/incoming")).toContain("digest: sha256:");
    const digest = (await readManifest(robot, "acme/shop/incoming", "latest"))!.digest;
    const copied = await copyImage(robot, digest, "acme/shop/incoming", "acme/shop/release");
    expect(copied?.digest).toBe(digest);
    const says = { app: "shop", environment: "staging", digest };
    await writeRecord(robot, "acme/shop/release", { kind: "served", says });
    expect(await hasRecord(ada.connection, "acme/shop/release", { kind: "served", says })).toBe(
      true,
    );
    const poisoned = copyImage(ada.connection, digest, "acme/shop/incoming", "acme/shop/release");
    await expect(poisoned).rejects.toThrow("Pushing to protected repository path forbidden");
  });

  it("lets in nobody without a name, or with a wrong password", async () => {
    await expect(pull(dockerOf("nobody"), "acme/shop/release")).rejects.toThrow(/denied|forbidden/);
    const wrong = dockerOf("ada", "wrong");
    await expect(pull(wrong, "acme/shop/release")).rejects.toThrow(/Access denied|unauthorized/);
  });

  it("lets a deploy token pull in its project only", async () => {
    const asked = { name: "puller", username: "puller", scopes: ["read_registry"] };
    const made = await api<{ token: string }>("projects/1/deploy_tokens", asked);
    const puller = dockerOf("puller", made.token);
    expect(await pull(puller, "acme/shop/release")).toContain("Downloaded newer image");
    await expect(push(puller, "acme/shop/incoming")).rejects.toThrow(/denied/);
    await expect(docker(puller, "pull", `${address}/acme/database:1`)).rejects.toThrow(/denied/);
  });

  it("has what it was given of another registry, for who may pull it", async () => {
    const name = `${address}/acme/database:1`;
    const root = dockerOf("root", token);
    expect(await docker(root, "pull", name)).toContain("sha256:");
    await docker(daemon, "image", "rm", name);
  });
});
