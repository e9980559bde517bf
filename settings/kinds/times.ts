import type { Complaint } from "../problem.ts";
import { show } from "../words.ts";

/** Durations and dates. */

const SECONDS = { s: 1, m: 60, h: 3600 } as const;
const DAYS = { d: 1, w: 7 } as const;

/** Seconds in `90s`, `5m` or `1h`. */
export function seconds(text: string): number | undefined {
  return amount(text, SECONDS);
}

/** Days in `90d` or `12w`. */
export function days(text: string): number | undefined {
  return amount(text, DAYS);
}

function amount(text: string, units: Record<string, number>): number | undefined {
  const [, number, unit] = /^([1-9]\d{0,5})([a-z])$/.exec(text) ?? [];
  const size = units[unit ?? ""];
  return size === undefined ? undefined : Number(number) * size;
}

export function within(text: string): Complaint | undefined {
  const time = seconds(text);
  if (time !== undefined && time <= 3600) return undefined;
  const allowed = "a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`";
  return duration(text, allowed, "s");
}

/** As `within`, and `0` for not at all. */
export function watch(text: string): Complaint | undefined {
  if (/^0s?$/.test(text)) return undefined;
  const complaint = within(text);
  return complaint && { ...complaint, allowed: `${complaint.allowed}, or \`0\`` };
}

/** What editors can tell of it. */
export const watchPattern = "^(0s?|[1-9][0-9]*[smh])$";

/** How long one of the pipeline's jobs may take. */
export function timeout(text: string): Complaint | undefined {
  const time = seconds(text);
  if (time !== undefined && time >= 60 && time <= 86_400) return undefined;
  const allowed = "a whole number with `s`, `m` or `h`, such as `15m`, from `1m` to `24h`";
  const message = `${show(text)} is no time that a job may take.`;
  return { ...duration(text, allowed, "m"), message };
}

/** What editors can tell of a duration in `s`, `m` or `h`. */
export const timePattern = "^[1-9][0-9]*[smh]$";

export function every(text: string): Complaint | undefined {
  const time = days(text);
  if (time !== undefined && time <= 3650) return undefined;
  const allowed = "a whole number with `d` or `w`, such as `90d`, at most `3650d`";
  return duration(text, allowed, "d");
}

function duration(text: string, allowed: string, unit: string): Complaint {
  const complaint: Complaint = {
    rule: "duration",
    message: `${show(text)} is not a duration, or too long a one.`,
    allowed,
  };
  return /^[1-9]\d{0,3}$/.test(text)
    ? { ...complaint, fix: `write \`${text}${unit}\`.` }
    : complaint;
}

/** `2026-11-01` in `2026-11-01`, and in `2026-11-01 00:00:00 +0000 UTC`, which Pulumi makes of it. */
export function day(text: string): string | undefined {
  const [, date] = /^(\d{4}-\d{2}-\d{2})( 00:00:00 \+0000 UTC)?$/.exec(text) ?? [];
  if (date === undefined) return undefined;
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : undefined;
}

export function calendarDay(text: string): Complaint | undefined {
  if (day(text) !== undefined) return undefined;
  return {
    rule: "date",
    message: `${show(text)} is not a date.`,
    allowed: "a day of the calendar as year, month and day, such as `2026-11-01`",
  };
}
