import { join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { expect, it } from "vitest";

const repository = join(import.meta.dirname, "../..");

/** The project's own configuration; types play no part in where an import leads. */
const linter = new ESLint({
  cwd: repository,
  overrideConfig: tseslint.configs.disableTypeChecked as ESLint.Options["overrideConfig"],
});

/** What the rule on rooms says of a file with this code. */
async function outwards(file: string, code: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath: join(repository, file) });
  const problems = result?.messages.filter(({ ruleId }) => ruleId === "rooms/inwards") ?? [];
  return problems.map(({ message }) => message);
}

it.each([
  ["settings/new.ts", "../host/protocol.ts"],
  ["host/new.ts", "../cli/terminal/exit.ts"],
  ["components/platform/new.ts", "../../sandbox/ports.ts"],
  ["components/new.ts", "../index.ts"],
  ["index.ts", "./cli/terminal/exit.ts"],
  ["review/new.ts", "../cli/terminal/output.ts"],
  ["settings/new.ts", "../review/words.ts"],
  ["toolchain/new.ts", "../settings/index.ts"],
  ["cli/new.ts", "../sandbox/ports.ts"],
  ["cli/new.mjs", "../test/support/canaries.ts"],
  ["sandbox/gitlab/new.ts", "../../cli/terminal/exit.ts"],
  ["sandbox/new.ts", "../components/platform/platform.ts"],
  ["sdks/gitlab/new.ts", "../../settings/index.ts"],
  ["settings/groups/new.ts", "./../../host/protocol.ts"],
])("%s may not import %s", async (file, target) => {
  const [message] = await outwards(file, `import "${target}";`);
  expect(message).toContain("may import from");
});

it.each([
  'import type { Role } from "../host/protocol.ts"; export type Mine = Role;',
  'export { protocol } from "../host/protocol.ts";',
  'export * from "../host/protocol.ts";',
  'export const later = import("../host/protocol.ts");',
  'export type Mine = import("../host/protocol.ts").Role;',
])("finds an import however it is written: %s", async (code) => {
  expect(await outwards("settings/new.ts", code)).toHaveLength(1);
});

it.each([
  ["cli/new.ts", "../index.ts"],
  ["components/environment/new.ts", "../platform/branchProtection.ts"],
  ["settings/groups/new.ts", "../index.ts"],
  ["sandbox/providers/new.ts", "../../settings/index.ts"],
  ["test/unit/new.ts", "../../sandbox/ports.ts"],
  ["settings/new.ts", "zod"],
])("%s may import %s", async (file, target) => {
  expect(await outwards(file, `import "${target}";`)).toEqual([]);
});
