import type { Mistakes } from "../mutation.ts";

export const toolchain: Mistakes = {
  "toolchain/buildkit.ts": [
    {
      title: "a BuildKit that is too old is taken",
      find: "version !== null && gte(version, buildKitVersion)",
      replace: "version !== null",
      test: "test/unit/toolchain/buildkit.test.ts",
    },
    {
      title: "half a BuildKit is put in place",
      find: "for (const program of [built.buildctl, built.buildkitd]) await access(program);",
      replace: "",
      test: "test/unit/toolchain/buildkit.test.ts",
    },
  ],
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
