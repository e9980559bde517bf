import { join } from "node:path";
import type { JobVariable } from "./job.ts";
import type { Place } from "./place.ts";

/** One word of Bash, whatever is in it. */
export function quote(text: string): string {
  return /^[\w./:@,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export const echo = (text: string) => `echo ${quote(text)}`;

/** A file that only its user may read, written by Bash itself: no other program sees what is in it. */
export function writeFile(path: string, content: string): string {
  return `(umask 077; printf '%s' ${quote(content)} > ${quote(path)})`;
}

/** Lines that export variables. The files of file variables stand beside the checkout. */
export function exportLines(variables: JobVariable[], { temporary }: Place): string[] {
  return [
    `mkdir -p -m 700 ${quote(temporary)}`,
    ...variables.flatMap(({ key, value, file }) => {
      const path = join(temporary, key);
      return file
        ? [writeFile(path, value), `export ${key}=${quote(path)}`]
        : [`export ${key}=${quote(value)}`];
    }),
  ];
}

/**
 * The whole script of a phase, for Bash's standard input: it ends at the first command that fails, its
 * commands can't read the script, and SIGTERM ends it without a word (gitlab-runner, shells/bash.go).
 */
export function wholeScript(lines: string[]): string {
  const trap = "trap 'exit 1' TERM";
  return [
    trap,
    "set -o pipefail",
    "set -o errexit",
    "set +o noclobber",
    `(${trap}; eval ${quote(`${lines.join("\n")}\n`)}) < /dev/null`,
    "exit 0\n",
  ].join("\n");
}
