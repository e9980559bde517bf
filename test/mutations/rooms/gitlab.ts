import type { Mistakes } from "../mutation.ts";

export const gitlab: Mistakes = {
  "gitlab/kind.ts": [
    {
      title: "the first of a list that tells no name is taken for what is to be made",
      find: "String(readInput(kind, item, name)) === key[name]",
      replace: "[undefined, key[name]].includes(readInput(kind, item, name) as string)",
      test: "test/unit/kinds/kinds.test.ts",
    },
  ],
  "gitlab/kinds.ts": [
    {
      title: "a webhook's address, with a password in it, is shown",
      find: 'confidential: ["token", "url"]',
      replace: 'confidential: ["token"]',
      test: "test/unit/kinds/kinds.test.ts",
    },
    {
      title: "a branch that one user may push to counts as every maintainer's",
      find: 'return { userId: entry["user_id"] };',
      replace: "return { accessLevel: levelOf(entry) };",
      test: "test/unit/kinds/kinds.test.ts",
    },
  ],
};
