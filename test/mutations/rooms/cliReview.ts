import type { Mistakes } from "../mutation.ts";

const reports = "test/unit/review/reports.test.ts";
const keeping = "test/unit/cli/review/keepNote.test.ts";
const command = "test/unit/cli/review.test.ts";

export const cliReview: Mistakes = {
  "review/codeQuality.ts": [
    {
      title: "of two problems of one place GitLab shows one",
      find: "seen.set(place, earlier + 1);",
      replace: "",
      test: reports,
    },
    {
      title: "a problem whose line has moved is a new one",
      find: "JSON.stringify([file, path, rule])",
      replace: "JSON.stringify([file, path, rule, line])",
      test: reports,
    },
    {
      title: "a file is looked for at the root",
      find: "path: `${folder}${file}`",
      replace: "path: file",
      test: reports,
    },
  ],
  "review/terraform.ts": [
    {
      title: "counts that nobody knows are none",
      find: "if (!stacks) return {};",
      replace: "if (!stacks) return { create: 0, update: 0, delete: 0 };",
      test: reports,
    },
    {
      title: "the sum is more than GitLab takes",
      find: "atMost(stacks.reduce((total, { counts }) => total + counts[key], 0))",
      replace: "stacks.reduce((total, { counts }) => total + counts[key], 0)",
      test: reports,
    },
  ],
  "review/note.ts": [
    {
      title: "a quoted marker counts",
      find: "/^<!-- slipway",
      replace: "/<!-- slipway",
      test: keeping,
    },
    {
      title: "the note is written again for a space that GitLab does not keep",
      find: ".trimEnd()",
      replace: "",
      test: keeping,
    },
  ],
  "cli/review/keepNote.ts": [
    {
      title: "whoever forges a marker keeps the note away",
      find: "note.author === me ?",
      replace: "note.author ?",
      test: keeping,
    },
    {
      title: "an older pipeline overwrites a newer one's",
      find: "newest !== undefined && newest.pipeline > pipeline",
      replace: "false",
      test: keeping,
    },
    {
      title: "the note of two jobs at once stays twice",
      find: "for (const { id } of others) await notes.remove(id);",
      replace: "",
      test: keeping,
    },
    {
      title: "of two jobs at once the older one's note stays",
      find: "b.pipeline - a.pipeline",
      replace: "a.pipeline - b.pipeline",
      test: keeping,
    },
    {
      title: "what an older one has overwritten stays so",
      find: "isWritten && (!newest || newest.pipeline === pipeline)",
      replace: "isWritten",
      test: keeping,
    },
    {
      title: "a note that can't be edited is believed to say so",
      find: "newest && (await notes.edit(newest.id, wanted))",
      replace: "newest && ((await notes.edit(newest.id, wanted)) || true)",
      test: keeping,
    },
    {
      title: "beside one that can't be edited others are posted again and again",
      find: "|| b.id - a.id",
      replace: "|| a.id - b.id",
      test: keeping,
    },
    {
      title: "what says so already is written again",
      find: "|| newest?.body === wanted",
      replace: "",
      test: keeping,
    },
  ],
  "cli/review/mergeRequest.ts": [
    {
      title: "only the first page is read",
      find: "page = nextPage;",
      replace: 'page = "";',
      test: keeping,
    },
    {
      title: "whoever GitLab's answer names is given the token",
      find: 'redirect: "error",',
      replace: "",
      test: keeping,
    },
    {
      title: "a GitLab in trouble is asked once",
      find: "isTrouble && attempt < 5",
      replace: "false",
      test: keeping,
    },
    {
      title: "trouble ends as if the job were wrong",
      find: "isTrouble ? exit.unreachable : exit.problem",
      replace: "exit.problem",
      test: keeping,
    },
    {
      title: "what the token must be is not said",
      find: "isDenied ? `. ${token}` :",
      replace: "",
      test: keeping,
    },
  ],
  "cli/registry/ask.ts": [
    {
      title: "a token of two lines is in the error",
      find: "requireHeaders(url, question);",
      replace: "",
      test: keeping,
    },
  ],
  "cli/review/reports.ts": [
    {
      title: "a report is written through a link",
      find: "rmSync(path, { force: true });",
      replace: "",
      test: command,
    },
  ],
  "cli/review/merged.ts": [
    {
      title: "what main has become since is told backwards",
      find: "whole ?? job.commit, shared",
      replace: "job.commit, shared",
      test: command,
    },
    {
      title: "a conflict is compared with what main is by now",
      find: "whole === undefined ? await beginning(folder, target, job.commit) : target",
      replace: "target",
      test: command,
    },
  ],
  "cli/review/review.ts": [
    {
      title: "warnings that stand look resolved",
      find: "[...problems, ...warnings, ...standing]",
      replace: "[...problems, ...warnings]",
      test: command,
    },
  ],
  "cli/review/reviewJob.ts": [
    {
      title: "a number of a merge request may lead elsewhere",
      find: "CI_MERGE_REQUEST_IID: number,",
      replace: "CI_MERGE_REQUEST_IID: /./,",
      test: command,
    },
  ],
  "cli/commands/review.ts": [
    {
      title: "problems end as if all were well",
      find: "difference.problems.length > 0 ? exit.problem : exit.done",
      replace: "exit.done",
      test: command,
    },
  ],
};
