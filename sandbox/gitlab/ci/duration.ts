const seconds: Record<string, number> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_592_000,
  y: 31_557_600,
};

/** Seconds of `15m`, `1h 30m`, `2 hrs 20 min`, `1 week` or `never`; undefined if it is none. */
export function duration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === "never") return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)];
  const rest = trimmed.replaceAll(/(\d+(?:\.\d+)?)\s*([a-z]+)|,|\band\b|\s/g, "");
  if (parts.length === 0 || rest !== "") return undefined;
  let sum = 0;
  for (const [, amount, word = ""] of parts) {
    const unit = unitOf(word);
    if (unit === undefined) return undefined;
    sum += Number(amount) * unit;
  }
  return sum;
}

/** Of ChronicDuration's words, in which GitLab reads them. */
function unitOf(word: string): number | undefined {
  if (/^mo(n(th)?)?s?$/.test(word)) return seconds["mo"];
  const known =
    /^(s(ec(ond)?s?)?|m(in(ute)?s?)?|h((ou)?rs?)?|d(ays?)?|w(eeks?|ks?)?|y(ears?|rs?)?)$/;
  return known.test(word) ? seconds[word.charAt(0)] : undefined;
}
