import { Connection } from "../registry/connection.ts";
import { partsOf } from "../registry/imageName.ts";
import { keptDigests } from "../registry/keptImages.ts";
import { repositories } from "../registry/project.ts";
import { hasRecord } from "../registry/records.ts";
import { asking } from "../registry/told.ts";
import { isFrozen } from "../../settings/kinds/freeze.ts";
import type { FreezeWindow, RegistrySettings } from "../../settings/model.ts";
import { exit, UserError } from "../terminal/exit.ts";
import { say, shortDigest } from "../terminal/output.ts";

/**
 * In a job: an image that its project's builds could have pushed by themselves is not deployed, only
 * one that a job without the app's code has taken into `release`.
 *
 * @throws UserError
 */
export function requireReleased(image: string, environment: NodeJS.ProcessEnv = process.env): void {
  const project = environment.CI_REGISTRY_IMAGE;
  if (!project || image.startsWith(`${project}/${repositories.release}@`)) return;
  throw new UserError(
    `${image} is not in ${project}/${repositories.release}, from where images are deployed. ` +
      "`slipway release` takes one there, and its release.json names it.",
  );
}

/**
 * No freeze window of the environment holds at this moment.
 *
 * @throws UserError that says until when, and what to do
 */
export function requireThawed(
  environment: string,
  windows: readonly FreezeWindow[],
  now = new Date(),
): void {
  const window = windows.find((one) => isFrozen(one, now));
  if (window === undefined) return;
  throw new UserError(
    `${environment} is frozen until ${window.until} (${window.zone}): ${window.why}. Nothing was changed. ` +
      "Run this again then; the image stays. " +
      emergencyAdvice,
    exit.closed,
  );
}

const emergencyAdvice =
  'If that can\'t wait: --emergency "why" deploys it without, and says so in the history and to the team.';

/**
 * What the environment comes after has to have served this image. Its record says so, for as long as the
 * clean-up leaves it; after that the tags of what it served last, or of what this environment did, which
 * has asked before.
 *
 * @throws UserError with what to do about it
 */
export async function requireServed(
  image: string,
  app: string,
  { environment, after }: { environment: string; after: string },
  account: RegistrySettings | undefined,
): Promise<void> {
  const { host, repository, digest } = partsOf(image);
  const connection = new Connection(host, account);
  const says = { app, environment: after, digest };
  const what = `Whether ${after} has served ${shortDigest(image)}`;
  const found = async () => {
    if (await hasRecord(connection, repository, { kind: "served", says })) return after;
    for (const name of [after, environment]) {
      if ((await keptDigests(connection, repository, name)).includes(digest)) return name;
    }
    return undefined;
  };
  const served = await asking(connection, what, found, `Nothing was changed. ${emergencyAdvice}`);
  if (served) {
    say(`${served} has served ${shortDigest(image)}.`);
    return;
  }
  throw new UserError(
    `${after} has not served ${app} ${shortDigest(image)}, and this environment comes after it. Nothing was changed. ` +
      `Deploy it to ${after} first: its pipeline records there that it serves. ` +
      emergencyAdvice,
    exit.closed,
  );
}
