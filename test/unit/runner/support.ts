import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Job } from "../../../sandbox/runner/job.ts";
import { serve } from "../../../sandbox/runner/runner.ts";
import { makeRepository, jobOf } from "../../support/fakeGitLab/jobs.ts";
import { FakeGitLab, type Told } from "../../support/fakeGitLab/server.ts";
import { waiting } from "../../support/fakeGitLab/waiting.ts";

/** A fake GitLab with the project acme/shop, and a runner of this process that asks it for jobs. */
export interface Bench {
  gitlab: FakeGitLab;
  folder: string;
  sha: string;
  /** A job, not handed out yet. */
  job: (script: string[], more?: Parameters<typeof jobOf>[3]) => Job;
  /** Hands it out and waits until it has ended. */
  done: (job: Job) => Promise<Told>;
  /** Waits until something is so; asked after every request that GitLab got. */
  until: (fact: () => boolean) => Promise<void>;
  touch: (file: string) => void;
  /** Whether the process still runs whose id is in a file. */
  alive: (file: string) => boolean;
  /** Ends the runner, its jobs first. */
  stop: () => Promise<void>;
  close: () => Promise<void>;
}

export async function startBench(slots = 1): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-runner-"));
  const repositories = join(folder, "repositories");
  const sha = makeRepository(repositories, "acme/shop", { "README.md": "shop\n" });
  const gitlab = await new FakeGitLab(repositories).start();
  const until = waiting(gitlab);
  const stopping = new AbortController();
  const running = serve(
    {
      ...{ name: "bench", token: gitlab.runnerToken, url: gitlab.url },
      ...{ cache: join(folder, "cache"), environment: [], grace: 1 },
      pace: { update: 0.1, silence: 0.1 },
    },
    Array.from({ length: slots }, (_, index) => ({
      index,
      user: undefined,
      home: join(folder, `slot-${index}`),
    })),
    0.05,
    stopping.signal,
    () => {},
  );
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return {
    ...{ gitlab, folder, sha, until, stop },
    job: (script, more) => jobOf(gitlab, sha, script, more),
    async done(job) {
      const told = gitlab.enqueue(job);
      await until(() => told.end !== undefined);
      return told;
    },
    touch: (file) => writeFileSync(file, ""),
    alive(file) {
      const pid = readFileSync(file, "utf8").trim();
      try {
        return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
      } catch {
        return false;
      }
    },
    async close() {
      await stop();
      await gitlab.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export { plain } from "../../support/fakeGitLab/waiting.ts";
