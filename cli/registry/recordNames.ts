import { createHash } from "node:crypto";

/**
 * What the release repository says beside its images: that a protected pipeline passed all tests of
 * these files, or that an environment has served an image, verified.
 */
export type Record =
  | { kind: "tested"; says: { tested: string } }
  | { kind: "served"; says: { app: string; environment: string; digest: string } };

/** Tags take no `:` and 128 characters, so a record's is a hash of what it says. */
const hexDigits = 40;

/** `served-<hash>`: the same for the same words, in whatever order they came. */
export function recordTag({ kind, says }: Record): string {
  return `${kind}-${createHash("sha256").update(canonicalJson(says)).digest("hex").slice(0, hexDigits)}`;
}

/** The tag of the image that has been built from these inputs. */
export function builtTag(inputs: string): string {
  return `built-${inputs.slice(0, hexDigits)}`;
}

/**
 * `kept-uat-1`: the image that an environment has served last; 2 is the one before it, and
 * `by-hand` what somebody has deployed past the pipeline. The project's clean-up leaves tags alone that begin so (components/platform/projectSettings.ts).
 */
export function keptTag(environment: string, slot: number | "by-hand"): string {
  return `kept-${environment}-${slot}`;
}

/** Whether a tag could be taken for one of Slipway's: none that a branch's name makes may. */
export function isReserved(tag: string): boolean {
  return /^(built|tested|served|kept)-/.test(tag);
}

/** What is said, whole, where a person or another program can read it. */
export function recordAnnotations({ kind, says }: Record): { [name: string]: string } {
  const fields = Object.entries<string>(says).map(
    ([name, value]) => [`dev.slipway.${name}`, value] as const,
  );
  return { "dev.slipway.record": kind, ...Object.fromEntries(fields) };
}

/** JSON with the keys of every object in order, so that equal values are equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown): unknown =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
