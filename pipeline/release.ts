import { handed } from "./around.ts";
import type { Source } from "./around.ts";
import { longLived, onBranches } from "./chain.ts";
import { inputsCommand } from "./inputs.ts";
import { releaseEnvironment } from "./names.ts";
import { imageOf, slipway } from "./shell.ts";
import { list } from "./when.ts";
import type { Block } from "./write.ts";

/** What jobs that may hold keys have in common. */
export function trustedTemplate({ tool, runners }: Source): Block {
  return {
    key: ".trusted",
    says: "Jobs that run none of the app's code, and may hold keys: on a runner of their own, without the app's files, and not stopped half-way.",
    lines: [
      ["image", imageOf(tool)],
      ["tags", [runners.trusted]],
      ["interruptible", false],
      [
        "variables",
        { GIT_STRATEGY: "empty" },
        "Not `none`, which leaves what an earlier job of this runner has checked out.",
      ],
    ],
  };
}

/** The one job that writes to `<project>/release`, from which servers take images. */
export function releaseJob(source: Source): Block {
  const { app, tool } = source;
  const tests = app.tests.map(({ name }) => ({ job: name, artifacts: false }));
  return {
    key: "release",
    says: `Once everything has passed on ${list(longLived(app))}: copies the very image that was built from \`incoming\` to \`<project>/release\`, and records there what has passed. The token for it is a variable of \`slipway-release\` alone; \`action: access\` says that nothing is deployed.`,
    lines: [
      ["extends", ".trusted"],
      ["stage", "release"],
      ["rules", onBranches(longLived(app))],
      [
        "needs",
        ["build", "inputs"].map((job) => ({ job, artifacts: false })).concat(tests),
        "Artifacts of none: a job that runs the app's code could send more than it should, variables that GitLab would set here among them. It asks GitLab for the one file that it needs.",
      ],
      ["environment", releaseEnvironment],
      [
        "resource_group",
        releaseEnvironment.name,
        "One after the other: of two builds of the same files, the first that is released is the image.",
      ],
      ["variables", { GIT_STRATEGY: "fetch" }],
      [
        "script",
        [inputsCommand(source), slipway(tool, "release", app.name)],
        "It looks at the inputs for itself, and takes from `build` the digest and nothing else.",
      ],
      [
        "artifacts",
        { paths: [handed.release], expire_in: "never" },
        "Which image this commit is. Kept for ever, so that an old deploy can be run again.",
      ],
    ],
  };
}
