import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Docker } from "../../../sandbox/docker.ts";
import { removeRunners, startRunners } from "../../../sandbox/runnerDaemon.ts";
import type { SandboxRunner } from "../../../sandbox/runners.ts";
import type { Job } from "../../../sandbox/runner/job.ts";
import { jobOf, makeRepository } from "../../support/fakeGitLab/jobs.ts";
import { FakeGitLab, type Told } from "../../support/fakeGitLab/server.ts";
import { waiting } from "../../support/fakeGitLab/waiting.ts";

/** The sandbox's runners as they are, and a fake GitLab that they ask. */
export interface TestRunners {
  folder: string;
  gitlab: FakeGitLab;
  job: (script: string[], more?: Parameters<typeof jobOf>[3]) => Job;
  /** Hands a job to a runner, and waits until it has ended. */
  done: (job: Job, runner: string) => Promise<Told>;
  until: (fact: () => boolean) => Promise<void>;
  /** Once more, as `npm start` does. */
  start: (more?: { real?: boolean | undefined }) => Promise<void>;
  /** As a power cut does. */
  kill: (name: SandboxRunner["name"]) => void;
  close: () => Promise<void>;
}

export async function startTestRunners(docker: Docker): Promise<TestRunners> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-runners-"));
  const repositories = join(folder, "repositories");
  const sha = makeRepository(repositories, "acme/shop", { "README.md": "shop\n" });
  const gitlab = await new FakeGitLab(repositories).start();
  const until = waiting(gitlab);
  const start: TestRunners["start"] = async (more = { real: false }) => {
    const address = { baseUrl: new URL("api/v4/", gitlab.url).href, token: "an-administrator's" };
    await startRunners({ folder, gitlab: address, docker, ...more }, () => {});
  };
  await start();
  return {
    ...{ folder, gitlab, until, start },
    job: (script, more) => jobOf(gitlab, sha, script, more),
    async done(job, runner) {
      const told = gitlab.enqueue(job, runner);
      await until(() => told.end !== undefined);
      return told;
    },
    kill(name) {
      const state = readFileSync(join(folder, `run/runner-${name}.json`), "utf8");
      process.kill((JSON.parse(state) as { pid: number }).pid, "SIGKILL");
    },
    async close() {
      await removeRunners(folder);
      await gitlab.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
