import { echo, quote } from "./bash.ts";
import { type Job, JobFailure } from "./job.ts";
import { strategyOf } from "./place.ts";
import { caution, notice } from "./words.ts";

type Strategy = "none" | "normal" | "recursive";

const say = (text: string) => echo(notice(text));

/**
 * Brings submodules to their commits, as GIT_SUBMODULE_STRATEGY says and in gitlab-runner's words
 * (shells/abstract.go): `none` is the default, and where nothing is checked out there are none.
 *
 * @param configuration the file with the job's credential, which git hands on to the clones it makes
 */
export function submoduleLines(job: Job, configuration: string): string[] {
  const strategy = submodulesOf(job);
  if (strategy === "none") return [say("Skipping Git submodules setup")];
  const recursive = strategy === "recursive" ? ["--recursive"] : [];
  const { depth } = job.git_info;
  const deep = depth > 0 ? ["--depth", String(depth)] : [];
  const git = (...words: string[]) => ["git", ...words].map(quote).join(" ");
  const each = (command: string) => git("submodule", "foreach", ...recursive, command);
  const sync = git("submodule", "sync", ...recursive);
  const update = git(
    ...["-c", `include.path=${configuration}`, "submodule", "update", "--init"],
    ...[...recursive, ...deep],
  );
  const how = `${recursive.length > 0 ? " recursively" : ""}${depth > 0 ? ` with git depth set to ${depth}` : ""}`;
  return [
    say(`Updating/initializing submodules${how}...`),
    git("submodule", "init"),
    sync,
    ...[each("git clean -ffdx"), each("git reset --hard")],
    `if ${update}; then`,
    ...[say("Updated submodules"), sync],
    "else",
    echo(caution("Updating submodules failed. Retrying...")),
    ...[sync, update, each("git reset --hard")],
    "fi",
    each("git clean -ffdx"),
    say("Configuring submodules to use parent git credentials..."),
    git(
      ...["submodule", "foreach", "--recursive"],
      `git config --replace-all include.path '${configuration}'`,
    ),
  ];
}

/** What an earlier job may have left in the repositories of submodules goes with what it left in the checkout's. */
export function submoduleCleanUp(job: Job, git: string): string[] {
  if (submodulesOf(job) === "none") return [];
  const modules = quote(`${git}/modules`);
  return [
    `if [ -d ${modules} ]; then`,
    `find ${modules} -name config -type f -delete`,
    `find ${modules} -name hooks -type d -prune -exec rm -rf {} +`,
    "fi",
  ];
}

/** @throws JobFailure for one that is none */
function submodulesOf(job: Job): Strategy {
  if (["none", "empty"].includes(strategyOf(job))) return "none";
  const value = job.variables.findLast(({ key }) => key === "GIT_SUBMODULE_STRATEGY")?.value;
  const known = (["none", "normal", "recursive"] as const).find((one) => one === (value || "none"));
  if (known !== undefined) return known;
  throw new JobFailure("unknown GIT_SUBMODULE_STRATEGY", "runner_system_failure");
}
