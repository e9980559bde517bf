import { gzip } from "pako";

/**
 * A text for `base64 -d | gzip -d`, of the same bytes wherever it is made: what the zlib of a Node
 * writes differs from that of the next, and would show as a change.
 */
export function compressed(text: string): string {
  return Buffer.from(gzip(text, { level: 9 })).toString("base64");
}
