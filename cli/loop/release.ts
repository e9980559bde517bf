import { join } from "node:path";
import type { Connection } from "../registry/connection.ts";
import { copyImage } from "../registry/copyImage.ts";
import { labelsIn } from "../registry/labels.ts";
import { nameOf, readManifest, writeManifest, type Manifest } from "../registry/manifests.ts";
import { projectRegistry, repositories } from "../registry/project.ts";
import { builtTag, isReserved } from "../registry/recordNames.ts";
import { writeRecord } from "../registry/records.ts";
import { asking } from "../registry/told.ts";
import { UserError } from "../terminal/exit.ts";
import { say, shortDigest } from "../terminal/output.ts";
import { readBuildResult } from "./buildResult.ts";
import { shortSha } from "./commit.ts";
import { imageLabel } from "./imageLabels.ts";
import * as files from "./jobFiles.ts";
import { aboutJob } from "./aboutJob.ts";

/**
 * Takes the image that was built into the repository that servers trust, or finds it there, and writes
 * down that this commit's tests have passed: the job needs them all.
 *
 * Which digest it is, the build's job says, whose word is its own only as far as that; that it was built
 * from these inputs, the image's label. What is released already is never replaced.
 */
export async function releaseImage(cwd: string, app: string): Promise<files.ReleaseFile> {
  const folder = join(cwd, files.jobFolder);
  const asked = files.readJobFile(join(folder, "inputs.json"), "inputs.json", files.inputsFile);
  const { connection, project, account } = projectRegistry("release");
  const release = `${project}/${repositories.release}`;
  const incoming = `${project}/${repositories.incoming}`;

  const released = await asking(connection, "What is released", async () => {
    const tag = builtTag(asked.inputs);
    const there = await readManifest(connection, release, tag);
    const manifest = there ?? (await takeIn(connection, asked.inputs, incoming, release));
    const labels = await labelsIn(connection, release, manifest);
    for (const name of new Set([tag, ...tagsOf(asked.commit)])) {
      await writeManifest(connection, release, name, manifest);
    }
    const { tested } = asked;
    await writeRecord(connection, release, { kind: "tested", says: { tested } }, aboutJob());
    say(
      there
        ? `Released before: ${shortDigest(manifest.digest)}, built for ${labels[imageLabel.version]}`
        : `Released: ${shortDigest(manifest.digest)}`,
    );
    return { digest: manifest.digest, version: labels[imageLabel.version] ?? "" };
  });

  const file: files.ReleaseFile = {
    app,
    image: `${account.address}/${release}@${released.digest}`,
    version: released.version,
    commit: asked.commit,
    inputs: asked.inputs,
  };
  files.writeJobFile(join(folder, "release.json"), file);
  return file;
}

async function takeIn(
  connection: Connection,
  inputs: string,
  incoming: string,
  release: string,
): Promise<Manifest> {
  const build = await readBuildResult();
  const name = nameOf(connection, incoming, build.digest);
  if (build.inputs !== inputs) {
    throw new UserError(
      "build.json is of other inputs than inputs.json: the two are not of one pipeline.",
    );
  }
  const missing = () =>
    new UserError(
      `${name} is not there: the job \`build\` pushes it, and a clean-up may have taken it since. Run \`build\` again.`,
    );
  const manifest = await readManifest(connection, incoming, build.digest);
  if (!manifest) throw missing();
  const labels = await labelsIn(connection, incoming, manifest);
  if (labels[imageLabel.inputs] !== inputs) {
    throw new UserError(
      `${name} is not released: its label ${imageLabel.inputs} says ${labels[imageLabel.inputs] ?? "nothing"}, ` +
        `and ${inputs} is wanted. The build's job did not push it; look at what the app's code does there.`,
    );
  }
  if (!labels[imageLabel.version]) {
    throw new UserError(`${name} is not released: it has no label ${imageLabel.version}.`);
  }
  const copied = await copyImage(connection, build.digest, incoming, release);
  if (!copied) throw missing();
  return copied;
}

/** More names for the digest: the commit's, and the branch's newest. */
function tagsOf(commit: string): string[] {
  const branch = process.env.CI_COMMIT_REF_SLUG;
  if (!branch) return [shortSha(commit)];
  if (!isReserved(branch)) return [shortSha(commit), branch];
  say(`The branch's name is not made a tag: ${branch} could be taken for a record.`);
  return [shortSha(commit)];
}
