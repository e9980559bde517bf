import type { Command } from "commander";
import { exit } from "../terminal/exit.ts";
import { subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  codeQuality?: string;
  terraform?: string;
}

export function review(program: Command): void {
  subcommand(program, "review", {
    summary: "in a job: say in a merge request's note what merging it would change",
    examples: [
      "slipway review",
      "slipway review --code-quality code-quality.json --terraform counts.json",
    ],
    note:
      "It fetches the target branch and the pipeline's commit, merges them as data and runs nothing of either:\n" +
      "the job needs no checkout and no passphrase. One note is kept up to date, and an older pipeline leaves a\n" +
      "newer one's. SLIPWAY_REVIEW_TOKEN is a token with the scope `api` of a Reporter of the project.",
    exits: {
      [exit.problem]:
        "what comes of merging has problems, which the note says; or a variable, or what the token may do, is wrong",
      [exit.unreachable]: "GitLab can't be reached, or is in trouble; run the job again",
    },
    cwd: "where the reports are written",
    json: true,
  })
    .option(
      "--code-quality <file>",
      "write its problems and warnings as GitLab's code quality report",
    )
    .option("--terraform <file>", "write how much `up` does, for GitLab's widget for Terraform")
    .action(async (options: Options) => {
      const { renderReview, runReview } = await import("../review/review.ts");
      const { forMachines } = await import("../../review/json.ts");
      const { print, printJson } = await import("../terminal/output.ts");
      const review = await runReview(options.cwd, options);
      const { difference, ...rest } = review;
      if (options.json) printJson({ ...rest, ...forMachines(difference) });
      else print(renderReview(review));
      process.exitCode = difference.problems.length > 0 ? exit.problem : exit.done;
    });
}
