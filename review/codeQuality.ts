import { createHash } from "node:crypto";
import type { Problem } from "../settings/index.ts";
import { visible } from "./printable.ts";

/** One entry of GitLab's code quality report (doc/ci/testing/code_quality.md, "Code Quality report format"). */
export interface Degradation {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: "blocker" | "minor";
  location: { path: string; lines: { begin: number } };
}

/**
 * Problems and warnings as GitLab's code quality report, none where all is well. GitLab tells what is new and
 * what is resolved by the fingerprints in this report and in the target branch's, so that both hold every
 * warning. Of two with the same fingerprint it keeps one (lib/gitlab/ci/reports/codequality_reports.rb).
 *
 * @param folder where the stack files are in the repository, with its slash; default: at its root
 */
export function codeQuality(problems: readonly Problem[], folder = ""): Degradation[] {
  const seen = new Map<string, number>();
  return problems.map(({ file, path, rule, line, message, fix, severity }) => {
    const place = JSON.stringify([file, path, rule]);
    const earlier = seen.get(place) ?? 0;
    seen.set(place, earlier + 1);
    return {
      description: visible(fix === undefined ? message : `${message} Fix: ${fix}`),
      check_name: rule,
      // Without the line: what others write above it does not make it a new one.
      fingerprint: createHash("sha256").update(`${place} ${earlier}`).digest("hex"),
      severity: severity === "warning" ? "minor" : "blocker",
      location: { path: `${folder}${file}`, lines: { begin: line } },
    };
  });
}
