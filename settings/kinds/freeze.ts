import { show } from "../words.ts";
import type { Complaint } from "../problem.ts";

/** Times at which nothing is deployed: between two moments of the calendar, or of every week. */

/** A moment of every week in minutes since Monday 00:00, or a moment of the calendar in minutes. */
export interface Moment {
  weekly: boolean;
  minute: number;
}

export interface FreezeWindow {
  /** `Fri 15:00` or `2026-12-20 15:00` */
  from: string;
  until: string;
  /** As in the IANA's database: `Europe/Berlin`. */
  zone: string;
  why: string;
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEK = 7 * 24 * 60;

/** The moment that a text names, on the clock of its window's zone. */
export function momentOf(text: string): Moment | undefined {
  const found = /^(?:(\d{4}-\d{2}-\d{2})|([A-Z][a-z]{2})) ([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!found) return undefined;
  const [, date, day, hours, minutes] = found;
  const minute = Number(hours) * 60 + Number(minutes);
  if (date === undefined) {
    const index = DAYS.indexOf(day!);
    return index < 0 ? undefined : { weekly: true, minute: index * 1440 + minute };
  }
  const midnight = new Date(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(date);
  return isReal ? { weekly: false, minute: midnight.getTime() / 60_000 + minute } : undefined;
}

/** Whether a window holds at an instant. `until` is the first minute that is free again. */
export function isFrozen(window: FreezeWindow, now: Date): boolean {
  const [from, until] = [momentOf(window.from)!, momentOf(window.until)!];
  const clock = clockOf(now, window.zone);
  if (!from.weekly) return from.minute <= clock && clock < until.minute;
  // The first of January 1970 was a Thursday.
  const inWeek = (clock + 3 * 1440) % WEEK;
  return from.minute <= until.minute
    ? from.minute <= inWeek && inWeek < until.minute
    : from.minute <= inWeek || inWeek < until.minute;
}

/** The minutes that the clock of a zone shows, as if it were UTC. */
function clockOf(now: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return Date.parse(`${format.format(now).replace(" ", "T")}:00Z`) / 60_000;
}

/** A window as one argument of a command: `Fri 15:00, Mon 07:00, Europe/Berlin, it is the weekend`. */
export function windowText({ from, until, zone, why }: FreezeWindow): string {
  return [from, until, zone, why].join(", ");
}

/** The other way round; nothing for what is no window. */
export function windowFrom(text: string): FreezeWindow | undefined {
  const found = /^([^,]+), ([^,]+), ([^,]+), (.+)$/s.exec(text);
  if (!found) return undefined;
  const [from, until, zone, why] = found.slice(1) as [string, string, string, string];
  const isGood = momentOf(from)?.weekly === momentOf(until)?.weekly && momentOf(from) !== undefined;
  return isGood && isZone(zone) ? { from, until, zone, why } : undefined;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function freezeTime(text: string): Complaint | undefined {
  if (momentOf(text) !== undefined) return undefined;
  return {
    rule: "freeze.time",
    message: `${show(text)} is not a time of the week or of the calendar.`,
    allowed: `a day and a time, such as \`Fri 15:00\` (${DAYS.join(", ")}) or \`"2026-12-20 15:00"\``,
  };
}

export function timeZone(text: string): Complaint | undefined {
  if (isZone(text)) return undefined;
  return {
    rule: "freeze.zone",
    message: `${show(text)} is not a time zone.`,
    allowed: "a name of the IANA's time zone database, such as `Europe/Berlin` or `UTC`",
  };
}
