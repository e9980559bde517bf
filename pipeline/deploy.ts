import { windowText } from "../settings/index.ts";
import { handed } from "./around.ts";
import type { Source } from "./around.ts";
import { onBranches } from "./chain.ts";
import type { Link } from "./chain.ts";
import { deployJob, servedJob } from "./names.ts";
import { slipway } from "./shell.ts";
import { list } from "./when.ts";
import type { Block } from "./write.ts";

/** The deploy of one environment: `<environment>`. */
export function deploy(link: Link, { app, tool }: Source): Block {
  const { name, after, environment } = link;
  const isDoor = environment.deploy === "manual";
  const frozen = environment.freeze.flatMap((window) => ["--frozen", windowText(window)]);
  const words = [
    ...["deploy", name, app.name, "--release", handed.release],
    ...(after === undefined ? [] : ["--after", after]),
    ...frozen,
    "--watch",
  ];
  const before = after === undefined ? [] : [{ job: servedJob(after), artifacts: false }];
  const rules = isDoor
    ? onBranches(link.branches, { when: "manual", allow_failure: false })
    : onBranches(link.branches);
  return {
    key: deployJob(name),
    says: deployWords(link),
    lines: [
      ["extends", ".trusted"],
      ["stage", deployJob(name)],
      ["rules", rules, isDoor ? doorWords : undefined],
      ["manual_confirmation", isDoor ? `Deploy this commit of ${app.name} to ${name}?` : undefined],
      ["needs", [{ job: "release" }, ...before]],
      ["environment", { name, url: link.url, deployment_tier: link.tier }],
      ["resource_group", name, "One change of an environment at a time, the newest first."],
      ["timeout", environment.timeout],
      ["variables", { DEPLOY_ENV: name, DEPLOY_URL: link.url }],
      ["script", [slipway(tool, ...words)], scriptWords(link)],
      ["after_script", [slipway(tool, "notify", name, app.name, ...ownBranch(link))]],
    ],
  };
}

/** What comes through from another branch may not be on the environment's own: a hotfix. */
function ownBranch({ branches, environment }: Link): string[] {
  return branches.length > 1 ? ["--branch", environment.branch] : [];
}

const doorWords =
  "A door: said in the rule, so that it holds the pipeline (a job's own `when: manual` does not). Who may merge or push to the branch may press it.";

function deployWords({ name, after, branches, environment }: Link): string {
  const how = environment.deploy === "manual" ? "behind a door" : "by itself";
  const condition = after === undefined ? "" : `, once the image has served on ${after}`;
  const through =
    branches.length > 1
      ? ` ${list(branches.filter((branch) => branch !== environment.branch))} comes through here as well: nothing goes on that has not served here.`
      : "";
  return `${name}: from ${environment.branch}, ${how}${condition}.${through}`;
}

function scriptWords({ environment }: Link): string {
  const frozen =
    environment.freeze.length === 0
      ? ""
      : "`--frozen`: the job itself refuses at these times, whenever its door is pressed. ";
  return `${frozen}\`--watch\`: what a server puts back while it goes on looking fails this job, and is told.`;
}
