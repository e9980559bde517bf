import { spawn } from "node:child_process";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mutated, repository, type Mutation } from "./mutation.ts";
import { mutations } from "./mutations.ts";
import { makeWorkspace } from "./workspace.ts";

/**
 * `npm run mutate`: makes one mistake after another in a copy of the repository and runs the test
 * that must notice it. What no test notices is a survivor, and the command then exits with 1.
 *
 *     npm run mutate                # all
 *     npm run mutate -- settings    # those whose file or title has this text in it
 */
const wanted = process.argv[2] ?? "";
const chosen = mutations.filter(({ file, title }) => `${file} ${title}`.includes(wanted));
const workspace = makeWorkspace();
try {
  process.exitCode = (await soundTests()) ? await tryAll() : 1;
} finally {
  workspace.remove();
}

/** A test that fails without any mistake would seem to notice each. */
async function soundTests(): Promise<boolean> {
  const tests = [...new Set(chosen.map(({ test }) => test))];
  if (tests.length === 0) throw new Error(`No mutation has "${wanted}" in its file or its title.`);
  const { code, output } = await vitest(tests);
  if (code !== 0) process.stderr.write(`${output}\nThese tests fail as it is.\n`);
  return code === 0;
}

async function tryAll(): Promise<number> {
  const survivors: Mutation[] = [];
  for (const mutation of chosen) {
    const caught = await isCaught(mutation);
    if (!caught) survivors.push(mutation);
    process.stdout.write(`${caught ? "✓" : "✗ SURVIVED"} ${mutation.file}: ${mutation.title}\n`);
  }
  process.stdout.write(
    `\n${chosen.length - survivors.length} passed, ${survivors.length} failed\n`,
  );
  return survivors.length > 0 ? 1 : 0;
}

async function isCaught(mutation: Mutation): Promise<boolean> {
  const file = join(workspace.folder, mutation.file);
  writeFileSync(file, mutated(mutation));
  try {
    return (await vitest([mutation.test])).code !== 0;
  } finally {
    copyFileSync(join(repository, mutation.file), file);
  }
}

function vitest(tests: string[]): Promise<{ code: number; output: string }> {
  const command = join(workspace.folder, "node_modules", "vitest", "vitest.mjs");
  if (!existsSync(command)) throw new Error("vitest is not installed: npm ci");
  const args = [command, "run", "--project", "unit", "--bail=1", ...tests];
  const child = spawn(process.execPath, args, { cwd: workspace.folder, stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve) =>
    child.once("close", (code) => resolve({ code: code ?? 1, output })),
  );
}
