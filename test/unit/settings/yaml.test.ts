import { describe, expect, it } from "vitest";
import { readYaml } from "../../../settings/read/yaml.ts";

describe("a merge (`<<`)", () => {
  const named = "one: &one { a: 1, b: 1 }\ntwo: &two { b: 2, c: 2 }\n";

  it.each([
    ["map: { <<: *one, a: 9 }", { a: 9, b: 1 }],
    ["map: { a: 9, <<: *one }", { a: 9, b: 1 }],
    ["map: { <<: [*one, *two] }", { a: 1, b: 1, c: 2 }],
  ])("adds what the map does not say itself, the first named first: %s", (text, expected) => {
    const { value, problems } = readYaml("a.yaml", named + text);
    expect(problems).toEqual([]);
    expect((value as { map: unknown }).map).toEqual(expected);
  });
});

it("takes no key that would change what JavaScript's objects are", () => {
  const { value, problems } = readYaml("a.yaml", "a: { __proto__: { b: 1 }, c: 2 }");
  expect(problems.map(({ rule }) => rule)).toEqual(["yaml.key"]);
  expect(value).toEqual({ a: { c: 2 } });
});
