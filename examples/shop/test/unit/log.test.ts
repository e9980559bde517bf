import { expect, it } from "vitest";
import { logger } from "../../src/log.ts";

it("writes what is grave enough, a line each", () => {
  const lines: string[] = [];
  const log = logger("Warning", (line) => void lines.push(line));
  log("Information", "not this");
  log("Warning", "this\nhere");
  log("Error", "and this");
  expect(lines).toEqual([
    '{"level":"Warning","message":"this\\nhere"}\n',
    '{"level":"Error","message":"and this"}\n',
  ]);
});
