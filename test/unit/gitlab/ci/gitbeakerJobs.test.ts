import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gitlab } from "@gitbeaker/rest";
import { strToU8, unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitLab, startGitLab } from "../../../../sandbox/gitlab/server.ts";
import { RemoteRunner } from "./overHttp.ts";

const configuration = `
stages: [test, deploy]
unit: { stage: test, script: [a], artifacts: { paths: [out/] } }
lint: { stage: test, script: [a] }
staging:
  stage: deploy
  script: [a]
  environment: staging
  resource_group: staging
  rules: [{ when: manual }]
`;

const folder = mkdtempSync(join(tmpdir(), "slipway-gitbeaker-jobs-"));
const token = "a-token-for-tests";
let server: GitLab;
let client: InstanceType<typeof Gitlab<false>>;
let runner: RemoteRunner;
let project: number;

beforeAll(async () => {
  server = await startGitLab({ folder, token });
  client = new Gitlab({ host: server.url, token });
  const { id: namespaceId } = await client.Groups.create("Acme", "acme");
  const asked = { name: "shop", namespaceId, initializeWithReadme: true };
  ({ id: project } = await client.Projects.create(asked));
  const message = "Configure [skip ci]";
  await client.RepositoryFiles.create(project, ".gitlab-ci.yml", "main", configuration, message);
  runner = await RemoteRunner.made(server.url, token);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What it was told when it was refused. */
const because = (description: unknown) => ({ cause: { description } });

/** Each test goes on from the last. */
describe("The client @gitbeaker/rest, of what a runner runs,", () => {
  let pipeline: number;
  let unit: number;

  it("lists jobs by what became of them, one status or several", async () => {
    ({ id: pipeline } = await client.Pipelines.create(project, "main"));
    const taken = await runner.takes("unit");
    unit = taken.id;
    await runner.uploads(taken, zipSync({ "out/a.txt": strToU8("hello") }));
    await runner.ends(taken);
    await runner.ends(await runner.takes("lint"), "failed");
    const of = async (scope?: "success" | ("success" | "failed")[]) => {
      const asked = { pipelineId: pipeline, ...(scope ? { scope: scope as "success" } : {}) };
      const byPipeline = await client.Jobs.all(project, asked);
      return byPipeline.map(({ name }) => name);
    };
    expect(await of()).toEqual(["staging", "lint", "unit"]);
    expect(await of("success")).toEqual(["unit"]);
    expect(await of(["success", "failed"])).toEqual(["lint", "unit"]);
    expect(await client.Jobs.all(project, { scope: "failed" })).toMatchObject([{ name: "lint" }]);
    expect(await client.Jobs.allPipelineBridges(project, pipeline)).toEqual([]);
    const pages = await client.Jobs.all(project, { perPage: 1, page: 2, showExpanded: true });
    expect(pages.data).toMatchObject([{ name: "lint" }]);
    expect(pages.paginationInfo).toMatchObject({ current: 2, next: 3, previous: 1, total: 3 });
  });

  it("reads a job, its trace and its artifacts", async () => {
    expect(await client.Jobs.show(project, unit)).toMatchObject({
      ...{ name: "unit", status: "success", pipeline: { id: pipeline } },
      artifacts_file: { filename: "artifacts.zip" },
    });
    expect(await client.Jobs.showLog(project, unit)).toBe("unit is done\n");
    const archive = await client.JobArtifacts.downloadArchive(project, { jobId: unit });
    const files = unzipSync(new Uint8Array(await archive.arrayBuffer()));
    expect(Buffer.from(files["out/a.txt"]!).toString()).toBe("hello");
    const where = { jobId: unit, artifactPath: "out/a.txt" };
    const file = await client.JobArtifacts.downloadArchive(project, where);
    expect(await new Response(file).text()).toBe("hello");
    await client.JobArtifacts.keep(project, unit);
    const missing = { jobId: unit, artifactPath: "out/none.txt" };
    await expect(client.JobArtifacts.downloadArchive(project, missing)).rejects.toMatchObject(
      because("404 Not found"),
    );
  });

  it("retries a job, plays one and is told which it may not", async () => {
    await expect(client.Jobs.play(project, unit)).rejects.toMatchObject(
      because("400 Bad request - Unplayable Job"),
    );
    const [lint] = await client.Jobs.all(project, { pipelineId: pipeline, scope: "failed" });
    expect(await client.Jobs.retry(project, lint!.id)).toMatchObject({ status: "pending" });
    await runner.ends(await runner.takes("lint"));
    const [door] = await client.Jobs.all(project, { pipelineId: pipeline, scope: "manual" });
    await client.Jobs.play(project, door!.id);
    expect(await client.ResourceGroups.allUpcomingJobs(project, "staging")).toEqual([]);
    await runner.ends(await runner.takes("staging"));
    expect(await client.Pipelines.show(project, pipeline)).toMatchObject({ status: "success" });
    expect(await client.Pipelines.showLatest(project, { ref: "main" })).toMatchObject({
      id: pipeline,
    });
    const byRef = { ref: "main", job: "unit", artifactPath: "out/a.txt" };
    const file = await client.JobArtifacts.downloadArchive(project, byRef);
    expect(await new Response(file).text()).toBe("hello");
  });

  it("cancels a running job and a pipeline, and retries that", async () => {
    const { id } = await client.Pipelines.create(project, "main", {
      variables: [{ key: "WHY", value: "because" }],
    });
    expect(await client.Pipelines.allVariables(project, id)).toMatchObject([{ key: "WHY" }]);
    const { id: running } = await runner.takes("unit");
    expect(await client.Jobs.cancel(project, running)).toMatchObject({ status: "canceled" });
    expect(await client.Pipelines.cancel(project, id)).toMatchObject({ status: "canceled" });
    await client.Pipelines.retry(project, id);
    expect(await client.Pipelines.show(project, id)).toMatchObject({ status: "pending" });
    await client.Pipelines.cancel(project, id);
  });

  it("erases a job, and removes artifacts", async () => {
    await client.JobArtifacts.remove(project, { jobId: unit });
    await expect(
      client.JobArtifacts.downloadArchive(project, { jobId: unit }),
    ).rejects.toMatchObject(because("404 Not found"));
    expect(await client.Jobs.erase(project, unit)).toMatchObject({
      erased_at: expect.any(String) as string,
    });
    expect(await client.Jobs.showLog(project, unit)).toBe("");
  });

  it("reads deployments, and tells of one", async () => {
    const [deployed] = await client.Deployments.all(project, { environment: "staging" });
    expect(deployed).toMatchObject({ status: "success", deployable: { name: "staging" } });
    const { sha } = deployed!;
    const asked = { status: "running" } as const;
    const made = await client.Deployments.create(project, "staging", sha, "main", false, asked);
    await client.Deployments.edit(project, made.id, "failed");
    expect(await client.Deployments.show(project, made.id)).toMatchObject({ status: "failed" });
    await client.Deployments.remove(project, made.id);
    expect(await client.Deployments.all(project)).toMatchObject([{ id: deployed!.id }]);
  });
});

describe("The client @gitbeaker/rest", () => {
  it("changes how a resource group lets jobs in", async () => {
    const processMode = "newest_ready_first";
    const asked = { processMode } as unknown as { processMode: "unordered" };
    await client.ResourceGroups.edit(project, "staging", asked);
    const found = await client.ResourceGroups.all(project);
    expect(found).toMatchObject([{ key: "staging", process_mode: processMode }]);
    const wrong = { processMode: "first" } as unknown as typeof asked;
    await expect(client.ResourceGroups.edit(project, "staging", wrong)).rejects.toMatchObject(
      because(expect.stringContaining("process_mode does not have a valid value")),
    );
  });

  it("makes, changes, runs and removes schedules with their variables", async () => {
    const every = "0 3 * * *";
    const { id } = await client.PipelineSchedules.create(project, "Nightly", "main", every);
    await client.PipelineSchedules.edit(project, id, { cron: "0 4 * * *" });
    await client.PipelineScheduleVariables.create(project, id, "KIND", "daily");
    await client.PipelineScheduleVariables.edit(project, id, "KIND", "nightly");
    expect(await client.PipelineSchedules.show(project, id)).toMatchObject({
      ...{ cron: "0 4 * * *", variables: [{ key: "KIND", value: "nightly" }] },
    });
    await client.PipelineSchedules.takeOwnership(project, id);
    await client.PipelineSchedules.run(project, id);
    expect(await client.PipelineSchedules.allTriggeredPipelines(project, id)).toMatchObject([
      { source: "schedule" },
    ]);
    await client.PipelineScheduleVariables.remove(project, id, "KIND");
    await expect(
      client.PipelineSchedules.create(project, "Often", "main", "often"),
    ).rejects.toMatchObject(because(expect.stringContaining("cron")));
    await client.PipelineSchedules.remove(project, id);
    expect(await client.PipelineSchedules.all(project)).toEqual([]);
  });

  it("has configurations checked: one that it sends, and the project's", async () => {
    const wrong = await client.Lint.lint(project, "unit: { stage: nowhere, script: [a] }\n");
    expect(wrong).toMatchObject({ valid: false });
    expect(wrong.errors?.[0]).toContain("unit job: chosen stage nowhere does not exist");
    const dry = { dryRun: true, includeJobs: true };
    const own = await client.Lint.check(project, dry);
    expect(own).toMatchObject({ valid: true, jobs: [{ name: "unit" }, {}, {}] });
    const elsewhere = await client.Lint.lint(project, configuration, { ...dry, ref: "gone" });
    expect(elsewhere).toMatchObject({ valid: false, errors: ["Reference not found"] });
  });

  it("says whose jobs may reach the project", async () => {
    const scopes = client.ProjectJobTokenScopes;
    await scopes.edit(project, false);
    expect(await scopes.show(project)).toMatchObject({ inbound_enabled: false });
    const { namespace } = await client.Projects.show(project);
    const asked = { name: "other", namespaceId: namespace.id };
    const { id: other } = await client.Projects.create(asked);
    await scopes.addToInboundAllowList(project, other);
    await scopes.addToGroupsAllowList(project, namespace.id);
    const listed = await scopes.showInboundAllowList(project);
    expect(listed.map(({ id }) => id)).toEqual([project, other]);
    expect(await scopes.showGroupsAllowList(project)).toMatchObject([{ id: namespace.id }]);
    await scopes.removeFromInboundAllowList(project, other);
    await scopes.removeFromGroupsAllowList(project, namespace.id);
    expect(await scopes.showGroupsAllowList(project)).toEqual([]);
  });
});
