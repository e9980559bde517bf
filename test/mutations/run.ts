import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { inParallel } from "../../cli/servers/parallel.ts";
import type { Mutation } from "./mutation.ts";
import { mutations } from "./mutations.ts";
import { runTests } from "./tests.ts";
import { makeWorkspace, type Workspace } from "./workspace.ts";

/**
 * `npm run mutate`: makes one mistake after another in a copy of the repository and runs the test
 * that must notice it. What no test notices is a survivor, and the command then exits with 1.
 *
 *     npm run mutate                # all
 *     npm run mutate -- settings    # those whose file or title has this text in it
 *     npm run mutate -- --jobs 4    # so many at a time, each in a copy of its own
 */
const { values, positionals } = parseArgs({
  options: { jobs: { type: "string", default: String(availableParallelism()) } },
  allowPositionals: true,
});
const wanted = positionals.join(" ");
const chosen = mutations.filter(({ file, title }) => `${file} ${title}`.includes(wanted));
if (chosen.length === 0) throw new Error(`No mutation has "${wanted}" in its file or its title.`);

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());

const jobs = Math.max(1, Number(values.jobs) || 1);
const workspaces = Array.from({ length: jobs }, () => makeWorkspace(ending.signal));
try {
  process.exitCode = (await soundTests(workspaces[0]!)) ? await tryAll() : 1;
} catch (error) {
  if (!ending.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  for (const workspace of workspaces) workspace.remove();
}

/** A test that fails without any mistake would seem to notice each. */
async function soundTests({ folder }: Workspace): Promise<boolean> {
  const tests = [...new Set(chosen.map(({ test }) => test))];
  const { passed, output } = await runTests(folder, tests, ending.signal);
  if (!passed) process.stderr.write(`${output}\nThese tests fail as it is.\n`);
  return passed;
}

async function tryAll(): Promise<number> {
  const survivors: Mutation[] = [];
  const free = [...workspaces];
  await inParallel(chosen, workspaces.length, async (mutation) => {
    const workspace = free.pop()!;
    const noticed = await workspace.notices(mutation);
    free.push(workspace);
    if (!noticed) survivors.push(mutation);
    process.stdout.write(`${noticed ? "✓" : "✗ SURVIVED"} ${mutation.file}: ${mutation.title}\n`);
  });
  process.stdout.write(
    `\n${chosen.length - survivors.length} passed, ${survivors.length} failed\n`,
  );
  return survivors.length > 0 ? 1 : 0;
}
