import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mutated, repository } from "../mutations/mutation.ts";
import { mutations } from "../mutations/mutations.ts";
import { isPython } from "../mutations/tests.ts";

// `npm run mutate` says which of them go unnoticed; it takes minutes. That each still fits the code,
// and leaves what can be run (anybody would notice a file that can't), is known at once.
it.each(mutations)("$file can be changed: $title", (mutation) => {
  const changed = mutated(mutation);
  expect(changed).not.toBe(mutated({ ...mutation, replace: mutation.find }));
  if (!isPython(mutation.file)) expect(() => stripTypeScriptTypes(changed)).not.toThrow();
});

it("slipway-host can be run with each of its mistakes", () => {
  const changed = mutations.filter(({ file }) => isPython(file)).map((each) => mutated(each));
  expect(changed.length).toBeGreaterThan(0);
  const compile = "import json, sys; [compile(each, 'x', 'exec') for each in json.load(sys.stdin)]";
  execFileSync("python3", ["-c", compile], { input: JSON.stringify(changed) });
});

it.each([...new Set(mutations.map(({ test }) => test))])("%s is there to notice", (test) => {
  expect(existsSync(join(repository, test))).toBe(true);
});
