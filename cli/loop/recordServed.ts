import { keepImage } from "../registry/keptImages.ts";
import { projectRegistry, repositories } from "../registry/project.ts";
import { writeRecord } from "../registry/records.ts";
import { asking } from "../registry/told.ts";
import { UserError } from "../terminal/exit.ts";
import { say, shortDigest } from "../terminal/output.ts";
import { aboutJob } from "./aboutJob.ts";
import { readJobFile, releaseFile, type ReleaseFile } from "./jobFiles.ts";

/**
 * Writes down that an environment has served the image, verified: what a later environment's `after`
 * asks for. And the image keeps a tag that no clean-up takes. The job comes behind the deploy that it
 * needs.
 */
export async function recordServed(environment: string, app: string, path: string): Promise<void> {
  const { image } = readReleaseOf(app, path);
  const digest = image.slice(image.indexOf("@") + 1);
  const { connection, project } = projectRegistry("release");
  const release = `${project}/${repositories.release}`;
  await asking(connection, `That ${environment} has served ${shortDigest(image)}`, async () => {
    const says = { app, environment, digest };
    await writeRecord(connection, release, { kind: "served", says }, aboutJob());
    await keepImage(connection, release, environment, digest);
  });
  say(`Recorded: ${environment} has served ${app} ${shortDigest(image)}.`);
}

/** @throws UserError for a file of another app */
export function readReleaseOf(app: string, path: string): ReleaseFile {
  const file = readJobFile(path, "release.json", releaseFile);
  if (file.app === app) return file;
  throw new UserError(`${path} is a release of \`${file.app}\`, and not of \`${app}\`.`);
}
