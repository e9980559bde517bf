import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digestPattern, resolveTag } from "../registry/manifests.ts";
import { projectRegistry, repositories, type ProjectRegistry } from "../registry/project.ts";
import { builtTag } from "../registry/recordNames.ts";
import { asking } from "../registry/told.ts";
import { redactor } from "../servers/redact.ts";
import { UserError } from "../terminal/exit.ts";
import { isObject } from "../terminal/isObject.ts";
import { printable, say, shortDigest } from "../terminal/output.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import { movingBaseImages } from "./build/baseImages.ts";
import { withBuildkitd } from "./build/buildkitd.ts";
import {
  buildctlArguments,
  dockerArguments,
  projectName,
  type Build,
} from "./build/commandLines.ts";
import { writeCredentials } from "./build/credentials.ts";
import { untilDockerAnswers } from "./build/dockerDaemon.ts";
import { buildFailure, unwrittenCache } from "./build/failure.ts";
import { relay } from "./build/relay.ts";
import { writeContext } from "./build/writeContext.ts";
import { versionOfCommit } from "./commit.ts";
import { contextOf, ignoreFiles } from "./context.ts";
import { git } from "./git.ts";
import { ignoreText } from "./inputs.ts";
import * as files from "./jobFiles.ts";
import { treeOf } from "./tree.ts";

/**
 * Builds what `slipway inputs` has named, unless it has been released in the meantime. `incoming` is not
 * asked: whoever may push a branch may push there, under any tag.
 */
export async function buildImage(cwd: string): Promise<files.BuildFile> {
  const folder = join(cwd, files.jobFolder);
  const asked = files.readJobFile(join(folder, "inputs.json"), "inputs.json", files.inputsFile);
  const registry = projectRegistry("job");
  const there = await asking(registry.connection, "Whether these inputs are built", () =>
    resolveTag(
      registry.connection,
      `${registry.project}/${repositories.release}`,
      builtTag(asked.inputs),
    ),
  );
  if (there) say(`These inputs are built: ${shortDigest(there)}.`);
  const digest = there ?? (await build(cwd, asked, registry));
  const file: files.BuildFile = { inputs: asked.inputs, digest };
  files.writeJobFile(join(folder, "build.json"), file);
  return file;
}

async function build(
  cwd: string,
  asked: files.InputsFile,
  registry: ProjectRegistry,
): Promise<string> {
  const { root, files: tracked } = await treeOf(cwd, asked.commit);
  const ignored = await ignoreText(root, ignoreFiles(tracked, asked.build));
  const context = contextOf(tracked, asked.build, ignored);
  await warnOfBaseImages(root, context.dockerfile.object, asked);
  return withTemporaryFolder(async (folder) => {
    const metadata = join(folder, "metadata.json");
    const described: Build = {
      ...{ asked, metadata, project: projectName(registry) },
      written: await writeContext(root, context, folder),
      version: versionOfCommit(asked.commit),
      source: process.env.CI_PROJECT_URL,
      isProtected: process.env.CI_COMMIT_REF_PROTECTED === "true",
      branch: process.env.CI_COMMIT_REF_SLUG,
    };
    const credentials = writeCredentials(folder, registry);
    await runBuilder(folder, described, credentials, redactor([registry.account.password]));
    const digest = digestIn(metadata);
    say(`Built: ${shortDigest(digest)}, version ${described.version}`);
    return digest;
  });
}

async function runBuilder(
  folder: string,
  build: Build,
  credentials: string,
  redact: (text: string) => string,
): Promise<void> {
  const env = {
    ...{ ...process.env, DOCKER_CONFIG: credentials },
    // As `oci-artifact=false` of BuildKit's own.
    ...{ BUILDX_NO_DEFAULT_OCI_ARTIFACT: "true" },
  };
  // The app's own steps get none of these from a builder; nothing else needs them here.
  for (const name of ["CI_REGISTRY_PASSWORD", "CI_JOB_TOKEN"])
    delete (env as NodeJS.ProcessEnv)[name];
  const { builder } = build.asked.build;
  if (builder !== "buildkit") await untilDockerAnswers(builder, env);
  const { code, lines } =
    builder === "buildkit"
      ? await withBuildkitd(folder, (address) =>
          relay("buildctl", buildctlArguments(address, build), { env }, redact),
        )
      : await relay("docker", dockerArguments(build), { env }, redact);
  if (code !== 0) throw new UserError(buildFailure(lines, scannerOf(build.asked)));
  const unwritten = unwrittenCache(lines, build.isProtected);
  if (unwritten !== undefined) say(unwritten);
}

/** BuildKit's own is `docker/buildkit-syft-scanner` of Docker Hub (its docs/attestations/sbom.md). */
function scannerOf({ build }: files.InputsFile): string | undefined {
  return build.sbom ? (build.sbomGenerator ?? "docker.io/docker/buildkit-syft-scanner") : undefined;
}

async function warnOfBaseImages(
  root: string,
  dockerfile: string,
  { build: { arguments: given } }: files.InputsFile,
): Promise<void> {
  const text = (await git(root, ["cat-file", "blob", dockerfile])).toString("utf8");
  for (const image of movingBaseImages(text, given)) {
    say(
      `Warning: the base image ${printable(image)} is named without a digest, so that the same inputs may ` +
        "build another image tomorrow. Write it as name:tag@sha256:….",
    );
  }
}

/** The digest of what was pushed, from the builder's `--metadata-file`. */
export function digestIn(metadata: string): string {
  const content: unknown = JSON.parse(readFileSync(metadata, "utf8"));
  const digest = isObject(content) ? content["containerimage.digest"] : undefined;
  if (typeof digest === "string" && digestPattern.test(digest)) return digest;
  throw new UserError("The builder does not say which digest it has pushed.");
}
