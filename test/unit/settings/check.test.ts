import { describe, expect, it } from "vitest";
import { check } from "../../../settings/index.ts";
import { absent, changedFiles, readSecret, secret, staging } from "./fixture.ts";

describe("check", () => {
  it("says which values it could not check, and gives no settings of that stack", () => {
    const { problems, notChecked, settings } = check(changedFiles(), (stack) =>
      stack === "staging" ? () => undefined : readSecret,
    );
    expect(problems).toEqual([]);
    expect([...settings.keys()]).toEqual(["platform", "production"]);
    expect(notChecked).toContain("Pulumi.staging.yaml slipway:apps.shop.secrets.DB_PASSWORD");
    expect(notChecked.every((line) => line.startsWith("Pulumi.staging.yaml "))).toBe(true);
  });

  it("gives no settings while there are problems", () => {
    const files = changedFiles([staging, "slipway:apps.shop.url", "x"]);
    expect(check(files, () => readSecret).settings.size).toBe(0);
  });

  it("gives no settings while a value is wrong", () => {
    const files = changedFiles([staging, "slipway:apps.shop.secrets.EMPTY", secret("")]);
    const { problems, settings } = check(files, () => readSecret);
    expect(problems.map(({ rule }) => rule)).toEqual(["value.empty"]);
    expect(settings.size).toBe(0);
  });

  it("takes an environment without apps and servers", () => {
    const files = changedFiles(
      [staging, "slipway:apps", absent],
      [staging, "slipway:servers", absent],
      [staging, "slipway:keys.deployers", absent],
    );
    expect(check(files, () => readSecret).problems).toEqual([]);
  });
});
