import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { ExpressionError, holds } from "../../../../sandbox/gitlab/ci/rules/expression.ts";

vi.setConfig({ testTimeout: 60_000 });

const values: Record<string, string> = {
  BRANCH: "main",
  EMPTY: "",
  BLANK: "  ",
  FEATURE: "feature/a-b",
  PATTERN: "/^ma/",
  TEXT: "mainly",
  ZERO: "0",
  FALSE: "false",
};

/** Whether each holds, as gitlab-ci-local and GitLab both have it. */
const agreed: [expression: string, expected: boolean][] = [
  ["$BRANCH", true],
  ["$EMPTY", false],
  ["$NOWHERE", false],
  ["$ZERO", true],
  ["$FALSE", true],
  ['$BRANCH == "main"', true],
  ["$BRANCH == 'main'", true],
  ['"main" == $BRANCH', true],
  ['$BRANCH != "main"', false],
  ["$NOWHERE == null", true],
  ["$EMPTY == null", false],
  ['$EMPTY == ""', true],
  ['$NOWHERE == ""', false],
  ["$BRANCH != null", true],
  ["$BRANCH =~ /^ma/", true],
  ["$BRANCH =~ /^MA/", false],
  ["$BRANCH =~ /^MA/i", true],
  ["$BRANCH !~ /^ma/", false],
  ["$BRANCH !~ /^no/", true],
  ["$NOWHERE =~ /^ma/", false],
  ["$NOWHERE !~ /^ma/", true],
  ["$FEATURE =~ /^feature\\/.+/", true],
  ["$BRANCH =~ $PATTERN", true],
  ["$FEATURE =~ $PATTERN", false],
  ['$BRANCH == "main" && $EMPTY', false],
  ['$BRANCH == "main" || $EMPTY', true],
  ['$EMPTY || $BRANCH == "main" && $NOWHERE', false],
  ['($EMPTY || $BRANCH == "main") && $ZERO', true],
  ['$BRANCH == "other" || $FEATURE =~ /^feat/ && $NOWHERE == null', true],
  ['($BRANCH == "main")', true],
];

/** Where gitlab-ci-local has it otherwise, and what of GitLab's source says so. */
const differing: [expression: string, expected: boolean, source: string][] = [
  ["$BLANK", false, "Statement#truthful? asks `present?`, for which blanks are nothing"],
  ["$BRANCH =~ $TEXT", true, "Matches scans the right side's text where it is no pattern"],
];

/** What GitLab refuses. */
const refused: [expression: string, reason: string][] = [
  ["", "Invalid expression syntax"],
  ["$BRANCH ==", "Invalid expression syntax"],
  ["$BRANCH === 'main'", "Unknown lexeme found!"],
  ["!$BRANCH", "Unknown lexeme found!"],
  ["($BRANCH", "Invalid expression syntax"],
  ["$BRANCH $EMPTY", "Unreachable nodes in parse tree"],
  ["$BRANCH =~ /(?=x)ab/", "Invalid regular expression!"],
  ["${BRANCH}", "Unknown lexeme found!"],
];

const evaluated = (expression: string) => holds(expression, (key) => values[key]);

describe("The condition of a rule", () => {
  it.each(agreed)("%s: %s", (expression, expected) => {
    expect(evaluated(expression)).toBe(expected);
  });

  it.each(differing)("%s: %s, as GitLab has it: %s", (expression, expected) => {
    expect(evaluated(expression)).toBe(expected);
  });

  it.each(refused)("%s is refused: %s", (expression, reason) => {
    expect(() => evaluated(expression)).toThrow(new ExpressionError(reason));
  });

  it("is refused if it is too long", () => {
    const long = Array.from({ length: 60 }, () => "$BRANCH").join(" && ");
    expect(() => evaluated(long)).toThrow(new ExpressionError("Too many tokens!"));
  });

  it("holds where gitlab-ci-local says so, but where a source says that GitLab differs", () => {
    const said = gitlabCiLocal(agreed.map(([expression]) => expression));
    expect(agreed.filter(([, expected], at) => said?.[at] !== expected)).toEqual([]);
    // It refuses a whole file for one expression that it doesn't read.
    const agreeing = differing.filter(([one, expected]) => gitlabCiLocal([one])?.[0] === expected);
    expect(agreeing, "gitlab-ci-local has come to agree: move it up").toEqual([]);
  });
});

/** Which of the expressions hold, in a run of that program's own; undefined if it refuses them. */
function gitlabCiLocal(expressions: string[]): boolean[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), "slipway-expressions-"));
  try {
    const jobs = expressions.map((expression, at) => [
      `job${at}`,
      { script: ["true"], rules: [{ if: expression, when: "always" }, { when: "never" }] },
    ]);
    writeFileSync(join(folder, ".gitlab-ci.yml"), stringify(Object.fromEntries(jobs)));
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: process.env["PATH"], HOME: folder },
        stdio: ["ignore", "pipe", "ignore"],
      });
    const identity = ["-c", "user.name=Dora", "-c", "user.email=dora@example.com"];
    run("git", "init", "--quiet", "--initial-branch=main", ".");
    run("git", "remote", "add", "origin", "http://127.0.0.1/acme/shop.git");
    run("git", "add", ".gitlab-ci.yml");
    run("git", ...identity, "commit", "--quiet", "--message", "Configure");
    const given = Object.entries(values).flatMap(([key, value]) => [
      "--variable",
      `${key}=${value}`,
    ]);
    const program = join(import.meta.dirname, "../../../../node_modules/.bin/gitlab-ci-local");
    const listed = JSON.parse(run(program, "--list-json", ...given)) as {
      name: string;
      when: string;
    }[];
    const running = listed.filter(({ when }) => when !== "never").map(({ name }) => name);
    return expressions.map((_, at) => running.includes(`job${at}`));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
