import { describe, expect, it } from "vitest";
import { countsOf, type DeclaredChange, inNumbers, told } from "../../../review/stackChanges.ts";

function changes(...operations: DeclaredChange["operation"][]) {
  return operations.map((operation) => ({ operation }));
}

const some = changes("create", "update", "update", "replace", "delete", "delete");

describe("the counts", () => {
  it("have a replacement as one that is created and one that is deleted", () => {
    expect(countsOf(some)).toEqual({ create: 2, update: 2, delete: 3 });
  });

  it("stay in what GitLab takes", () => {
    const many = Array.from({ length: 1_000_001 }, () => ({ operation: "delete" as const }));
    expect(countsOf(many)).toEqual({ create: 0, update: 0, delete: 999_999 });
  });

  it("are said as the engine says them", () => {
    expect(inNumbers(some)).toBe("1 to create, 2 to update, 1 to replace, 2 to delete");
    expect(inNumbers(changes("delete"))).toBe("1 to delete");
    expect(inNumbers([])).toBe("nothing to do");
  });
});

it("tells a component and not what is done for it, and nothing that only holds others together", () => {
  const one = (type: string, urn: string, parent = "", operation: "create" | "update" = "create") =>
    ({ type, urn, parent, operation }) as DeclaredChange;
  const all = [
    one("slipway:environment:AppEnvironment", "app"),
    one("gitlab:index/projectVariable:ProjectVariable", "variable", "app"),
    one("slipway:environment:Deployment", "deployment"),
    one("slipway:environment:Applied", "applied", "deployment"),
    one("command:remote:Command", "command", "deployment"),
    one("command:remote:Command", "alone", "another", "update"),
    one("slipway:platform:Platform", "flow", "", "update"),
  ];
  expect(told(all).map(({ urn }) => urn)).toEqual(["variable", "deployment", "alone", "flow"]);
});
