import { expect, it } from "vitest";
import { renderDiff } from "../../../cli/review/diff.ts";
import { isSame, type Difference } from "../../../review/difference.ts";
import { markdown } from "../../../review/markdown.ts";
import { countsOf, type DeclaredChange } from "../../../review/stackChanges.ts";

function change(words: string, more: Partial<DeclaredChange> = {}): DeclaredChange {
  return {
    ...{ operation: "create", type: "gitlab:index/projectVariable:ProjectVariable", name: words },
    ...{ urn: words, parent: "", words, inputs: [], replaces: [], refused: false, ...more },
  };
}

function differenceOf(...changes: DeclaredChange[]): Difference {
  const rest = { changes: [], doors: [], problems: [], warnings: [], standing: [], others: [] };
  const notCompared: Difference["notCompared"] = [
    { file: "Pulumi.uat.yaml", side: "from", asWritten: false },
  ];
  const same = { stack: "staging", state: "same" as const, changes: [], counts: countsOf([]) };
  const uat = { stack: "uat", state: "changed" as const, changes, counts: countsOf(changes) };
  return { ...rest, notCompared, stacks: [same, uat] };
}

function terminal(difference: Difference): string {
  return renderDiff({ ...difference, from: { name: "a" }, to: { name: "b" } });
}

it("says what is done, by what, and what comes of it", () => {
  const difference = differenceOf(
    change("variable A of acme/shop in uat"),
    change("variable B", { operation: "update", inputs: ["raw", "value"] }),
    change("variable C", { operation: "replace", inputs: ["hidden"], replaces: ["hidden"] }),
    change("project shop", { operation: "delete", refused: true }),
  );
  const numbers = "1 to create, 1 to update, 1 to replace, 1 to delete";
  expect(terminal(difference).split("\n\n")).toEqual([
    `a → b: 1 file that cannot be compared. By \`slipway up\`: ${numbers}.`,
    [
      "Deleted, or begun anew elsewhere",
      "  ~ `uat`: `variable C` by `hidden`",
      "      Another is made in its place, for `hidden` of it can't be changed.",
      "  - `uat`: `project shop`",
      "      It is protected: `up` refuses to delete it.",
    ].join("\n"),
    [
      `slipway up uat: ${numbers}`,
      "  + `variable A of acme/shop in uat`",
      "  ~ `variable B` by `raw` and `value`",
      "  ~ `variable C` by `hidden`",
      "      Another is made in its place, for `hidden` of it can't be changed.",
      "  - `project shop`",
      "      It is protected: `up` refuses to delete it.",
    ].join("\n"),
    "Not compared:\n  Pulumi.uat.yaml of a",
  ]);
  const text = markdown(difference);
  expect(text).toContain(`<details><summary><code>slipway up uat</code>: ${numbers}</summary>`);
  expect(text).toContain("- replaced: `variable C` by `hidden`");
  expect(text).not.toContain("staging");
});

it("shows the first of many, and counts them all", () => {
  const many = Array.from({ length: 53 }, (_, index) => change(`variable V${index}`));
  const text = terminal(differenceOf(...many));
  expect(text).toContain("slipway up uat: 53 to create");
  expect(text.match(/variable V/g)).toHaveLength(50);
  expect(text).toContain("3 more, in `--json`");
});

it("lets no name mean anything where it is shown", () => {
  const text = markdown(differenceOf(change("variable `@all` <b>\n/close", { inputs: ["a`b"] })));
  expect(text).toContain("``variable `@all` <b>");
  expect(text).not.toMatch(/^\/close/m);
});

it("tells what up does where the settings say the same", () => {
  const { notCompared, ...same } = differenceOf(change("file .gitlab-ci.yml"));
  expect(notCompared).toHaveLength(1);
  const difference = { ...same, notCompared: [] };
  expect(terminal(difference)).toContain(
    "a → b: The settings say the same. By `slipway up`: 1 to create.",
  );
  expect(isSame(difference)).toBe(false);
});
