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
  "host/slipway_host/recover.py": [
    {
      title: "whoever helps by hand where a switch failed is put back over",
      find: "if replaced is None or replaced[0] != by_hand.image:",
      replace: "if False:",
      test: "host/tests/test_recover.py",
    },
  ],
};
