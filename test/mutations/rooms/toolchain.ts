import type { Mistakes } from "../mutation.ts";

export const toolchain: Mistakes = {
  "toolchain/engine.ts": [
    {
      title: "an engine is put in place that does not run",
      find: "await PulumiCommand.get({ root: folder, version: new SemVer(engineVersion) });",
      replace: "",
      test: "test/unit/toolchain/engine.test.ts",
    },
    {
      title: "an engine that is too old is taken",
      find: "{ ...place, version }",
      replace: "{ ...place }",
      test: "test/unit/toolchain/engine.test.ts",
    },
  ],
};
