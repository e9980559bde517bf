import type { Mistakes } from "../mutation.ts";

const changes = "test/unit/review/changes.test.ts";
const servers = "test/unit/review/servers.test.ts";
const silent = "test/unit/review/nothingSilent.test.ts";
const written = "test/unit/review/written.test.ts";
const command = "test/unit/cli/diff.test.ts";

export const review: Mistakes = {
  "review/structural.ts": [
    {
      title: "the order of keys is a difference",
      find: "const keys = new Set([...Object.keys(after), ...Object.keys(before)]);",
      replace:
        "if (Object.keys(after).join() !== Object.keys(before).join()) return [{ path, from: before, to: after }];\n  const keys = new Set([...Object.keys(after), ...Object.keys(before)]);",
      test: silent,
    },
    {
      title: "what goes is not told",
      find: "new Set([...Object.keys(after), ...Object.keys(before)])",
      replace: "new Set(Object.keys(after))",
      test: changes,
    },
  ],
  "review/shown.ts": [
    {
      title: "what stands in clear where a secret belongs is shown",
      find: 'kind === "secret" || isAmiss',
      replace: "isAmiss",
      test: written,
    },
    {
      title: "what stands where a map of secrets belongs is shown",
      find: 'kind === "secret" || isAmiss',
      replace: 'kind === "secret"',
      test: written,
    },
    {
      title: "what is no setting is shown",
      find: 'if (kind === undefined) return { hidden: "not a setting" };',
      replace: "if (kind === undefined) return unlessSecret(value);",
      test: written,
    },
    {
      title: "what has the form of a secret is shown",
      find: "hasClearSecret(value) ?",
      replace: "false ?",
      test: written,
    },
  ],
  "review/protection.ts": [
    {
      title: "weaker protection is called stronger",
      find: 'rank(now) > rank(old) ? "weaker" : "stronger"',
      replace: 'rank(now) < rank(old) ? "weaker" : "stronger"',
      test: changes,
    },
    {
      title: "branches that nobody lists are taken for unprotected",
      find: "const needed = [config.defaultBranch, ...rules.map(({ branch }) => branch)];",
      replace: "const needed: string[] = [];",
      test: changes,
    },
  ],
  "review/doors.ts": [
    {
      title: "a door that goes counts for nothing where fewer people come",
      find: "steps.some((step) => step > 0)",
      replace: "steps.every((step) => step > 0)",
      test: changes,
    },
  ],
  "review/services.ts": [
    {
      title: "a new configuration restarts nobody",
      find: "runsApp && isNewRelease",
      replace: "false",
      test: servers,
    },
    {
      title: "a database's restart is one among many",
      find: 'concern: touched ? "data" : "rest",',
      replace: 'concern: "rest",',
      test: servers,
    },
  ],
  "review/variables.ts": [
    {
      title: "a variable that anybody's pipeline sees is called safer",
      find: 'now[flag] === protects[flag] ? "stronger" : "weaker"',
      replace: 'now[flag] !== protects[flag] ? "stronger" : "weaker"',
      test: changes,
    },
  ],
  "review/project.ts": [
    {
      title: "headers and accounts of providers are shown",
      find: "return isOpen() ? unlessSecret(value)",
      replace: "return true ? unlessSecret(value)",
      test: written,
    },
  ],
  "review/compare.ts": [
    {
      title: "a protected project goes without a word",
      find: "isProject ? { ...change, notes: [protectNote(old![change.app!]!.protect)] } : change",
      replace: "change",
      test: changes,
    },
    {
      title: "what is loud stands among the rest",
      find: "changes: inOrder(changes, names)",
      replace: "changes",
      test: changes,
    },
  ],
  "review/markdown.ts": [
    {
      title: "a back-tick ends the code that it stands in",
      find: 'const fence = "`".repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);',
      replace: 'const fence = "`" + runs.slice(0, 0).join("");',
      test: written,
    },
    {
      title: "a value begins a line",
      find: 'text === "" ? \'""\' : visible(text)',
      replace: 'text === "" ? \'""\' : text',
      test: written,
    },
    {
      title: "an environment's name is HTML",
      find: '.replaceAll("<", "&lt;")',
      replace: "",
      test: written,
    },
    {
      title: "a note is longer than GitLab takes",
      find: "size + line.length + 1 > most - spare",
      replace: "size + line.length + 1 > most * 9",
      test: written,
    },
  ],
  "review/printable.ts": [
    {
      title: "what nobody can see is left out",
      find: "`\\\\u{${character.codePointAt(0)!.toString(16)}}`",
      replace: '""',
      test: written,
    },
  ],
  "cli/review/folderState.ts": [
    {
      title: "a folder that is a link is followed",
      find: "[...foldersOf(path), path].some(",
      replace: "[path].some(",
      test: command,
    },
  ],
  "cli/review/commitState.ts": [
    {
      title: "a large file is read",
      find: "if (allowance.takes(sizes[index]!)) return true;",
      replace: "if (allowance.takes(0)) return true;",
      test: command,
    },
  ],
  "cli/review/limits.ts": [
    {
      title: "many files together are read without end",
      find: "this.#left -= bytes;",
      replace: "",
      test: command,
    },
  ],
};
