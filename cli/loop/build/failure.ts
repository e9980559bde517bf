/** What a builder says where the runner does not let it be one, and what that means. */
const refusals = [
  {
    said: /Attestation is not supported for the docker driver/i,
    means:
      "the Docker daemon keeps images in its old store, which takes no attestations (`provenance`, `sbom`). Docker 29 has the newer one by itself, an older daemon with `features: { containerd-snapshotter: true }`; or let `builder` be `buildkit`",
  },
  {
    said: /newuidmap.*(operation not permitted|failed)|newuidmap.*not found/i,
    means:
      "the job's user has no range of ids of its own, or newuidmap may not use it: `uidmap` has to be installed, and /etc/subuid and /etc/subgid need a line for the user",
  },
  {
    said: /\/proc\/self\/exe: operation not permitted|unshare.*operation not permitted/i,
    means:
      "the runner lets no user have a namespace: its containers need `seccomp:unconfined` and `apparmor:unconfined`, and Ubuntu 24.04 `kernel.apparmor_restrict_unprivileged_userns=0`",
  },
] as const;

/** Why a builder can't do this here, if that is what it said. */
export function refusalOf(lines: string[]): string | undefined {
  const text = lines.join("\n");
  const refusal = refusals.find(({ said }) => said.test(text));
  return refusal && `The builder can't do this here: ${refusal.means}.`;
}

/**
 * Why a build failed, from what BuildKit said as it went (`--progress plain`): the step, and its error.
 *
 * @param scanner the image that makes the SBOM, where one is made
 * @returns one sentence
 */
export function buildFailure(lines: string[], scanner?: string): string {
  const refusal = refusalOf(lines);
  if (refusal !== undefined) return refusal;
  const named = new Map(
    lines.flatMap((line) => {
      const [, number = "", step] = /^#(\d+) (\[.*\].*)$/.exec(line) ?? [];
      return step === undefined ? [] : [[number, step] as const];
    }),
  );
  // A cache that is not there yet is an error too, of a step that has no name in brackets.
  const [, number = "", failed] =
    lines
      .map((line) => /^#(\d+) ERROR: (.*)$/.exec(line))
      .findLast((found) => found !== null && named.has(found[1] ?? "")) ?? [];
  const step = named.get(number);
  const last = lines.findLast((line) => /^error: |^ERROR: /.test(line));
  const error = failed ?? last?.replace(/^error: |^ERROR: /i, "");
  if (scanner !== undefined && error?.includes(`source metadata for ${scanner}`)) {
    return `The build failed: the scanner that makes the SBOM can't be pulled: ${error}. \`build.sbomGenerator\` in the settings names another image for it.`;
  }
  if (step && error) return `The build failed at ${step}: ${error}. What it said stands above.`;
  return error ? `The build failed: ${error}` : "The build failed. What it said stands above.";
}

/**
 * What a build says of its layers' cache where it could not write it, which fails no build.
 *
 * @param isProtected whether that cache is the one that the registry's rules keep for Maintainers
 */
export function unwrittenCache(lines: string[], isProtected: boolean): string | undefined {
  const exports = lines.flatMap((line) => /^#(\d+) exporting cache to /.exec(line)?.[1] ?? []);
  const failed = lines.find((line) => exports.includes(/^#(\d+) ERROR: /.exec(line)?.[1] ?? ""));
  if (failed === undefined) return undefined;
  const isDenied = /\b(401|403)\b/.test(failed);
  const why =
    isProtected && isDenied
      ? "`cache-protected` takes layers from pipelines that a Maintainer has started, and a job has the role " +
        "of who started its pipeline. The next build begins from the last one's that could write there"
      : "what its registry answered stands above. The next build makes anew what it does not find";
  return `The image is complete, but its layers are not in the cache: ${why}.`;
}
