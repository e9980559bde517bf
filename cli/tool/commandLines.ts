import { buildxOptions, frontendOptions } from "../loop/build/dockerfileOptions.ts";
import type { DockerfileOptions } from "../loop/build/dockerfileOptions.ts";
import type { Written } from "../loop/build/writeContext.ts";
import { imageLabel } from "../loop/imageLabels.ts";
import type { ToolSource } from "./source.ts";

/** What is built, from where, and to where. */
export interface ToolBuild {
  source: ToolSource;
  written: Written;
  /** With its tag. */
  image: string;
  /** The Dockerfile's last stage. */
  target: string;
  platform: string;
  arguments: { [name: string]: string };
  /** Whether nothing may come from a cache, base images included. */
  anew?: boolean;
  insecure: boolean;
  metadata: string;
}

function ofDockerfile(build: ToolBuild): DockerfileOptions {
  const { source, target, platform } = build;
  const labels: DockerfileOptions["labels"] = [
    [imageLabel.version, source.version],
    [imageLabel.revision, source.commit],
  ];
  return { target, platform, arguments: build.arguments, labels };
}

export function buildctlArguments(address: string, build: ToolBuild): string[] {
  const { written, image, anew, insecure, metadata } = build;
  const options: [string, string][] = [
    ...frontendOptions(ofDockerfile(build)),
    ...(anew ? ([["image-resolve-mode", "pull"]] as [string, string][]) : []),
  ];
  return [
    ...["--addr", address, "build", "--progress", "plain", "--frontend", "dockerfile.v0"],
    ...["--local", `context=${written.context}`, "--local", `dockerfile=${written.dockerfile}`],
    ...options.flatMap(([name, value]) => ["--opt", `${name}=${value}`]),
    ...(anew ? ["--no-cache"] : []),
    "--output",
    `type=image,name=${image},push=true${insecure ? ",registry.insecure=true" : ""}`,
    ...["--metadata-file", metadata],
  ];
}

/** A registry without TLS is one of the daemon's `insecure-registries`. */
export function buildxArguments(build: ToolBuild): string[] {
  const { written, image, anew, metadata } = build;
  return [
    ...["buildx", "build", "--progress", "plain", "--push", "--tag", image],
    ...buildxOptions(written.dockerfile, ofDockerfile(build)),
    ...(anew ? ["--no-cache", "--pull"] : []),
    // The digest is then the image's own, not that of an index with what is said of it.
    ...["--provenance", "false", "--sbom", "false", "--metadata-file", metadata],
    written.context,
  ];
}
