import { describe, expect, it } from "vitest";
import { compareDeclared } from "../../../../cli/review/compareDeclared.ts";
import { type Declared, unknownValue } from "../../../../cli/review/registrations.ts";

function declared(
  type: string,
  inputs: Declared["inputs"],
  more: Partial<Declared> = {},
): Declared {
  return {
    ...{
      type,
      name: "one",
      urn: `urn:pulumi:uat::slipway::${type}::one`,
      parent: "",
      custom: true,
    },
    ...{ inputs, inputsFrom: {}, protect: false, ignoreChanges: [], dependsOn: [], ...more },
  };
}

const branch = "gitlab:index/branch:Branch";
const variable = "gitlab:index/projectVariable:ProjectVariable";
const project = "gitlab:index/project:Project";
const command = "command:remote:Command";
const component = "slipway:environment:Server";
const key = { project: "1", key: "A", environmentScope: "uat" };

/** The operation, the inputs that differ, and those by which it is another. */
function of(from: Declared, to: Declared): unknown {
  const [change] = compareDeclared([from], [to], {});
  return change && [change.operation, change.inputs, change.replaces];
}

describe("a change of one resource", () => {
  it.each<[string, string, Declared["inputs"], Declared["inputs"], unknown]>([
    [
      "a value",
      variable,
      { ...key, value: "a" },
      { ...key, value: "b" },
      ["update", ["value"], []],
    ],
    [
      "what replaces",
      variable,
      key,
      { ...key, environmentScope: "b" },
      ["replace", ["environmentScope"], ["environmentScope"]],
    ],
    ["what is as left out", variable, key, { ...key, raw: false, description: "" }, undefined],
    [
      "what leaving out takes away",
      project,
      { ciConfigPath: "a" },
      {},
      ["update", ["ciConfigPath"], []],
    ],
    ["what leaving out keeps", project, { forkingAccessLevel: "disabled" }, {}, undefined],
    [
      "a part",
      project,
      { containerExpirationPolicy: { keepN: 1, cadence: "1d" } },
      { containerExpirationPolicy: { keepN: 2 } },
      ["update", ["containerExpirationPolicy.keepN"], []],
    ],
    ["a command's input", command, { stdin: "a" }, { stdin: "b" }, ["update", ["stdin"], []]],
    ["a command's input that goes", command, { stdin: "a" }, {}, ["update", ["stdin"], []]],
    [
      "a command's trigger",
      command,
      { triggers: ["a"] },
      { triggers: ["b"] },
      ["replace", ["triggers"], ["triggers"]],
    ],
    [
      "a component's input",
      component,
      { env: { A: "1", B: "2" } },
      { env: { A: "1" } },
      ["update", ["env.B"], []],
    ],
  ])("counts %s", (_, type, from, to, change) => {
    expect(of(declared(type, from), declared(type, to))).toEqual(change);
  });

  it("is none of an input that is ignored", () => {
    const from = declared(branch, { project: "1", name: "a", ref: "main" });
    const inputs = { project: "1", name: "a", ref: "develop" };
    expect(of(from, declared(branch, inputs, { ignoreChanges: ["ref"] }))).toBeUndefined();
    expect(of(from, declared(branch, inputs))).toEqual(["replace", ["ref"], ["ref"]]);
  });

  it("is none of what it waits for, or of its protection", () => {
    const from = declared(variable, key, { protect: true, dependsOn: ["a"] });
    expect(of(from, declared(variable, key))).toBeUndefined();
  });

  it("follows where what it is made of is made anew, and only there", () => {
    const origin = (group: string, name = "a") =>
      declared(
        "gitlab:index/groupServiceAccount:GroupServiceAccount",
        { group, name },
        { urn: "origin" },
      );
    const fed = (inputs: Declared["inputs"]) =>
      declared(
        variable,
        { ...key, ...inputs },
        { inputsFrom: { value: ["origin"], project: ["origin"] } },
      );
    const known = { value: unknownValue };
    const change = (...to: Declared[]) =>
      compareDeclared([origin("acme"), fed(known)], to, {}).map(({ operation, inputs }) => [
        operation,
        inputs,
      ]);
    expect(change(origin("acme", "b"), fed(known))).toEqual([["update", ["name"]]]);
    expect(change(origin("other"), fed(known))).toEqual([
      ["replace", ["group"]],
      ["update", ["value"]],
    ]);
    const both = { ...known, project: unknownValue };
    expect(
      compareDeclared([origin("acme"), fed(both)], [origin("other"), fed(both)], {}).at(-1),
    ).toMatchObject({ operation: "replace", inputs: ["project", "value"], replaces: ["project"] });
  });

  it("tells what goes last, the innermost first", () => {
    const outer = declared(component, {}, { urn: "outer" });
    const inner = declared(command, {}, { urn: "inner", parent: "outer" });
    const after = declared(variable, key);
    const changes = compareDeclared([outer, inner], [after], {});
    expect(changes.map(({ operation, urn }) => [operation, urn])).toEqual([
      ["create", after.urn],
      ["delete", "inner"],
      ["delete", "outer"],
    ]);
  });

  it("is refused where it deletes what was protected", () => {
    const from = declared(variable, key, { protect: true });
    const other = declared(variable, { ...key, key: "B" });
    expect(compareDeclared([from], [], {})[0]?.refused).toBe(true);
    expect(compareDeclared([from], [other], {})[0]).toMatchObject({
      operation: "replace",
      refused: true,
    });
    expect(compareDeclared([other], [from], {})[0]?.refused).toBe(false);
  });
});
