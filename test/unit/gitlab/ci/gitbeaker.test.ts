import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gitlab } from "@gitbeaker/rest";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type GitLab, startGitLab } from "../../../../sandbox/gitlab/server.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "slipway-gitbeaker-ci-"));
const token = "a-token-for-tests";
let server: GitLab;

beforeAll(async () => {
  server = await startGitLab({ folder, token });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

it("lets the client @gitbeaker/rest see pipelines and jobs, and press them", async () => {
  const client = new Gitlab({ host: server.url, token });
  const { id: group } = await client.Groups.create("Acme", "acme");
  const { id } = await client.Projects.create({
    ...{ name: "shop", namespaceId: group, initializeWithReadme: true },
  });
  // A file's commit is a push, and has a pipeline of its own.
  const content = "unit: { script: [a] }\ndoor: { script: [a], rules: [{ when: manual }] }\n";
  expect(await client.Lint.lint(id, content)).toMatchObject({ valid: true });
  await client.RepositoryFiles.create(id, ".gitlab-ci.yml", "main", content, "Configure");

  const made = await client.Pipelines.create(id, "main", {
    variables: [{ key: "WHY", value: "because" }],
  });
  expect(made).toMatchObject({ ref: "main", status: "running", user: { username: "root" } });
  const pipelines = await client.Pipelines.all(id, { source: "api" });
  expect(pipelines).toMatchObject([{ id: made.id }]);
  const jobs = await client.Jobs.all(id, { pipelineId: made.id });
  const door = jobs.find(({ name }) => name === "door")!;
  expect(await client.Jobs.play(id, door.id)).toMatchObject({ name: "door", status: "pending" });
  expect(await client.Jobs.cancel(id, door.id)).toMatchObject({ status: "canceled" });
  expect(await client.Pipelines.cancel(id, made.id)).toMatchObject({ status: "canceled" });
  expect(await client.Deployments.all(id)).toEqual([]);
  await client.Pipelines.remove(id, made.id);
  expect((await client.Pipelines.all(id)).map((one) => one.id)).not.toContain(made.id);
});
