import type { Rule } from "../../../../settings/index.ts";
import type { Change } from "../fixture.ts";

/** What is wrong with the good files after a change, in the exact words of the report. */
export interface Case {
  rule: Rule;
  change: Change | Change[];
  /** Each problem: its place, then its lines. */
  says: string[][];
}
