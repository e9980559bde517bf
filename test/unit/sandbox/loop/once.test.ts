import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { timesOf, turnOnce } from "../../../../sandbox/loop/once.ts";
import type { Person, Who } from "../../../../sandbox/loop/people.ts";

const steps = [
  { title: "a push", seconds: 1.26 },
  { title: "on staging", seconds: 31, practice: "under 5 minutes" },
];

it("turns nothing where a start before has done so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-once-"));
  writeFileSync(join(folder, "turned.json"), JSON.stringify({ pipeline: 7, steps }));
  const asked = { folder, gitlab: "", project: "", source: "" };
  const nobody = {} as Record<Who, Person>;
  const step = () => Promise.reject(new Error("turned"));
  expect(await turnOnce({ ...asked, people: nobody }, step)).toEqual({ pipeline: 7, steps });
  rmSync(folder, { recursive: true });
});

it("has each step's time beside the practice's own", () => {
  expect(timesOf({ steps })).toBe(
    [
      "the loop, turned once    here  the practice",
      "a push                  1.3 s",
      "on staging             31.0 s  under 5 minutes",
    ].join("\n"),
  );
});
