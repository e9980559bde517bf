import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, rules } from "../../../settings/index.ts";
import type { Problem } from "../../../settings/index.ts";
import { environment } from "../../../settings/groups/environment.ts";
import { platform } from "../../../settings/groups/platform.ts";
import { placeAt, places } from "../../../settings/kinds/walk.ts";
import type { Case } from "./cases/case.ts";
import { cases } from "./cases/cases.ts";
import { changedFiles, readSecret, today } from "./fixture.ts";
import type { Change } from "./fixture.ts";

/** Rules that `check` never breaks; load.test.ts has their cases. */
const ofLoad = ["file.stack"];

const found = new Map<Case, Problem[]>();

function problemsAfter(row: Case): Problem[] {
  const { change } = row;
  const changes = (Array.isArray(change[0]) ? change : [change]) as Change[];
  const before = found.get(row);
  if (before) return before;
  const { problems, warnings } = check(changedFiles(...changes), () => readSecret, today);
  found.set(row, [...problems, ...warnings]);
  return [...problems, ...warnings];
}

/** A problem as its lines in the report. */
function said(problem: Problem): string[] {
  const place = `${problem.file}:${problem.line}:${problem.column}  ${problem.path}`.trimEnd();
  const lines = [place, (problem.severity ? "Warning: " : "") + problem.message];
  if (problem.allowed !== undefined) lines.push(`Allowed: ${problem.allowed}.`);
  if (problem.fix !== undefined) lines.push(`Fix: ${problem.fix}`);
  return lines;
}

it("tries the cases of every file", () => {
  const folder = join(import.meta.dirname, "cases");
  const listed = readFileSync(join(folder, "cases.ts"), "utf8");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) => name !== "cases.ts" && name !== "case.ts");
  expect(files.filter((name) => !listed.includes(`"./${name}"`))).toEqual([]);
});

it("finds nothing wrong with the good files", () => {
  const good = check(changedFiles(), () => readSecret, today);
  expect(good).toMatchObject({ problems: [], warnings: [] });
});

for (const [about, rows] of Object.entries(cases)) {
  describe(about, () => {
    it.each(
      rows.map((row) => ({ ...row, title: `${row.rule}: ${row.says[0]?.slice(0, 2).join(" ")}` })),
    )("$title", (row) => {
      const problems = problemsAfter(row);
      expect(problems.map(said)).toEqual(row.says);
      expect(problems.map(({ rule }) => rule)).toContain(row.rule);
    });
  });
}

describe("the cases", () => {
  const all = Object.values(cases).flat();
  const broken = all.flatMap((row) => problemsAfter(row).filter(({ rule }) => rule === row.rule));

  it("break every rule", () => {
    const covered = new Set([...broken.map(({ rule }) => rule), ...ofLoad]);
    expect(Object.keys(rules).filter((rule) => !covered.has(rule as never))).toEqual([]);
  });

  it("break every rule of every place of the schema", () => {
    const covered = new Set(broken.flatMap(placesOf));
    const asked = [...rulesOf("platform", platform), ...rulesOf("environment", environment)];
    expect(asked.filter((rule) => !covered.has(rule))).toEqual([]);
  });

  it("show no secret", () => {
    expect(JSON.stringify(all.flatMap(problemsAfter))).not.toMatch(/canary/);
  });
});

/** `environment slipway:apps.*.url app.url` for each rule of each place. */
function rulesOf(kind: string, schema: typeof platform | typeof environment): string[] {
  return places(schema).flatMap(({ name, about, optional }) => {
    const isEntry = name === "" || name.endsWith("*") || name.endsWith("[]");
    const asked = ["shape.type", ...about.rules];
    if (!optional && !isEntry) asked.push("shape.missing");
    if (about.kind === "group") asked.push("shape.unknown-key");
    return asked.map((rule) => `${owner(kind, name)} ${name} ${rule}`);
  });
}

/** What both kinds of stack say is one schema. */
function owner(kind: string, name: string): string {
  return /^(gitlab:|slipway:version)/.test(name) ? "both" : kind;
}

/** The place a problem is at and the one around it: a map's rules are for its keys. */
function placesOf({ file, path, rule }: Problem): string[] {
  const kind = file === "Pulumi.platform.yaml" ? "platform" : "environment";
  const schema = kind === "platform" ? platform : environment;
  const steps = [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(
    ([, index, quoted, plain]) => (index === undefined ? (quoted ?? plain!) : Number(index)),
  );
  const at = path === "config" ? [] : steps;
  const names = [at, at.slice(0, -1)].map((where) => placeAt(schema, where)?.name);
  return names.map((name) => `${owner(kind, name ?? "?")} ${name} ${rule}`);
}
