import { join } from "node:path";
import { z } from "zod";
import { exitCode } from "../../host/protocol.ts";
import type { ChangeResult } from "../servers/change.ts";
import { askHistory, type Host } from "../servers/host.ts";
import type { Serving } from "../servers/survey.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { printable } from "../terminal/output.ts";
import { jobFolder, writeJobFile } from "./jobFiles.ts";

const release = z.object({
  image: z.string(),
  version: z.string().optional(),
  /** The commit that it was deployed for. */
  commit: z.string().optional(),
});

/** What a job did to an environment; `slipway notify` tells it in the same job's `after_script`. */
export const changeFile = z.object({
  /** GitLab's id of the job: a file of an earlier one may lie in the same folder. */
  job: z.string(),
  environment: z.string(),
  app: z.string(),
  action: z.enum(["deploy", "rollback"]),
  outcome: z.enum(["begun", "serving", "unchanged", "put back", "closed", "failed"]),
  /** Why, where it is not well. */
  message: z.string().optional(),
  /** What was to be deployed, or what a rollback came to. */
  release: release.optional(),
  /** What served before, or had been deployed last. */
  before: release.optional(),
  /** The image that was started by hand on a server, and ran instead of it. */
  byHand: z.string().optional(),
  began: z.iso.datetime(),
  seconds: z.number().optional(),
  emergency: z.string().optional(),
});
export type ChangeFile = z.infer<typeof changeFile>;

export const changePath = (cwd: string) => join(cwd, jobFolder, "change.json");

/**
 * Keeps the file up to date with what happens, in a job; elsewhere nobody reads it, and none is
 * written.
 */
export class ChangeJournal {
  readonly #path: string | undefined;
  #content: ChangeFile;

  constructor(
    cwd: string,
    begun: Pick<ChangeFile, "environment" | "app" | "action" | "release" | "emergency">,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const job = environment.CI_JOB_ID;
    this.#path = job ? changePath(cwd) : undefined;
    const began = new Date().toISOString();
    this.#content = { job: job ?? "", ...begun, outcome: "begun", began };
    this.#write({});
  }

  /** Runs the change, and writes down what came of it. */
  async during(change: () => Promise<ChangeResult>): Promise<ChangeResult> {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    try {
      const result = await change();
      this.#write({ ...told(result), seconds: seconds() });
      return result;
    } catch (error) {
      const closed = error instanceof UserError && error.exitCode === exit.closed;
      const message = printable((error as Error).message);
      this.#write({ outcome: closed ? "closed" : "failed", message, seconds: seconds() });
      throw error;
    }
  }

  /** All that is known by now. */
  get content(): ChangeFile {
    return this.#content;
  }

  /** What is deployed, once that is known. */
  released(deployed: NonNullable<ChangeFile["release"]>): void {
    this.#write({ release: deployed });
  }

  /** The commits that a server's history names, by the image; none where nobody reads them here. */
  async commitsOn(host: Host | undefined, app: string): Promise<Map<string, string>> {
    return this.#path && host ? commitsOn(host, app) : new Map<string, string>();
  }

  /** What served before on the first server, and what was started by hand on any. */
  surveyed(
    host: Host | undefined,
    servings: Map<string, Serving>,
    commits: Map<string, string>,
  ): void {
    const byHand = [...servings.values()].find((one) => one.byHand)?.byHand?.image;
    if (byHand !== undefined) this.#write({ byHand });
    const serving = servings.get(host?.server.name ?? "");
    if (!serving) return;
    const { image, version } = serving.release;
    const commit = commits.get(image);
    this.#write({ before: { image, ...(version && { version }), ...(commit && { commit }) } });
  }

  #write(more: Partial<ChangeFile>): void {
    this.#content = { ...this.#content, ...more };
    if (this.#path) writeJobFile(this.#path, this.#content);
  }
}

async function commitsOn(host: Host, app: string): Promise<Map<string, string>> {
  try {
    const { entries } = await askHistory(host, { app, last: 100 });
    return new Map(
      entries.flatMap(({ code, release, cause }) =>
        code === 0 && release && cause?.commit ? [[release.image, cause.commit]] : [],
      ),
    );
  } catch {
    // A message without what changed is still a message.
    return new Map();
  }
}

function told(result: ChangeResult): Partial<ChangeFile> {
  const { code, servers, action, unverified } = result;
  const failed = servers.find((server) => server.code !== exitCode.serving);
  const message = unverified ?? failed?.error ?? failed?.answer?.message;
  const now = servers.at(-1)?.answer?.release;
  const changed = servers.some(({ answer }) => answer?.outcome === "serving" || answer?.restored);
  const wasTried = changed || failed?.answer?.failure?.check !== "pull";
  const outcome =
    code === exitCode.serving ? (changed ? "serving" : "unchanged") : outcomeOf(code, wasTried);
  return {
    outcome,
    ...(message && outcome !== "serving" && outcome !== "unchanged"
      ? { message: printable(message) }
      : {}),
    ...(action === "rollback" && now
      ? { release: { image: now.image, ...(now.version && { version: now.version }) } }
      : {}),
  };
}

/** An image that could not be pulled was not switched to, so that nothing is put back. */
function outcomeOf(code: number, wasTried: boolean): ChangeFile["outcome"] {
  if (code === exitCode.refused) return "closed";
  return code === exitCode.putBack && wasTried ? "put back" : "failed";
}
