import { expect, it } from "vitest";
import { check } from "../../../settings/index.ts";
import { absent, changedFiles, platform, production, readSecret, staging } from "./fixture.ts";
import type { Change } from "./fixture.ts";

function entrancesAfter(...changes: Change[]) {
  return check(changedFiles(...changes), () => readSecret).entrances;
}

const branches = "slipway:apps.shop.branches";
const ofStaging = {
  ...{ app: "shop", environments: ["staging"], branch: "develop" },
  ...{ deploy: "automatic", role: "developer" },
};
const ofProduction = {
  ...{ app: "shop", environments: ["production"], branch: "main" },
  ...{ deploy: "manual", role: "maintainer" },
};

it.each<[string, unknown, string]>([
  ["where no branch is listed", absent, "maintainer"],
  ["where a branch says nothing", { develop: {}, main: {} }, "maintainer"],
  ["to whom a pattern lets more", { "m*": { merge: "developer" }, main: {} }, "developer"],
  ["who may push, and not merge", { main: { merge: "no one", push: "maintainer" } }, "maintainer"],
  ["of a branch that nobody changes", { main: { merge: "no one" }, develop: {} }, "no one"],
])("tells who opens a door: %s", (_, value, role) => {
  const entrances = entrancesAfter([platform, branches, value]);
  expect(entrances.filter(({ deploy }) => deploy === "manual")).toEqual([
    { ...ofProduction, role },
  ]);
});

it("tells one branch's doors together, and what comes by itself apart", () => {
  const at = "slipway:environments.staging";
  const ofMain: Change = [platform, `${at}.branch`, "main"];
  expect(entrancesAfter()).toEqual([ofStaging, ofProduction]);
  expect(entrancesAfter(ofMain)).toEqual([
    { ...ofStaging, branch: "main", role: "maintainer" },
    ofProduction,
  ]);
  expect(entrancesAfter(ofMain, [platform, `${at}.deploy`, "manual"])).toEqual([
    { ...ofProduction, environments: ["staging", "production"] },
  ]);
});

it("tells of no environment where the app is not deployed", () => {
  expect(entrancesAfter([production, "slipway:apps", {}])).toEqual([ofStaging]);
  expect(entrancesAfter([staging, "slipway:apps", {}])).toEqual([ofProduction]);
});
