import { createHash, createHmac } from "node:crypto";

/** Twelve hexadecimal digits of a SHA-256: for content that is no secret. */
export function shortHash(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}

/**
 * Shows *that* a secret changed without telling it. Keyed with a secret of the stack, since a bare
 * hash of a weak password can be guessed by trying.
 */
export function fingerprint(key: string, value: string): string {
  return createHmac("sha256", key).update(value).digest("hex").slice(0, 12);
}

/** A secret as a preview shows it: `secret 0123456789ab, changed 2026-11-01`. */
export function shownSecret(key: string, value: string, changed: string | undefined): string {
  return `secret ${fingerprint(key, value)}${changed ? `, changed ${changed}` : ""}`;
}

/** Whether a preview shows a secret there. */
export function isShownSecret(shown: unknown): boolean {
  return typeof shown === "string" && /^secret [0-9a-f]{12}(,|$)/.test(shown);
}

/** JSON with sorted keys, so that the order in a file makes no difference. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
