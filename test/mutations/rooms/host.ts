import type { Mistakes } from "../mutation.ts";

export const host: Mistakes = {
  "host/bootstrap.ts": [
    {
      title: "a program that arrives in part is an error without an answer",
      find: "except (EOFError, OSError, ValueError):",
      replace: "except KeyError:",
      test: "test/unit/components/bootstrap.test.ts",
    },
  ],
};
