import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

export interface Outcome {
  passed: number;
  failed: number;
  /** Tests that are marked as not to be run. There are none; one would show. */
  skipped?: number;
  /** Of each that failed, its title, and below it the beginning of why. */
  failures?: string[];
}

/** Of vitest's JSON reporter, what is read here. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numTotalTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** An assertion's message, its difference, and where it stands. */
export const linesOfEach = 30;

export function failure(why: string): Outcome {
  return { passed: 0, failed: 1, failures: [beginning("", why)] };
}

/** @returns what vitest's JSON report at this path says; a run without one has failed */
export function readReport(path: string): Outcome {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, "utf8")) as Report;
  } catch {
    return failure("has written no report");
  }
  const { numPassedTests: passed, numFailedTests: failed, numTotalTests } = report;
  return { passed, failed, skipped: numTotalTests - passed - failed, failures: failures(report) };
}

function failures({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    // A file that does not load, or a hook that fails, says so of the whole file.
    if (failed.length === 0) return status === "failed" ? [beginning(file, message)] : [];
    return failed.map((test) =>
      beginning(`${file} > ${test.fullName}`, test.failureMessages.join("\n")),
    );
  });
}

function beginning(title: string, why: string): string {
  const lines = stripVTControlCharacters(why)
    .split("\n")
    .filter((line) => !line.includes("/node_modules/"));
  return [title, ...lines.slice(0, linesOfEach).map((line) => `    ${line}`)].join("\n");
}
