import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { covering } from "../protections.ts";
import { type Change, type Pusher, refusal } from "./branchCheck.ts";

/**
 * Runs as git's pre-receive hook, where the pushed commits can be looked at before any ref has changed:
 * `GITLAB_PUSHER` says who pushes. It lets a push through as a whole or refuses it. The push options go
 * on to the server, beside the file `GITLAB_RECEIVED`.
 */
const pusher = JSON.parse(process.env["GITLAB_PUSHER"] ?? "") as Pusher;
const problems = readFileSync(0, "utf8")
  .trimEnd()
  .split("\n")
  .flatMap((line) => {
    const [before = "", after = "", ref = ""] = line.split(" ");
    return refuse({ ref, before, after }) ?? [];
  });

if (problems.length > 0) {
  for (const problem of new Set(problems)) console.error(`GitLab: ${problem}`);
  process.exitCode = 1;
} else {
  const count = Number(process.env["GIT_PUSH_OPTION_COUNT"] ?? 0);
  const options = Array.from({ length: count }, (_, at) => process.env[`GIT_PUSH_OPTION_${at}`]);
  writeFileSync(`${process.env["GITLAB_RECEIVED"]}.options`, JSON.stringify(options));
}

function refuse(change: Change): string | undefined {
  return refusal(pusher, change, {
    isForced: () => says(["rev-list", "--max-count=1", change.before, `^${change.after}`]) !== "",
    isOnProtected: () =>
      says([
        "for-each-ref",
        "--format=%(refname:lstrip=2)",
        `--contains=${change.after}`,
        "refs/heads",
      ])
        .split("\n")
        .some((branch) => branch !== "" && covering(pusher.rules, branch).length > 0),
    isWeb: false,
  });
}

function says(args: string[]): string {
  return spawnSync("git", args, { encoding: "utf8" }).stdout;
}
