import type { Mistakes } from "../mutation.ts";
import { hostChecks } from "./hostChecks.ts";
import { hostDoors } from "./hostDoors.ts";
import { hostJournals } from "./hostJournals.ts";
import { hostLogs } from "./hostLogs.ts";
import { hostStore } from "./hostStore.ts";

export const host: Mistakes = {
  "host/bootstrap.ts": [
    {
      title: "a program that arrives in part is an error without an answer",
      find: "except (EOFError, OSError, ValueError):",
      replace: "except KeyError:",
      test: "test/unit/components/bootstrap.test.ts",
    },
  ],
  "test/support/canaries.ts": [
    {
      title: "a secret that is encoded in a program's environment is not seen",
      find: "const needles = values.flatMap(formsOf);\n  const holds",
      replace: "const needles = values;\n  const holds",
      test: "test/unit/canaries.test.ts",
    },
  ],
  ...hostChecks,
  ...hostDoors,
  ...hostJournals,
  ...hostLogs,
  ...hostStore,
};
