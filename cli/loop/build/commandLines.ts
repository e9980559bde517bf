import type { ProjectRegistry } from "../../registry/project.ts";
import { repositories } from "../../registry/project.ts";
import { imageLabel } from "../imageLabels.ts";
import type { InputsFile } from "../jobFiles.ts";
import { buildxOptions, frontendOptions } from "./dockerfileOptions.ts";
import type { DockerfileOptions } from "./dockerfileOptions.ts";
import type { Written } from "./writeContext.ts";

/** What is built, from where, and to where. */
export interface Build {
  asked: InputsFile;
  written: Written;
  /** `registry.example.com/acme/shop` */
  project: string;
  version: string;
  /** The project's page, for the image's label. */
  source?: string | undefined;
  /** Whether the job is one of a protected branch, whose cache nobody else may write. */
  isProtected: boolean;
  /** The branch's slug, whose last release has layers to begin from. */
  branch?: string | undefined;
  metadata: string;
}

export function projectName({ account, project }: ProjectRegistry): string {
  return `${account.address}/${project}`;
}

/** Where the builder puts the image: `release` takes it from there by its digest. */
export function target({ project, asked }: Build): string {
  return `${project}/${repositories.incoming}:inputs-${asked.inputs.slice(0, 40)}`;
}

function ofDockerfile({ asked, version, source }: Build): DockerfileOptions {
  const { target, platform, arguments: always, commitArguments } = asked.build;
  const labels: DockerfileOptions["labels"] = [
    [imageLabel.version, version],
    [imageLabel.revision, asked.commit],
    [imageLabel.inputs, asked.inputs],
    ...(source ? ([[imageLabel.source, source]] as [string, string][]) : []),
  ];
  return { target, platform, arguments: { ...always, ...commitArguments }, labels };
}

/**
 * `buildctl build …`. The cache lies in the registry, in a repository of its own. Jobs of protected
 * branches read and write one that nobody else can poison; the others read that one too.
 */
export function buildctlArguments(address: string, build: Build): string[] {
  const { asked, written, project, isProtected, metadata } = build;
  const { build: settings } = asked;
  const cache = (name: string) => `type=registry,ref=${project}/${name}`;
  const own = cache(isProtected ? repositories.protectedCache : repositories.cache);
  const attests = settings.provenance || settings.sbom;
  return [
    ...["--addr", address, "build", "--progress", "plain", "--frontend", "dockerfile.v0"],
    ...["--local", `context=${written.context}`, "--local", `dockerfile=${written.dockerfile}`],
    ...options(build).flatMap(([name, value]) => ["--opt", `${name}=${value}`]),
    ...["--import-cache", cache(repositories.protectedCache)],
    ...(isProtected ? [] : ["--import-cache", own]),
    // A cache that can't be written costs time and nothing else.
    ...["--export-cache", `${own},mode=max,ignore-error=true`],
    // GitLab's registry refuses attestations in their newer form (moby/buildkit#7007).
    "--output",
    `type=image,name=${target(build)},push=true${attests ? ",oci-artifact=false" : ""}`,
    ...["--metadata-file", metadata],
  ];
}

function options(build: Build): [string, string][] {
  const { build: settings } = build.asked;
  return [
    ...frontendOptions(ofDockerfile(build)),
    ...(settings.provenance ? ([["attest:provenance", "mode=max"]] as [string, string][]) : []),
    ...(settings.sbom ? ([["attest:sbom", generator(settings) ?? ""]] as [string, string][]) : []),
  ];
}

/** What makes the SBOM, if it is another than BuildKit's own scanner of Docker Hub. */
function generator({ sbomGenerator }: Build["asked"]["build"]): string | undefined {
  return sbomGenerator === undefined ? undefined : `generator=${sbomGenerator}`;
}

/**
 * `docker buildx build …`, for a daemon beside the job or the runner's own. Its default driver writes no
 * cache of its own; the branch's last release brings what its layers were made from.
 */
export function dockerArguments(build: Build): string[] {
  const { asked, written, project, branch, metadata } = build;
  const { build: settings } = asked;
  return [
    ...["buildx", "build", "--progress", "plain", "--push", "--tag", target(build)],
    ...buildxOptions(written.dockerfile, ofDockerfile(build)),
    ...(branch === undefined
      ? []
      : ["--cache-from", `type=registry,ref=${project}/${repositories.release}:${branch}`]),
    ...["--cache-to", "type=inline"],
    ...["--provenance", settings.provenance ? "mode=max" : "false"],
    ...["--sbom", (settings.sbom && generator(settings)) || String(settings.sbom)],
    ...["--metadata-file", metadata, written.context],
  ];
}
