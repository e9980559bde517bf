import { code, longest, markdown } from "../../review/markdown.ts";
import { summary } from "../../review/sections.ts";
import { terraformReport } from "../../review/terraform.ts";
import { codeQuality } from "../../review/codeQuality.ts";
import { report } from "../../settings/index.ts";
import { withTemporaryFolder } from "../terminal/temporary.ts";
import { differenceOf, type Differs, shown } from "./diff.ts";
import { keepNote, type Kept } from "./keepNote.ts";
import { type Merge, merged } from "./merged.ts";
import { MergeRequest } from "./mergeRequest.ts";
import { writeReport } from "./reports.ts";
import { reviewJob } from "./reviewJob.ts";

export interface Review {
  difference: Differs;
  note: Kept;
  mergeRequest: string;
  conflicts: boolean;
}

/** Files that a job hands to GitLab as reports. */
export interface Reports {
  codeQuality?: string;
  terraform?: string;
}

/**
 * In a job of a merge request's pipeline: says in its note what merging would change, and writes reports,
 * which are there even where the note can't be kept.
 *
 * @throws UserError
 */
export async function runReview(
  cwd: string,
  reports: Reports,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Review> {
  const job = reviewJob(environment);
  const mergeRequest = new MergeRequest(job);
  const branch = await mergeRequest.targetBranch();
  const merge = await withTemporaryFolder((folder) => merged(folder, job, branch));
  const difference = await differenceOf(merge.states);
  const { problems, warnings, standing } = difference;
  if (reports.codeQuality !== undefined) {
    writeReport(cwd, reports.codeQuality, codeQuality([...problems, ...warnings, ...standing]));
  }
  if (reports.terraform !== undefined) {
    writeReport(cwd, reports.terraform, terraformReport(difference));
  }
  const { pipeline, commit } = job;
  const text = textOf(difference, merge, commit);
  const note = await keepNote(mergeRequest, { me: await mergeRequest.me(), pipeline, text });
  return { difference, note, mergeRequest: `!${job.iid}`, conflicts: merge.conflicts };
}

/** The difference, as far as there is room for it, and of what it is. */
export function textOf(
  difference: Differs,
  { target, conflicts }: Omit<Merge, "states">,
  commit: string,
): string {
  const [short, now] = [commit, target.commit].map((name) => code(name.slice(0, 8)));
  const what = conflicts
    ? `${short} conflicts with ${code(target.branch)}, as of ${now}: this is what the branch has changed since it began.`
    : `Merging ${short} into ${code(target.branch)}, as of ${now}.`;
  return `${markdown(difference, longest - what.length)}\n${what}`;
}

const words: Record<Kept, string> = {
  posted: "The note is posted.",
  updated: "The note is brought up to date.",
  unchanged: "The note says so already.",
  older: "The note is a newer pipeline's, and was left as it is.",
};

export function renderReview({ difference, note, mergeRequest, conflicts }: Review): string {
  const { problems } = difference;
  const conflict = conflicts ? " It conflicts with its target branch." : "";
  return [
    `${mergeRequest}: ${summary(difference)}${conflict} ${words[note]}`,
    ...(problems.length > 0 ? [shown(report(problems))] : []),
  ].join("\n\n");
}
