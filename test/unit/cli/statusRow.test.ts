import { expect, it } from "vitest";
import { exitCodeOf, nothing } from "../../../cli/servers/statusRow.ts";

const row = (code: number) => ({
  ...{ environment: "staging", app: "shop", server: "staging-1", health: "healthy" as const },
  ...{ ...nothing, code },
});

it.each([
  [[3, 2, 1, 0], 1],
  [[0, 3, 2], 2],
  [[0, 3], 3],
  [[0], 0],
])("of rows that ask for %j, %d is the exit code", (codes, expected) => {
  expect(exitCodeOf(codes.map(row))).toBe(expected);
});
