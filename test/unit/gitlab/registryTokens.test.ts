import { createVerify, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join as joined } from "node:path";
import { Hono } from "hono";
import { beforeEach, describe, expect, it } from "vitest";
import { signingCertificate } from "../../../sandbox/gitlab/registry/signing.ts";
import { registryTokens } from "../../../sandbox/gitlab/registry/tokenService.ts";
import { Store } from "../../../sandbox/gitlab/store.ts";
import { startTestGitLab, type TestGitLab, withProject } from "./client.ts";
import { join, levels, person, tokenOf } from "./people.ts";

const release = "repository:acme/shop/release:pull,push";
let gitlab: TestGitLab;

/** The token service over what the GitLab of the test has kept, where a job runs that ada started. */
async function ask(
  scope: string,
  credentials?: [string, string],
  parameters = "service=container_registry",
): Promise<{ status: number; body: unknown }> {
  const store = new Store(gitlab.folder);
  store.jobOfToken = (token) =>
    token === "of-the-job" ? { id: 7, projectId: 1, userId: 2 } : undefined;
  const app = new Hono();
  registryTokens(app, store);
  const scopes = scope === "" ? "" : `&scope=${encodeURIComponent(scope)}`;
  const basic = credentials && Buffer.from(credentials.join(":")).toString("base64");
  const answer = await app.request(`http://127.0.0.1/jwt/auth?${parameters}${scopes}`, {
    headers: basic ? { authorization: `Basic ${basic}` } : {},
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

/** What a token says, once its signature and its certificate are found to be right. */
function claims({ body }: { body: unknown }): Record<string, unknown> {
  const { token } = body as { token: string };
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { x5c, alg } = decoded(header) as { x5c: string[]; alg: string };
  expect(alg).toBe("RS256");
  const certificate = new X509Certificate(readFileSync(signingCertificate(gitlab.folder)));
  expect(x5c).toEqual([certificate.raw.toString("base64")]);
  const verifier = createVerify("sha256").update(`${header}.${payload}`);
  expect(verifier.verify(certificate.publicKey, signature, "base64url")).toBe(true);
  return decoded(payload) as Record<string, unknown>;
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
}

/** The actions that are granted, by repository, or the refusal. */
async function granted(scope: string, credentials?: [string, string]): Promise<unknown> {
  const answer = await ask(scope, credentials);
  if (answer.status !== 200) {
    const { errors } = answer.body as { errors: { code: string; message: string }[] };
    return `${answer.status} ${errors[0]!.code} ${errors[0]!.message}`;
  }
  const access = claims(answer)["access"] as { name: string; actions: string[] }[];
  return Object.fromEntries(access.map(({ name, actions }) => [name, actions.join()]));
}

const job: [string, string] = ["gitlab-ci-token", "of-the-job"];
const pathProtected = "403 DENIED Pushing to protected repository path forbidden";

async function protect(role: string): Promise<void> {
  await gitlab.request("POST", "projects/1/registry/protection/repository/rules", {
    repository_path_pattern: "acme/shop/rel*",
    minimum_access_level_for_push: role,
    minimum_access_level_for_delete: role,
  });
}

beforeEach(async () => {
  gitlab = await withProject(startTestGitLab("ee"), { initialize_with_readme: false });
});

describe("A token for the registry", () => {
  it("says whose it is, what for and for how long, signed with the certificate's key", async () => {
    const ada = await person(gitlab, "ada");
    await join(gitlab, ada, "developer");
    const now = Math.floor(Date.now() / 1000);
    const said = claims(await ask(release, ["ada", ada.token]));
    expect(said).toMatchObject({
      iss: "gitlab-issuer",
      aud: "container_registry",
      sub: "ada",
      access: [{ type: "repository", name: "acme/shop/release", actions: ["pull", "push"] }],
    });
    const lasts = (said["exp"] as number) - now;
    expect([lasts >= 300, lasts < 400, (said["nbf"] as number) <= now]).toEqual([true, true, true]);
    const { access } = claims(await ask("", ["ada", ada.token]));
    expect(access).toEqual([]);
  });

  it("is signed with the same key after a restart", () => {
    const path = signingCertificate(gitlab.folder);
    const before = readFileSync(path, "utf8");
    expect(readFileSync(signingCertificate(gitlab.restarted().folder), "utf8")).toBe(before);
    expect(path).toBe(joined(gitlab.folder, "registry.crt"));
  });

  it.each([
    ["guest", {}],
    ["reporter", { "acme/shop/release": "pull" }],
    ["developer", { "acme/shop/release": "pull,push" }],
    ["maintainer", { "acme/shop/release": "pull,push,delete" }],
  ] as const)("lets a %s do what the role may", async (role, expected) => {
    const ada = await person(gitlab, "ada");
    await join(gitlab, ada, role);
    const all = "repository:acme/shop/release:pull,push,delete";
    expect(await granted(all, ["ada", ada.token])).toEqual(expected);
  });

  it.each([
    [["read_registry"], { "acme/shop/release": "pull" }],
    [["write_registry"], { "acme/shop/release": "push" }],
    [["read_registry", "write_registry"], { "acme/shop/release": "pull,push" }],
    [["read_api"], { "acme/shop/release": "pull" }],
    [["read_user"], "403 DENIED access forbidden"],
  ])("is good for what the scopes %j are", async (scopes, expected) => {
    const ada = await person(gitlab, "ada");
    await join(gitlab, ada, "maintainer");
    const token = await tokenOf(gitlab, ada.id, scopes);
    const all = "repository:acme/shop/release:pull,push,delete";
    expect(await granted(all, ["ada", token])).toEqual(expected);
  });

  it("grants each of several scopes by itself", async () => {
    const ada = await person(gitlab, "ada");
    await join(gitlab, ada, "developer");
    const two = `${release} repository:acme/shop:pull repository:acme/other:pull,push`;
    expect(await granted(two, ["ada", ada.token])).toEqual({
      "acme/shop/release": "pull,push",
      "acme/shop": "pull",
    });
  });

  it("is nobody's whose password is wrong, and no other service's", async () => {
    expect(await granted(release, ["ada", "wrong"])).toMatch(
      /^401 UNAUTHORIZED HTTP Basic: Access/,
    );
    expect(await granted(release, ["gitlab-ci-token", "wrong"])).toMatch(/^401/);
    expect(await ask(release, undefined, "service=another")).toMatchObject({ status: 404 });
  });

  it("is nobody's for what is private, and anybody's for pulling what is public", async () => {
    expect(await granted(release)).toBe("403 DENIED access forbidden");
    await gitlab.request("PUT", "groups/acme", { visibility: "public" });
    await gitlab.request("PUT", "projects/1", { visibility: "public" });
    expect(await granted(release)).toEqual({ "acme/shop/release": "pull" });
    await gitlab.request("PUT", "projects/1", { container_registry_access_level: "private" });
    expect(await granted(release)).toBe("403 DENIED access forbidden");
  });

  it("is for no project whose registry is off, and pushes to none that is archived", async () => {
    const ada = await person(gitlab, "ada");
    await join(gitlab, ada, "maintainer");
    await gitlab.request("POST", "projects/1/archive");
    expect(await granted(release, ["ada", ada.token])).toEqual({ "acme/shop/release": "pull" });
    await gitlab.request("PUT", "projects/1", { container_registry_access_level: "disabled" });
    expect(await granted(release, ["ada", ada.token])).toEqual({});
  });

  it("shows the catalog to administrators", async () => {
    const ada = await person(gitlab, "ada");
    expect(await granted("registry:catalog:*", ["ada", ada.token])).toEqual({});
    const root = await tokenOf(gitlab, 1, ["api"]);
    expect(await granted("registry:catalog:*", ["root", root])).toEqual({ catalog: "*" });
  });
});

describe("A deploy token", () => {
  async function deployToken(scopes: string[]): Promise<[string, string]> {
    const asked = { name: "puller", username: "puller", scopes };
    const { body } = await gitlab.request("POST", "projects/1/deploy_tokens", asked);
    return ["puller", (body as { token: string }).token];
  }

  it("pulls and pushes in its own project, as its scopes say", async () => {
    await gitlab.request("POST", "projects", { name: "other", namespace_id: 2 });
    const pulls = await deployToken(["read_registry"]);
    expect(await granted(release, pulls)).toEqual({ "acme/shop/release": "pull" });
    expect(await granted("repository:acme/other:pull", pulls)).toEqual({});
    expect(await granted(release, ["another", pulls[1]])).toMatch(/^401/);
  });

  it("never pushes to a protected repository", async () => {
    const pushes = await deployToken(["read_registry", "write_registry"]);
    expect(await granted(release, pushes)).toEqual({ "acme/shop/release": "pull,push" });
    await protect("maintainer");
    expect(await granted(release, pushes)).toBe(pathProtected);
  });
});

describe("A job's token", () => {
  beforeEach(async () => {
    await join(gitlab, await person(gitlab, "ada"), "developer");
  });

  it("pushes to its own project", async () => {
    expect(await granted(release, job)).toEqual({ "acme/shop/release": "pull,push" });
  });

  it("reaches another project if that lists it and the starter is a member there", async () => {
    await gitlab.request("POST", "projects", { name: "pipelines", namespace_id: 2 });
    const tool = "repository:acme/pipelines/slipway:pull,push";
    expect(await granted(tool, job)).toEqual({});
    const target = { target_project_id: 1 };
    await gitlab.request("POST", "projects/2/job_token_scope/allowlist", target);
    expect(await granted(tool, job)).toEqual({});
    await join(gitlab, { id: 2 }, "reporter", "projects/2");
    expect(await granted(tool, job)).toEqual({ "acme/pipelines/slipway": "pull" });
    await gitlab.request("DELETE", "projects/2/job_token_scope/allowlist/1");
    expect(await granted(tool, job)).toEqual({});
  });

  it("has its starter's role before a rule, for pushing and for deleting", async () => {
    await protect("maintainer");
    expect(await granted(release, job)).toBe(pathProtected);
    expect(await granted("repository:acme/shop/release:pull,delete", job)).toEqual({
      "acme/shop/release": "pull",
    });
    expect(await granted("repository:acme/shop/incoming:pull,push,delete", job)).toEqual({
      "acme/shop/incoming": "pull,push,delete",
    });
    await gitlab.request("PUT", "projects/1/members/2", { access_level: levels.maintainer });
    expect(await granted(release, job)).toEqual({ "acme/shop/release": "pull,push" });
  });
});

it("A service account that is a Maintainer pushes to a protected repository, a Developer does not", async () => {
  await protect("maintainer");
  const accounts = "groups/acme/service_accounts";
  const made = await gitlab.request("POST", accounts, { username: "slipway-release" });
  const { id } = made.body as { id: number };
  await join(gitlab, { id }, "maintainer");
  const scopes = ["read_registry", "write_registry"];
  const { body } = await gitlab.request("POST", `${accounts}/${id}/personal_access_tokens`, {
    name: "slipway-release",
    scopes,
  });
  const { token } = body as { token: string };
  expect(await granted(release, ["slipway-release", token])).toEqual({
    "acme/shop/release": "pull,push",
  });
  const ada = await person(gitlab, "ada");
  await join(gitlab, ada, "developer");
  expect(await granted(release, ["ada", ada.token])).toBe(pathProtected);
  await gitlab.request("PATCH", "projects/1/registry/protection/repository/rules/1", {
    minimum_access_level_for_push: "owner",
  });
  expect(await granted(release, ["slipway-release", token])).toBe(pathProtected);
  expect(await granted(release, ["root", await tokenOf(gitlab, 1, ["api"])])).toEqual({
    "acme/shop/release": "pull,push",
  });
});

it("is asked by POST as well, and has the client ask again by GET", async () => {
  const url = "http://127.0.0.1/jwt/auth";
  const body = "grant_type=password&service=container_registry&username=ada&password=x";
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await gitlab.app.request(url, { method: "POST", headers, body })).status).toBe(404);
});
