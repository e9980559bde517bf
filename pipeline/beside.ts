import { handed } from "./around.ts";
import type { Source } from "./around.ts";
import { onBranches } from "./chain.ts";
import type { Link } from "./chain.ts";
import { deployJob, pullEnvironment, pullJob, releaseEnvironment } from "./names.ts";
import { rollbackJob, servedJob } from "./names.ts";
import { slipway } from "./shell.ts";
import type { Block } from "./write.ts";

/** The jobs beside an environment's deploy: before it, after it, and back again. */

export function pull(link: Link, { app, tool }: Source): Block {
  const { name } = link;
  return {
    key: pullJob(name),
    says: "While the door is closed, the servers pull the image. The key may do no more than that, and a failure holds up nothing.",
    lines: [
      ["extends", ".trusted"],
      ["stage", deployJob(name)],
      ["rules", onBranches(link.branches)],
      ["needs", [{ job: "release" }]],
      ["environment", pullEnvironment(name)],
      ["interruptible", true],
      ["allow_failure", true],
      ["script", [slipway(tool, "pull", name, app.name, "--release", handed.release)]],
    ],
  };
}

export function served(link: Link, { app, tool }: Source): Block {
  const { name } = link;
  return {
    key: servedJob(name),
    says: "Records that the image has served there, and keeps it from being cleaned up: with the release's token, and without a key of the servers.",
    lines: [
      ["extends", ".trusted"],
      ["stage", deployJob(name)],
      ["rules", onBranches(link.branches)],
      ["needs", [{ job: deployJob(name), artifacts: false }, { job: "release" }]],
      ["environment", releaseEnvironment],
      [
        "resource_group",
        `${name}/served`,
        "One after the other: each moves the tags of those before.",
      ],
      ["script", [slipway(tool, "record", name, app.name)]],
    ],
  };
}

export function rollback(link: Link, { app, tool }: Source): Block {
  const { name, environment, url } = link;
  return {
    key: rollbackJob(name),
    says: "Goes back to what served there before. It waits for nothing, and nothing waits for it. `action: access`: GitLab would else take this commit for the one that serves.",
    lines: [
      ["extends", ".trusted"],
      ["stage", deployJob(name)],
      ["rules", onBranches([environment.branch], { when: "manual", allow_failure: true })],
      ["manual_confirmation", `Roll ${app.name} on ${name} back to what served there before?`],
      ["needs", []],
      ["environment", { name, action: "access" }],
      ["resource_group", name],
      ["timeout", environment.timeout],
      ["variables", { DEPLOY_ENV: name, DEPLOY_URL: url }],
      ["script", [slipway(tool, "rollback", name, app.name)]],
      ["after_script", [slipway(tool, "notify", name, app.name)]],
    ],
  };
}
