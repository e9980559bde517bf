import { describe, expect, it } from "vitest";
import { isFrozen, windowFrom, windowText } from "../../../settings/index.ts";
import type { FreezeWindow } from "../../../settings/index.ts";

const weekend: FreezeWindow = {
  ...{ from: "Fri 15:00", until: "Mon 07:00", zone: "Europe/Berlin" },
  why: "nobody is there, and nobody answers",
};
const night = { ...weekend, from: "Tue 09:00", until: "Tue 17:30" };
const yearEnd = { ...weekend, from: "2026-12-20 00:00", until: "2027-01-03 00:00" };

describe("a freeze window", () => {
  it.each([
    // Berlin is an hour before UTC in winter, and two in summer.
    [weekend, "2026-11-27T13:59:59Z", false],
    [weekend, "2026-11-27T14:00:00Z", true],
    [weekend, "2026-11-29T12:00:00Z", true],
    [weekend, "2026-11-30T05:59:59Z", true],
    [weekend, "2026-11-30T06:00:00Z", false],
    [weekend, "2026-07-03T13:00:00Z", true],
    [weekend, "2026-07-03T12:59:59Z", false],
    [weekend, "2026-12-02T12:00:00Z", false],
    [night, "2026-11-24T08:00:00Z", true],
    [night, "2026-11-24T16:30:00Z", false],
    [night, "2026-11-25T10:00:00Z", false],
    [{ ...night, zone: "UTC" }, "2026-11-24T08:59:00Z", false],
    [{ ...night, zone: "America/New_York" }, "2026-11-24T13:59:00Z", false],
    [{ ...night, zone: "America/New_York" }, "2026-11-24T14:00:00Z", true],
    [yearEnd, "2026-12-19T22:59:59Z", false],
    [yearEnd, "2026-12-19T23:00:00Z", true],
    [yearEnd, "2027-01-02T22:59:59Z", true],
    [yearEnd, "2027-01-02T23:00:00Z", false],
    [yearEnd, "2027-12-25T12:00:00Z", false],
  ])("%o at %s: %s", (window, now, frozen) => {
    expect(isFrozen(window, new Date(now))).toBe(frozen);
  });

  it("is one argument of a command, and read again as it was", () => {
    expect(windowText(weekend)).toBe(
      "Fri 15:00, Mon 07:00, Europe/Berlin, nobody is there, and nobody answers",
    );
    expect(windowFrom(windowText(weekend))).toEqual(weekend);
    expect(windowFrom(windowText(yearEnd))).toEqual(yearEnd);
  });

  it.each([
    "",
    "weekend",
    "Fri 15:00, Mon 07:00, Europe/Berlin",
    "Fri 15:00, 2027-01-03 00:00, UTC, why",
    "Fri 25:00, Mon 07:00, UTC, why",
    "Fri 15:00, Mon 07:00, Berlin, why",
  ])("is not read from %j", (text) => {
    expect(windowFrom(text)).toBeUndefined();
  });
});
