/** A time in which tokens are the same ones. */
export interface Period {
  /** Its first month: `2026-10`. */
  name: string;
  /** The day on which its tokens expire. */
  expiresAt: string;
}

/** How many months a period has. */
const months = 3;

/**
 * The quarter that a day is in: the first `up` in it makes new tokens, which are good for that quarter
 * and the next. So a token is at most half a year old, and a platform that nobody brings up for three
 * months has still one.
 */
export function periodOf(day: Date): Period {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  const first = month - (month % months);
  const dayOf = (count: number) => new Date(Date.UTC(year, count, 1)).toISOString().slice(0, 10);
  return { name: dayOf(first).slice(0, 7), expiresAt: dayOf(first + 2 * months) };
}
