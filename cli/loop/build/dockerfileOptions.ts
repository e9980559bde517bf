/** What a builder is told of a Dockerfile, whichever builder it is. */
export interface DockerfileOptions {
  /** The last stage to build. The Dockerfile's own last one without. */
  target?: string | undefined;
  /** The builder's own without. */
  platform?: string | undefined;
  arguments: { [name: string]: string };
  labels: [name: string, value: string][];
}

/** In the words of BuildKit's `dockerfile.v0`, each for one `--opt`. */
export function frontendOptions(options: DockerfileOptions): [name: string, value: string][] {
  const { target, platform, labels } = options;
  return [
    ["filename", "Dockerfile"],
    ...(target === undefined ? [] : ([["target", target]] as [string, string][])),
    ...(platform === undefined ? [] : ([["platform", platform]] as [string, string][])),
    ...Object.entries(options.arguments).map(([name, value]): [string, string] => [
      `build-arg:${name}`,
      value,
    ]),
    ...labels.map(([name, value]): [string, string] => [`label:${name}`, value]),
  ];
}

/** In those of `docker buildx build`. */
export function buildxOptions(dockerfile: string, options: DockerfileOptions): string[] {
  const { target, platform, labels } = options;
  return [
    ...["--file", `${dockerfile}/Dockerfile`],
    ...(target === undefined ? [] : ["--target", target]),
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...Object.entries(options.arguments).flatMap(([name, value]) => [
      "--build-arg",
      `${name}=${value}`,
    ]),
    ...labels.flatMap(([name, value]) => ["--label", `${name}=${value}`]),
  ];
}
