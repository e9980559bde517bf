import { expect, it } from "vitest";
import { failureOf } from "../../../sandbox/failure.ts";

it("tells an operation's errors in words, and no warning", () => {
  const messages = [
    { severity: "warning", message: "old" },
    { severity: "error", message: "401 Unauthorized\n", resource: "Project shop" },
    { severity: "error", message: "update failed" },
  ];
  expect(failureOf(JSON.stringify({ result: "failed", messages }))).toBe(
    "Project shop: 401 Unauthorized\nupdate failed",
  );
});

it("tells what the engine ended with, where no message says why", () => {
  expect(failureOf(JSON.stringify({ messages: [], error: "killed" }))).toBe("killed");
});

it.each(["", "No such stack\n"])("leaves what is no JSON as it is: %j", (text) => {
  expect(failureOf(text)).toBe(text.trim());
});
