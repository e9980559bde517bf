import { describe, expect, it } from "vitest";
import { composite, turn } from "../../../../sandbox/gitlab/ci/status.ts";
import type { Status } from "../../../../sandbox/gitlab/ci/model.ts";

/** `failed?` is a job whose failure is allowed. */
const counted = (words: string) =>
  words
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => ({
      status: word.replace("?", "") as Status,
      allowFailure: word.endsWith("?"),
    }));

describe("The status of several jobs", () => {
  it.each([
    ["", "success"],
    ["success success", "success"],
    ["success skipped", "success"],
    ["skipped skipped", "skipped"],
    ["skipped manual?", "skipped"],
    ["success failed", "failed"],
    ["success failed?", "success"],
    ["failed canceled", "failed"],
    ["success canceled", "canceled"],
    ["created created", "created"],
    ["created manual?", "created"],
    ["pending created", "pending"],
    ["success pending", "running"],
    ["success created", "running"],
    ["failed created", "running"],
    ["success running", "running"],
    ["success manual", "manual"],
    ["success manual created", "manual"],
    ["success manual? ", "success"],
    ["running manual", "running"],
    ["waiting_for_resource success", "waiting_for_resource"],
    ["running canceling", "canceling"],
  ])("of %s is %s", (words, expected) => {
    expect(composite(counted(words))).toBe(expected);
  });

  it.each([
    ["", "success"],
    ["success success", "success"],
    ["success failed", "failed"],
    ["success failed?", "success"],
    ["success skipped", "skipped"],
    ["success manual?", "skipped"],
    ["success manual", "pending"],
    ["success running", "pending"],
    ["success canceled", "canceled"],
  ])("of %s, if a job needs them, is %s", (words, expected) => {
    expect(composite(counted(words), true)).toBe(expected);
  });
});

describe("A job whose turn may have come", () => {
  it.each([
    ["on_success", "success", "begin"],
    ["on_success", "skipped", "begin"],
    ["on_success", "failed", "skip"],
    ["on_success", "canceled", "skip"],
    ["on_success", "running", undefined],
    ["on_success", "manual", undefined],
    ["on_failure", "failed", "begin"],
    ["on_failure", "success", "skip"],
    ["always", "failed", "begin"],
    ["always", "success", "begin"],
    ["manual", "success", "wait"],
    ["manual", "failed", "skip"],
  ] as const)("%s after %s: %s", (when, before, expected) => {
    expect(turn({ when, hasNeeds: false }, before)).toBe(expected);
  });

  it("is skipped where one that it needs was", () => {
    expect(turn({ when: "on_success", hasNeeds: true }, "skipped")).toBe("skip");
  });
});
