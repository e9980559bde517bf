import { describe, expect, it } from "vitest";
import { codeQuality } from "../../../review/codeQuality.ts";
import { countsOf } from "../../../review/stackChanges.ts";
import { terraformReport } from "../../../review/terraform.ts";
import type { Problem } from "../../../settings/index.ts";
import { changedFiles, compose, platform, staging, type Change } from "../settings/fixture.ts";
import { between } from "./said.ts";

const problem: Problem = {
  ...{ file: staging, path: "slipway:apps.shop.health", line: 7, column: 3 },
  ...{ rule: "shape.type", message: "It is no map.", fix: "Make it one." },
};

describe("GitLab's code quality report", () => {
  it("is an empty list where all is well", () => {
    expect(codeQuality([])).toEqual([]);
  });

  it("has each problem and warning, by its place in the repository", () => {
    const warning: Problem = { ...problem, severity: "warning", line: 9, path: "other" };
    expect(codeQuality([problem, warning], "ops/")).toEqual([
      {
        description: "It is no map. Fix: Make it one.",
        check_name: "shape.type",
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        severity: "blocker",
        location: { path: `ops/${staging}`, lines: { begin: 7 } },
      },
      expect.objectContaining({
        severity: "minor",
        location: { path: `ops/${staging}`, lines: { begin: 9 } },
      }),
    ]);
  });

  it("knows a problem again whose line has moved, and tells apart two of one place", () => {
    const fingerprints = (...problems: Problem[]) =>
      codeQuality(problems).map(({ fingerprint }) => fingerprint);
    const [first, second] = fingerprints(problem, problem);
    expect(first).not.toBe(second);
    expect(fingerprints({ ...problem, line: 70, message: "It is a text." })).toEqual([first]);
    for (const other of [{ file: platform }, { path: "x" }, { rule: "yaml.syntax" as const }]) {
      expect(fingerprints({ ...problem, ...other })).not.toContain(first);
    }
  });

  it("has nothing in it that moves a cursor or cannot be seen", () => {
    const [{ description } = { description: "" }] = codeQuality([
      { ...problem, message: "a\u001b[31m\u200b\nb" },
    ]);
    expect(description).toBe("a\\x1b[31m\\u{200b}\\nb Fix: Make it one.");
  });

  it("is of warnings that are new, and of those that stand", () => {
    const moving: Change = [compose, "services.database.image", "example.com/db:latest"];
    const another: Change = [compose, "services.proxy", { image: "example.com/proxy:latest" }];
    const { warnings, standing } = between(changedFiles(moving), changedFiles(moving, another));
    expect([warnings, standing].map((all) => all.map(({ path }) => path))).toEqual([
      ["services.proxy.image"],
      ["services.database.image"],
    ]);
  });
});

describe("GitLab's report for Terraform", () => {
  const stack = (create: number, update: number, gone: number) => ({
    ...{ stack: "uat", state: "changed" as const, changes: [] },
    counts: { create, update, delete: gone },
  });

  it("is the sum of all stacks, at most what GitLab takes", () => {
    expect(terraformReport({ stacks: [stack(1, 2, 3), stack(10, 20, 0)] })).toEqual({
      ...{ create: 11, update: 22, delete: 3 },
    });
    const many = stack(999_999, 999_998, 0);
    expect(terraformReport({ stacks: [many, stack(1, 1, 1)] })).toEqual({
      ...{ create: 999_999, update: 999_999, delete: 1 },
    });
    expect(terraformReport({ stacks: [] })).toEqual(countsOf([]));
  });

  it("is empty where it cannot be told, of which GitLab says that it failed", () => {
    expect(terraformReport({})).toEqual({});
  });
});
