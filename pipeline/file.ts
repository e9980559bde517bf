import type { PlatformApp } from "../settings/index.ts";
import { usualTimeout } from "./around.ts";
import type { Around, Source } from "./around.ts";
import { pull, rollback, served } from "./beside.ts";
import { buildJob } from "./build.ts";
import { chainOf } from "./chain.ts";
import type { Link } from "./chain.ts";
import { deploy } from "./deploy.ts";
import { inputsJob } from "./inputs.ts";
import { stagesOf } from "./names.ts";
import { releaseJob, trustedTemplate } from "./release.ts";
import { testJobs, testTemplate } from "./tests.ts";
import { workflow } from "./when.ts";
import { isLines, write } from "./write.ts";
import type { Block, Line } from "./write.ts";

/** The text of an app's `.gitlab-ci.yml`. */
export function pipelineOf(app: PlatformApp, around: Around): string {
  return write(head(app), onceSaid(contentOf({ app, ...around })));
}

function head({ name }: PlatformApp): string {
  return [
    `The pipeline of ${name}, written by Slipway from Pulumi.platform.yaml. Do not edit: change the settings there, and \`slipway pipeline ${name}\` prints what becomes of them.`,
    "",
    "Its jobs run one command each; what needs thought is in the command. They hand on files that are read as data, never variables (no dotenv): a variable could change what the next job does.",
  ].join("\n");
}

/** The file's parts from the top down. */
export function contentOf(source: Source): Block[] {
  const { app } = source;
  return [
    { key: "stages", lines: stagesOf(app.deployments) },
    workflow(source),
    { key: "default", lines: defaults },
    inputsJob(source),
    ...testTemplate(source),
    ...testJobs(source),
    buildJob(source),
    trustedTemplate(source),
    releaseJob(source),
    ...chainOf(app).flatMap((link) => environmentJobs(link, source)),
  ];
}

const defaults: Line[] = [
  ["interruptible", true],
  ["timeout", usualTimeout],
  [
    "retry",
    { max: 1, when: ["runner_system_failure"] },
    "A job whose runner failed is tried again. One whose script failed is not: a deploy that failed has been put back, and trying it again would hide why.",
  ],
];

function environmentJobs(link: Link, source: Source): Block[] {
  const isDoor = link.environment.deploy === "manual";
  const before = isDoor ? [pull(link, source)] : [];
  return [...before, deploy(link, source), served(link, source), rollback(link, source)];
}

/** What holds for each environment is explained at the first. */
function onceSaid(blocks: Block[]): Block[] {
  const said = new Set<string>();
  const once = (says: string | undefined) => {
    if (says === undefined || said.has(says)) return undefined;
    said.add(says);
    return says;
  };
  return blocks.map(({ key, says, lines }) => ({
    key,
    says: once(says),
    lines: isLines(lines)
      ? lines.map(([name, value, words]): Line => [name, value, once(words)])
      : lines,
  }));
}
