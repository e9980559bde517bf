import type { Change, Shown } from "./difference.ts";
import type { Words } from "./words.ts";

/** More of a value than this is left out, but for the part that differs. */
const longest = 120;

const hidden: Record<Extract<Shown, { hidden: string }>["hidden"], string> = {
  secret: "a secret",
  "not a setting": "not shown",
  wrong: "not shown, since it is wrong there",
  "like a secret": "not shown, since it looks like a secret",
};

/** `old → new`, as far as they may be seen; empty where there is nothing to show. */
export function valueWords({ from, to, kind }: Pick<Change, "from" | "to" | "kind">): Words {
  if (kind === "replaced") return [];
  const [old, now] = [from, to].map((shown) =>
    shown && "value" in shown ? textOf(shown.value) : undefined,
  );
  const start = old !== undefined && now !== undefined ? firstDifference(old, now) : 0;
  const part = (shown: Shown | undefined, text: string | undefined): Words => {
    if (shown === undefined) return [];
    return "hidden" in shown ? [`(${hidden[shown.hidden]})`] : [{ quoted: excerpt(text!, start) }];
  };
  const [before, after] = [part(from, old), part(to, now)];
  if (before.length === 0 || after.length === 0) return [...before, ...after];
  return [...before, " → ", ...after];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index++;
  return index;
}

/** Of a long text the part around a place. */
function excerpt(text: string, at: number): string {
  if (text.length <= longest) return text;
  const start = Math.max(0, Math.min(at - longest / 4, text.length - longest));
  const end = start + longest;
  const part = text.slice(start, end);
  return `${start > 0 ? "…" : ""}${part}${end < text.length ? `… (${text.length} characters)` : ""}`;
}
