import { isShownSecret } from "../../components/environment/fingerprint.ts";
import type { Comparison } from "./comparison.ts";
import type { ChangedResource } from "./recorder.ts";

/** Of components whose servers have not taken what an earlier `up` was to bring: what that is. */
export function adviceOnUnapplied(components: ChangedResource[]): string[] {
  const lines = components.flatMap(({ name, readable = {} }) =>
    Object.entries(readable).map(
      ([path, { from, to }]) => `  ${name}: ${path}: ${shown(from)} => ${shown(to)}`,
    ),
  );
  if (lines.length === 0) return [];
  const first = "A former up did not come to its end. Its servers have yet to take:";
  return [[first, ...lines].join("\n")];
}

function shown(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value);
}

export function adviceOnRotation(changed: ChangedResource[]): string[] {
  const rotated = changed.flatMap(({ type, name, readable = {} }) =>
    type === "slipway:environment:Deployment"
      ? rotatedSecrets(readable).map((key) => `${name}: ${key}`)
      : [],
  );
  if (rotated.length === 0) return [];
  return [
    `Secrets change (${rotated.join("; ")}). The containers get the new values; what they log ` +
      "in to does not: a database's own user keeps its password until it is changed there.",
  ];
}

/** Keys of `.env` whose secret is another one afterwards. */
function rotatedSecrets(readable: Comparison): string[] {
  const prefix = "env.";
  return Object.entries(readable)
    .filter(([path, { from, to }]) => {
      return path.startsWith(prefix) && isShownSecret(from) && isShownSecret(to);
    })
    .map(([path]) => path.slice(prefix.length));
}
