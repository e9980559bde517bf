import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect } from "vitest";
import { type Answer, startTestGitLab, type TestGitLab, withProject } from "../client.ts";

/** A job as a runner gets it. */
export interface GivenJob {
  id: number;
  token: string;
  job_info: { name: string; stage: string };
  git_info: { sha: string; ref: string; ref_type: string; refspecs: string[]; repo_url: string };
  runner_info: { timeout: number };
  variables: { key: string; value: string; masked?: boolean; file?: boolean; public: boolean }[];
  steps: { name: string; script: string[] }[];
  cache: { key: string }[];
  artifacts: { artifact_type: string; paths: string[] }[] | null;
  dependencies: { id: number; name: string; token: string }[];
}

/** A job as people see it. */
export interface ShownJob {
  id: number;
  name: string;
  status: string;
  allow_failure: boolean;
  failure_reason?: string;
  coverage: number | null;
  tag_list: string[];
  pipeline: { id: number };
}

/** What a runner says and hears, in this process or over HTTP. */
export class FakeRunner<Asked extends Pick<TestGitLab, "request"> = TestGitLab> {
  readonly gitlab: Asked;
  readonly token: string;
  readonly features: Record<string, boolean>;

  constructor(gitlab: Asked, token: string, features = {}) {
    this.gitlab = gitlab;
    this.token = token;
    this.features = features;
  }

  async take(): Promise<GivenJob | undefined> {
    const { status, body } = await this.gitlab.request(
      "POST",
      "jobs/request",
      { token: this.token, info: { name: "fake", features: this.features } },
      {},
    );
    expect([201, 204]).toContain(status);
    return body as GivenJob | undefined;
  }

  /** Takes the next job, which must be this one. */
  async takes(name: string): Promise<GivenJob> {
    const job = await this.take();
    expect(job?.job_info.name).toBe(name);
    return job!;
  }

  trace(job: GivenJob, text: string, from = 0): Promise<Answer> {
    return this.gitlab.request("PATCH", `jobs/${job.id}/trace`, text, {
      "job-token": job.token,
      "content-type": "text/plain",
      "content-range": `${from}-${from + Buffer.byteLength(text) - 1}`,
    });
  }

  tell(job: GivenJob, body: object): Promise<Answer> {
    return this.gitlab.request("PUT", `jobs/${job.id}`, { token: job.token, ...body }, {});
  }

  /** Runs a job to its end. */
  async ends(
    job: GivenJob,
    state: "success" | "failed" = "success",
    more: object = {},
  ): Promise<void> {
    const text = `${job.job_info.name} is done\n`;
    expect((await this.trace(job, text)).status).toBe(202);
    const output = { checksum: `crc32:${crc32(text).toString(16)}`, bytesize: text.length };
    const reason = state === "failed" ? { failure_reason: "script_failure", exit_code: 1 } : {};
    const answer = await this.tell(job, { state, output, ...reason, ...more });
    expect(answer.status).toBe(200);
  }

  /** Takes jobs and ends them well until there is none. */
  async runsAll(): Promise<string[]> {
    const names: string[] = [];
    for (let job = await this.take(); job; job = await this.take()) {
      names.push(job.job_info.name);
      await this.ends(job);
    }
    return names;
  }
}

/** A GitLab with the project acme/shop, whose main has these files. */
export class World {
  readonly gitlab: TestGitLab;

  constructor(gitlab: TestGitLab) {
    this.gitlab = gitlab;
  }

  static async start(configuration: string, settings: object = {}): Promise<World> {
    const gitlab = await withProject(startTestGitLab());
    if (Object.keys(settings).length > 0) {
      expect(await gitlab.request("PUT", "projects/1", settings)).toMatchObject({ status: 200 });
    }
    const world = new World(gitlab);
    world.commit("main", { ".gitlab-ci.yml": configuration });
    return world;
  }

  /** Commits files to a branch, on its tip or else on main's. */
  commit(
    branch: string,
    files: Record<string, string>,
    message = "Change files",
    project = 1,
  ): string {
    const before = this.tip(branch, project) ?? this.tip("main", project);
    const parts = Object.entries(files).flatMap(([path, text]) => [
      `M 100644 inline ${path}`,
      `data ${Buffer.byteLength(text)}`,
      text,
    ]);
    this.git(
      project,
      ["fast-import", "--quiet", "--force"],
      [
        `commit refs/heads/${branch}`,
        "committer Dora <dora@example.com> 1700000000 +0000",
        `data ${Buffer.byteLength(message)}`,
        message,
        ...(before ? [`from ${before}`] : []),
        ...parts,
        "",
      ].join("\n"),
    );
    return this.tip(branch, project)!;
  }

  tip(branch: string, project = 1): string | undefined {
    try {
      return this.git(project, ["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]);
    } catch {
      return undefined;
    }
  }

  git(project: number, args: string[], input = ""): string {
    const repository = join(this.gitlab.folder, `repositories/${project}.git`);
    return execFileSync("git", ["--git-dir", repository, ...args], {
      encoding: "utf8",
      input,
      stdio: ["pipe", "pipe", "ignore"],
    }).trim();
  }

  async runner(settings: object = {}, features = {}): Promise<FakeRunner> {
    const { body, status } = await this.gitlab.request("POST", "user/runners", {
      runner_type: "instance_type",
      ...settings,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return new FakeRunner(this.gitlab, (body as { token: string }).token, features);
  }

  /** A pipeline that is asked for by the API; its id. */
  async pipeline(ref = "main", variables: object[] = []): Promise<number> {
    const { body, status } = await this.gitlab.request("POST", "projects/1/pipeline", {
      ref,
      variables,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return (body as { id: number }).id;
  }

  async status(pipeline: number): Promise<string> {
    const { body } = await this.gitlab.request("GET", `projects/1/pipelines/${pipeline}`);
    return (body as { status: string }).status;
  }

  /** A pipeline's jobs by name: their statuses. */
  async jobs(pipeline: number): Promise<Record<string, string>> {
    const shown = await this.shown(pipeline);
    return Object.fromEntries(shown.map(({ name, status }) => [name, status]));
  }

  async shown(pipeline: number): Promise<ShownJob[]> {
    const path = `projects/1/pipelines/${pipeline}/jobs?per_page=100`;
    const { body } = await this.gitlab.request("GET", path);
    return (body as ShownJob[]).toReversed();
  }

  async job(pipeline: number, name: string): Promise<ShownJob> {
    const found = (await this.shown(pipeline)).find((job) => job.name === name);
    expect(found, `job ${name}`).toBeDefined();
    return found!;
  }

  /** Asks something of a job: `play`, `retry`, `cancel`, `erase`. */
  async press(action: string, job: ShownJob, body: object = {}): Promise<Answer> {
    return this.gitlab.request("POST", `projects/1/jobs/${job.id}/${action}`, body);
  }

  async variable(key: string, value: string, settings: object = {}): Promise<void> {
    const { status, body } = await this.gitlab.request("POST", "projects/1/variables", {
      ...{ key, value, ...settings },
    });
    expect(status, JSON.stringify(body)).toBe(201);
  }
}
