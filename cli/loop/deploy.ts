import { resolve } from "node:path";
import { causeOf, type CauseOptions } from "../commands/cause.ts";
import { openChange, type Change, type ChangeResult } from "../servers/change.ts";
import { imageByDigest } from "../servers/image.ts";
import { versionOf } from "../servers/imageVersion.ts";
import { rollOut } from "../servers/rollOut.ts";
import type { FreezeWindow } from "../../settings/model.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { say } from "../terminal/output.ts";
import { ChangeJournal } from "./changeFile.ts";
import { requireReleased, requireServed, requireThawed } from "./gates.ts";
import { keepByHand } from "./keepByHand.ts";
import { tellOf } from "./notify.ts";
import { readReleaseOf } from "./recordServed.ts";
import { publicHealth, verifyPublicly } from "./verify.ts";

export interface DeployOptions extends CauseOptions {
  cwd: string;
  /** An image by its digest, or … */
  image?: string;
  /** … the file that `slipway release` has written. */
  release?: string;
  version?: string;
  wait?: number;
  /** The environment that has to have served the image. Default: what settings say, by hand. */
  after?: string;
  /** How it goes over the servers. Default: what settings say, in jobs too. */
  waves?: string[];
  /** Whether to wait until no server watches the release any more. */
  watch?: boolean;
  /** When nothing is deployed there. Default: what settings say, by hand. */
  frozen?: FreezeWindow[];
}

/**
 * Deploys a release to an environment: if it may come there now, wave after wave of its servers, and
 * then looks at it as its users do.
 */
export async function deployApp(
  stack: string,
  app: string,
  options: DeployOptions,
): Promise<ChangeResult> {
  const chosen = chosenImage(app, options);
  const { image } = chosen;
  requireReleased(image);
  const health = publicHealth();
  const { emergency } = options;
  const journal = new ChangeJournal(options.cwd, {
    ...{ environment: stack, app, action: "deploy", release: chosen },
    ...(emergency === undefined ? {} : { emergency }),
  });
  let tell: Change["tell"];
  const deploying = journal.during(async () => {
    const change = await openChange(options.cwd, stack, app, { wait: options.wait });
    ({ tell } = change);
    const after = options.after ?? change.after;
    if (emergency !== undefined) {
      say(
        `Emergency: ${emergency}. Nobody is asked whether ${after ?? "anything"} has served it, and no freeze holds it.`,
      );
    } else {
      requireThawed(stack, options.frozen ?? change.freeze ?? []);
      if (after !== undefined) {
        await requireServed(image, app, { environment: stack, after }, change.request.registry);
      }
    }
    const version = chosen.version ?? (await versionOf(change, image));
    if (version !== undefined) journal.released({ ...chosen, version });
    const [host] = change.hosts;
    // Beside the question what serves there: a connection takes its time.
    const commits = journal.commitsOn(host, app);
    const result = await rollOut(change, {
      image,
      ...(version === undefined ? {} : { version }),
      cause: causeOf(options),
      waves: options.waves ?? change.waves ?? [],
      ...(change.watch ? { watch: change.watch } : {}),
      waitsForWatch: options.watch === true,
      leaveServing: options.release !== undefined,
      ...(health ? { verify: () => verifyPublicly(health, version) } : {}),
      onSurvey: async (before) => journal.surveyed(host, before, await commits),
    });
    // A job's pipeline keeps what it has deployed, in a job of its own.
    const isKept = process.env.CI_JOB_ID !== undefined || result.code !== exit.done;
    if (!isKept) await keepByHand(stack, image, change.request.registry);
    return result;
  });
  if (emergency === undefined || process.env.CI_JOB_ID) return deploying;
  // A job's own after_script tells; by hand nobody else would.
  return deploying.finally(async () => {
    const { author } = causeOf(options);
    await tellOf(journal.content, { ...process.env, ...tell }, author);
  });
}

/** @throws UserError for neither of the two, and for both */
function chosenImage(
  app: string,
  { cwd, image, release, version }: DeployOptions,
): { image: string; version?: string; commit?: string } {
  if ((image === undefined) === (release === undefined)) {
    throw new UserError(
      "Say what to deploy: `--image <reference@digest>`, or `--release <file>` that `slipway release` has written; one of the two.",
    );
  }
  if (image !== undefined) {
    return {
      image: imageByDigest(image, "--image"),
      ...(version === undefined ? {} : { version }),
    };
  }
  const file = readReleaseOf(app, resolve(cwd, release!));
  return { image: file.image, version: version ?? file.version, commit: file.commit };
}
