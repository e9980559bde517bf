import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gitlab } from "@gitbeaker/rest";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type GitLab, startGitLab } from "../../../sandbox/gitlab/server.ts";

// The server starts git for what it answers, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "slipway-gitbeaker-"));
let server: GitLab;
let client: InstanceType<typeof Gitlab<false>>;

beforeAll(async () => {
  server = await startGitLab({ folder, token: "a-token-for-tests" });
  client = new Gitlab({ host: server.url, token: "a-token-for-tests" });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What a client that others wrote makes of the server, over HTTP. Each test goes on from the last. */
describe("The client @gitbeaker/rest", () => {
  let group: number;
  let project: number;

  it("asks who it is and what it talks to", async () => {
    expect(await client.Users.showCurrentUser()).toMatchObject({ username: "root" });
    expect(await client.Metadata.show()).toMatchObject({ enterprise: false });
  });

  it("makes groups, one in the other, and changes and lists them", async () => {
    ({ id: group } = await client.Groups.create("Acme", "acme", { visibility: "internal" }));
    await client.Groups.create("Web", "web", { parentId: group });
    expect(await client.Groups.edit(group, { description: "All of it" })).toMatchObject({
      description: "All of it",
      full_path: "acme",
    });
    const found = await client.Groups.all({ search: "we", orderBy: "path", sort: "asc" });
    expect(found.map(({ full_path: path }) => path)).toEqual(["acme/web"]);
    expect(await client.Groups.allSubgroups(group)).toMatchObject([{ path: "web" }]);
    expect(await client.Groups.show("acme/web")).toMatchObject({ full_name: "Acme / Web" });
  });

  it("makes a project, changes it and finds it again", async () => {
    const created = await client.Projects.create({
      name: "shop",
      namespaceId: group,
      initializeWithReadme: true,
      topics: ["web"],
    });
    project = created.id;
    await client.Projects.edit(project, {
      mergeMethod: "ff",
      wikiAccessLevel: "disabled",
      onlyAllowMergeIfPipelineSucceeds: true,
    });
    expect(await client.Projects.show("acme/shop", { statistics: true })).toMatchObject({
      id: project,
      merge_method: "ff",
      wiki_enabled: false,
      statistics: { commit_count: 1 },
      topics: ["web"],
    });
    const byPage = await client.Projects.all({ search: "sho", owned: true, perPage: 1 });
    const byKey = await client.Projects.all({
      pagination: "keyset",
      orderBy: "id",
      sort: "asc",
      perPage: 1,
    });
    expect([byPage, byKey].map((list) => list.map(({ id }) => id))).toEqual([[project], [project]]);
    expect(await client.Groups.allProjects(group)).toHaveLength(1);
  });

  it("makes and lists branches, and protects them", async () => {
    await client.Branches.create(project, "develop", "main");
    const found = await client.Branches.all(project, { search: "^dev" });
    expect(found).toMatchObject([{ name: "develop", protected: false }]);
    await client.ProtectedBranches.create(project, "develop", {
      pushAccessLevel: 0,
      mergeAccessLevel: 30,
    });
    await client.ProtectedBranches.edit(project, "develop", { allowForcePush: true });
    expect(await client.ProtectedBranches.show(project, "develop")).toMatchObject({
      push_access_levels: [{ access_level: 0 }],
      allow_force_push: true,
    });
    await client.ProtectedBranches.remove(project, "develop");
    const left = await client.ProtectedBranches.all(project);
    expect(left.map(({ name }) => name)).toEqual(["main"]);
    await client.Branches.remove(project, "develop");
  });

  it("keeps variables of two scopes apart", async () => {
    for (const environmentScope of ["*", "production"]) {
      await client.ProjectVariables.create(project, "KEY", environmentScope, { environmentScope });
    }
    const filter = { environment_scope: "production" };
    await client.ProjectVariables.edit(project, "KEY", "changed-value", { filter, masked: true });
    expect(await client.ProjectVariables.show(project, "KEY", { filter })).toMatchObject({
      value: "changed-value",
      masked: true,
    });
    expect(await client.ProjectVariables.all(project)).toHaveLength(2);
    await client.ProjectVariables.remove(project, "KEY", { filter });
    expect(await client.ProjectVariables.all(project)).toMatchObject([{ value: "*" }]);
  });

  it("makes, changes, stops and removes environments", async () => {
    const { id } = await client.Environments.create(project, "production", {
      externalUrl: "https://app.example.com",
    });
    await client.Environments.edit(project, id, { tier: "other" });
    await client.Environments.stop(project, id);
    expect(await client.Environments.all(project, { states: "stopped" })).toMatchObject([
      { id, tier: "other", external_url: "https://app.example.com" },
    ]);
    await client.Environments.remove(project, id);
    expect(await client.Environments.all(project, { name: "production" })).toEqual([]);
  });

  it("makes, changes and removes webhooks", async () => {
    const url = "https://hook.example.com";
    const { id } = await client.ProjectHooks.add(project, url, { token: "secret" });
    await client.ProjectHooks.edit(project, id, url, { pipelineEvents: true });
    expect(await client.ProjectHooks.all(project)).toMatchObject([{ id, pipeline_events: true }]);
    await client.ProjectHooks.remove(project, id);
    expect(await client.ProjectHooks.all(project)).toEqual([]);
  });

  it("is told in GitLab's words what is wrong", async () => {
    const refused = client.Projects.create({ name: "shop", namespaceId: group });
    await expect(refused).rejects.toMatchObject({
      cause: { description: expect.stringContaining("has already been taken") as string },
    });
    await expect(client.Projects.show("acme/nothing")).rejects.toMatchObject({
      cause: { description: "404 Project Not Found" },
    });
  });

  it("archives, moves and deletes a project", async () => {
    await client.Projects.archive(project);
    await expect(client.Branches.create(project, "x", "main")).rejects.toMatchObject({
      cause: { description: "403 Forbidden" },
    });
    await client.Projects.unarchive(project);
    await client.Projects.transfer(project, "root");
    await client.Projects.remove(project);
    expect(await client.Projects.show(project)).toMatchObject({
      path: `shop-deletion_scheduled-${project}`,
    });
    await client.Projects.restore(project);
    expect(await client.Projects.show("root/shop")).toMatchObject({ id: project });
  });
});
