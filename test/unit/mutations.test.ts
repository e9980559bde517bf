import { expect, it } from "vitest";
import { mutated } from "../mutations/mutation.ts";
import { mutations } from "../mutations/mutations.ts";

// `npm run mutate` says which of them go unnoticed; it takes minutes. That each still fits the code
// is known at once.
it.each(mutations)("$file can be changed: $title", (mutation) => {
  expect(mutated(mutation)).not.toBe(mutated({ ...mutation, replace: mutation.find }));
});
