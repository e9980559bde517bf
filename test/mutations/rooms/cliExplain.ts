import type { Mistakes } from "../mutation.ts";

const precedence = "test/unit/cli/explain/precedence.test.ts";
const gather = "test/unit/cli/explain/gather.test.ts";
const refusals = "test/unit/cli/explain/refusals.test.ts";

export const cliExplain: Mistakes = {
  "cli/explain/precedence.ts": [
    {
      title: "a farther group's variable wins by its scope",
      find: "    a.depth - b.depth ||\n",
      replace: "",
      test: precedence,
    },
    {
      title: "a pattern fits where its end stands before what is in its midst",
      find: "environment.length - end.length >= at && ",
      replace: "",
      test: precedence,
    },
    {
      title: "a protected variable is told to be seen on every branch",
      find: "if (candidate.protected && !isProtected)",
      replace: "if (candidate.protected && environment === branch)",
      test: precedence,
    },
  ],
  "cli/explain/liveVariables.ts": [
    {
      title: "the value of a plain variable is told as declared, where GitLab has another",
      find: 'value === undefined || differs.includes("value")',
      replace: "value === undefined",
      test: gather,
    },
    {
      title: "a hidden value is another one",
      find: " && value !== null",
      replace: "",
      test: gather,
    },
  ],
  "cli/explain/onGitLab.ts": [
    {
      title: "what the token may not see counts as not there",
      find: "else notes.push(notSeen(place, found));",
      replace: "",
      test: refusals,
    },
  ],
  "cli/explain/declaredVariables.ts": [
    {
      title: "the value of a secret is told",
      find: "variable.secret ? {} : { value: variable.value }",
      replace: "{ value: variable.value }",
      test: "test/unit/cli/explain/declaredVariables.test.ts",
    },
  ],
  "cli/explain/shownValue.ts": [
    {
      title: "a token that stands in clear is shown",
      find: "what === undefined ? value",
      replace: "what !== value ? value",
      test: "test/unit/cli/explain/command.test.ts",
    },
  ],
  "cli/explain/serviceVariables.ts": [
    {
      title: "a file of env_file comes before environment",
      find: "[...files, ...own]",
      replace: "[...own, ...files]",
      test: "test/unit/cli/explain/container.test.ts",
    },
  ],
};
