import { expect, it } from "vitest";
import { check } from "../../../settings/index.ts";
import { absent, changedFiles, platform, production, readSecret, staging } from "./fixture.ts";
import type { Change } from "./fixture.ts";

function doorsAfter(...changes: Change[]) {
  return check(changedFiles(...changes), () => readSecret).doors;
}

const branches = "slipway:apps.shop.branches";
const ofProduction = { app: "shop", environments: ["production"], branch: "main" };

it.each<[string, unknown, string]>([
  ["where no branch is listed", absent, "maintainer"],
  ["where a branch says nothing", { develop: {}, main: {} }, "maintainer"],
  ["to whom a pattern lets more", { "m*": { merge: "developer" }, main: {} }, "developer"],
  ["who may push, and not merge", { main: { merge: "no one", push: "maintainer" } }, "maintainer"],
  ["of a branch that nobody changes", { main: { merge: "no one" }, develop: {} }, "no one"],
])("tells who opens a door: %s", (_, value, role) => {
  expect(doorsAfter([platform, branches, value])).toEqual([{ ...ofProduction, role }]);
});

it("tells of one branch's doors together, and of another's apart", () => {
  const manual: Change = [platform, "slipway:environments.staging.deploy", "manual"];
  expect(doorsAfter(manual)).toEqual([
    { app: "shop", environments: ["staging"], branch: "develop", role: "developer" },
    { ...ofProduction, role: "maintainer" },
  ]);
  expect(doorsAfter(manual, [platform, "slipway:environments.staging.branch", "main"])).toEqual([
    { ...ofProduction, environments: ["staging", "production"], role: "maintainer" },
  ]);
});

it("tells of no door where the app is not deployed", () => {
  const nowhere: Change = [production, "slipway:apps", {}];
  expect(doorsAfter(nowhere)).toEqual([]);
  expect(doorsAfter([staging, "slipway:apps", {}])).toEqual([
    { ...ofProduction, role: "maintainer" },
  ]);
});
