/**
 * The base images of a Dockerfile that name no digest: whoever builds tomorrow may get another one.
 *
 * @param given build arguments, which may stand in a `FROM`
 */
export function movingBaseImages(dockerfile: string, given: { [name: string]: string }): string[] {
  const variables: { [name: string]: string } = {};
  const stages = new Set(["scratch"]);
  const moving = new Set<string>();
  for (const line of dockerfile.replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    const [, name, value = ""] = /^\s*ARG\s+(\w+)(?:=(\S*))?/i.exec(line) ?? [];
    // Only those before the first stage stand in a FROM.
    if (name !== undefined && stages.size === 1) {
      variables[name] = given[name] ?? value.replace(/^(["'])(.*)\1$/, "$2");
    }
    const [, from, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (from === undefined) continue;
    const image = from.replace(
      /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
      (_, braced?: string, otherwise?: string, bare?: string) =>
        variables[braced ?? bare ?? ""] || (otherwise ?? ""),
    );
    if (image && !stages.has(image.toLowerCase()) && !/@sha256:/.test(image)) moving.add(image);
    stages.add((stage ?? `#${stages.size}`).toLowerCase());
  }
  return [...moving];
}
