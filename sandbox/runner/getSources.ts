import { join } from "node:path";
import { version } from "./api.ts";
import { echo, quote, writeFile } from "./bash.ts";
import type { GitInfo, Job } from "./job.ts";
import { type GitStrategy, type Place, strategyOf } from "./place.ts";
import { submoduleCleanUp, submoduleLines } from "./submodules.ts";
import { notice } from "./words.ts";

const say = (text: string) => echo(notice(text));

/**
 * Brings the checkout to the job's commit, in gitlab-runner's words (shells/abstract.go).
 * As with its FF_GIT_URLS_WITHOUT_TOKENS, git asks the job's environment for the credential, so that it
 * stands on no command line and in no file; and as with its `clean_git_config`, what an earlier job made
 * of the repository's configuration and hooks goes.
 */
export function getSourcesLines(job: Job, place: Place): string[] {
  const strategy = strategyOf(job);
  const lines: Record<GitStrategy, () => string[]> = {
    none: () => [say("Skipping Git repository setup"), `mkdir -p ${quote(place.project)}`],
    empty: () => [
      say("Skipping Git repository setup and creating an empty build directory"),
      `rm -rf ${quote(place.project)}`,
      `mkdir -p ${quote(place.project)}`,
    ],
    fetch: () => [
      ...cleanUp(place),
      ...submoduleCleanUp(job, join(place.project, ".git")),
      ...fetchLines(job.git_info, place),
    ],
    clone: () => [
      ...cleanUp(place),
      `rm -rf ${quote(place.project)}`,
      ...fetchLines(job.git_info, place),
    ],
  };
  return [
    "export GIT_TERMINAL_PROMPT=0 GCM_INTERACTIVE=Never",
    ...lines[strategy](),
    ...(["fetch", "clone"].includes(strategy) ? checkoutLines(job.git_info) : []),
    ...submoduleLines(job, configurationFile(place)),
  ];
}

/** Before a second try: what is there may be what git stumbled over. */
export function clearWorktreeLines({ project }: Place): string[] {
  return [
    say("Deleting tracked and untracked files..."),
    `if [ -d ${quote(project)} ]; then cd ${quote(project)}`,
    "git rm -rf --ignore-unmatch --quiet .",
    "git clean -ffdx -q",
    "fi",
  ];
}

/** What a git that was ended in the middle leaves, and what a job may have left for the next. */
function cleanUp({ project }: Place): string[] {
  const git = join(project, ".git");
  const locks = ["index", "shallow", "HEAD", "config"].map((name) => join(git, `${name}.lock`));
  return [
    `rm -f ${[...locks, join(git, "config")].map(quote).join(" ")}`,
    `rm -rf ${quote(join(git, "hooks"))}`,
    `if [ -d ${quote(join(git, "refs"))} ]; then`,
    `find ${quote(join(git, "refs"))} -name '*.lock' -type f -delete`,
    "fi",
  ];
}

function fetchLines({ repo_url, refspecs, depth }: GitInfo, place: Place): string[] {
  const { project } = place;
  const remote = new URL(repo_url);
  [remote.username, remote.password] = ["", ""];
  const agent = `http.userAgent=gitlab-runner ${version} linux/${process.arch}`;
  const words = ["git", "-c", agent, "fetch", "origin", "--no-recurse-submodules", ...refspecs];
  const deep = depth > 0 ? ["--depth", String(depth)] : [];
  const fetch = [...words, ...deep, "--prune", "--quiet"].map(quote).join(" ");
  return [
    writeFile(configurationFile(place), configuration(remote)),
    say(depth > 0 ? `Fetching changes with git depth set to ${depth}...` : "Fetching changes..."),
    `git -c init.defaultBranch=none init --template= ${quote(project)}`,
    `cd ${quote(project)}`,
    `git config include.path ${quote(configurationFile(place))}`,
    `if git remote add origin ${quote(remote.href)} >/dev/null 2>&1; then`,
    say("Created fresh repository."),
    "else",
    `git remote set-url origin ${quote(remote.href)}`,
    "fi",
    ...(depth > 0
      ? [fetch]
      : ["if [ -e .git/shallow ]; then", `${fetch} --unshallow`, "else", fetch, "fi"]),
  ];
}

/** Goes with the job; what the checkout's own configuration names is not there then. */
function configurationFile({ temporary }: Place): string {
  return join(temporary, ".gitlab-runner.ext.conf");
}

function configuration(remote: URL): string {
  const helper = `!f(){ if [ "$1" = get ]; then echo "password=$CI_JOB_TOKEN"; fi; }; f`;
  return [
    "[fetch]\n\trecurseSubmodules = false",
    "[credential]\n\tinteractive = never",
    "[gc]\n\tautoDetach = false",
    ...(remote.protocol.startsWith("http")
      ? [
          `[credential "${remote.origin}"]`,
          // An empty one first: the user's own helpers are not asked.
          `\thelper =\n\thelper = "${helper.replaceAll(/["\\]/g, "\\$&")}"`,
          "\tusername = gitlab-ci-token",
        ]
      : []),
    "",
  ].join("\n");
}

function checkoutLines({ sha, ref }: GitInfo): string[] {
  return [
    say(`Checking out ${sha.slice(0, 8)} as detached HEAD (ref is ${ref})...`),
    `git -c submodule.recurse=false checkout -f -q ${quote(sha)}`,
    "git clean -ffdx",
  ];
}
