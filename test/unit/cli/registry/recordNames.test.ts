import { expect, it } from "vitest";
import {
  builtTag,
  canonicalJson,
  isReserved,
  recordAnnotations,
  recordTag,
} from "../../../../cli/registry/recordNames.ts";

const digest = `sha256:${"a".repeat(64)}`;
const tested = "b".repeat(64);

// From sha256sum over the text that stands beside it.
it.each([
  [
    { kind: "served", says: { environment: "uat", app: "shop", digest } },
    `{"app":"shop","digest":"${digest}","environment":"uat"}`,
    "served-086c9f515920995475ad3d41e892423ac77aaaa4",
  ],
  [
    { kind: "tested", says: { tested } },
    `{"tested":"${tested}"}`,
    "tested-49b8c6aa3af8bff421a62e31a79636c2e4e31989",
  ],
] as const)("a record %j is named by the hash of what it says", (record, text, tag) => {
  expect(canonicalJson(record.says)).toBe(text);
  expect(recordTag(record)).toBe(tag);
});

it("an image's tag is its inputs' hash, as long as a tag needs", () => {
  expect(builtTag("c".repeat(64))).toBe(`built-${"c".repeat(40)}`);
});

it("a record says in its annotations what its name is the hash of", () => {
  expect(
    recordAnnotations({ kind: "served", says: { app: "shop", environment: "uat", digest } }),
  ).toEqual({
    "dev.slipway.record": "served",
    "dev.slipway.app": "shop",
    "dev.slipway.environment": "uat",
    "dev.slipway.digest": digest,
  });
});

it.each([
  ["built-1", true],
  ["tested-x", true],
  ["served-x", true],
  ["kept-uat-1", true],
  ["develop", false],
  ["rebuilt-1", false],
])("a branch's tag %s is a record's: %s", (tag, reserved) => {
  expect(isReserved(tag)).toBe(reserved);
});
