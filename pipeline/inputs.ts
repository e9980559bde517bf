import { handed, runnerOf } from "./around.ts";
import type { Source } from "./around.ts";
import { imageOf, slipway } from "./shell.ts";
import { testsHash } from "./testsHash.ts";
import type { Block } from "./write.ts";

/** `slipway inputs`: what the image and its tests are made from, by their hashes. */
export function inputsCommand({ app, tool }: Source): string {
  const { build, inputs } = app;
  const options = [
    ["--context", build.context, "--dockerfile", build.dockerfile],
    build.target === undefined ? [] : ["--target", build.target],
    Object.entries(build.arguments).flatMap(([name, value]) => ["--argument", `${name}=${value}`]),
    build.commitArguments.flatMap((name) => ["--commit-argument", name]),
    build.platform === undefined ? [] : ["--platform", build.platform],
    inputs.epoch === undefined ? [] : ["--epoch", String(inputs.epoch)],
    inputs.exclude.flatMap((pattern) => ["--exclude", pattern]),
    ["--commands", testsHash(app)],
    build.builder === "buildkit" ? [] : ["--builder", build.builder],
    build.provenance ? ["--provenance"] : [],
    build.sbom ? ["--sbom"] : [],
    build.sbomGenerator === undefined ? [] : ["--sbom-generator", build.sbomGenerator],
  ];
  return slipway(tool, "inputs", ...options.flat());
}

export function inputsJob(source: Source): Block {
  return {
    key: "inputs",
    says: "What this commit would be built from, and whether that is built and tested already. It runs none of the app's code: nothing that a branch holds can say that its own tests have passed.",
    lines: [
      ["stage", "inputs"],
      ["image", imageOf(source.tool)],
      ["tags", [runnerOf.noCode]],
      [
        "script",
        [inputsCommand(source)],
        "`--commands` stands for the tests below: when one of them changes, all are run again.",
      ],
      ["artifacts", { paths: [handed.inputs], expire_in: "1 week" }],
    ],
  };
}
