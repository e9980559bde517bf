import { describe, expect, it } from "vitest";
import { guessTier } from "../../../settings/groups/gitlabEnvironment.ts";

describe("guessTier", () => {
  it.each([
    ["production", "production"],
    ["live", "production"],
    ["staging", "staging"],
    ["demo", "staging"],
    ["qa", "testing"],
    ["acceptance", "testing"],
    ["development", "development"],
    ["uat", "other"],
  ])("takes %s for %s, as GitLab does", (name, tier) => {
    expect(guessTier(name)).toBe(tier);
  });
});
