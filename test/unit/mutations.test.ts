import { existsSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mutated, repository } from "../mutations/mutation.ts";
import { mutations } from "../mutations/mutations.ts";

// `npm run mutate` says which of them go unnoticed; it takes minutes. That each still fits the code,
// and leaves what can be run (anybody would notice a file that can't), is known at once.
it.each(mutations)("$file can be changed: $title", (mutation) => {
  const changed = mutated(mutation);
  expect(changed).not.toBe(mutated({ ...mutation, replace: mutation.find }));
  expect(() => stripTypeScriptTypes(changed)).not.toThrow();
});

it.each([...new Set(mutations.map(({ test }) => test))])("%s is there to notice", (test) => {
  expect(existsSync(join(repository, test))).toBe(true);
});
