import { join } from "node:path";
import { expect, it } from "vitest";
import { ownStacks, readStackFiles, type StackFiles } from "../../../settings/index.ts";

const repository = join(import.meta.dirname, "..", "..", "..");

function files(text: string): StackFiles {
  const path = "Pulumi.qa.yaml";
  const stacks = new Map([["qa", { path, text }]]);
  return { ...readStackFiles(repository), stacks };
}

it("takes this repository's stack files for the example's", () => {
  expect(ownStacks(readStackFiles(repository))).toEqual([]);
});

it.each([
  ["config:\n  slipway:version: 1\n", []],
  ["# Not yet `secure: …`.\nconfig:\n  slipway:version: 1\n", []],
  ["config:\n  gitlab:token: { secure: AAAA }\n", ["qa"]],
  ["config: {}\nsecretsprovider: awskms://alias/slipway\n", ["qa"]],
  ["config: {}\nencryptedkey: AAAA\n", ["qa"]],
])("knows whose a file is by what encrypts it: %j", (text, own) => {
  expect(ownStacks(files(text))).toEqual(own);
});
