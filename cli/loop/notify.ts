import { existsSync } from "node:fs";
import { redactor } from "../servers/redact.ts";
import { printable, say } from "../terminal/output.ts";
import { changeFile, changePath, type ChangeFile } from "./changeFile.ts";
import { readJobFile } from "./jobFiles.ts";
import { changesBetween, type Changes } from "./notify/changes.ts";
import { messageOf } from "./notify/message.ts";
import { peopleOf, type People } from "./notify/people.ts";
import { postAll } from "./notify/post.ts";

/**
 * Tells the team what the job did to an environment. Whatever goes wrong with that is a warning: what
 * serves has been decided before.
 *
 * @param branch the one that the environment is of, where the job's may be another
 */
export function notify(
  cwd: string,
  environment: string,
  app: string,
  branch?: string,
): Promise<void> {
  return warningly(process.env, () => changeOf(cwd, environment, app, process.env), { branch });
}

/** The same of a change that somebody made by hand, to whom settings name. */
export function tellOf(
  change: ChangeFile,
  env: NodeJS.ProcessEnv,
  starter: string | undefined,
): Promise<void> {
  return warningly(env, () => change, { people: { starter } });
}

async function warningly(
  env: NodeJS.ProcessEnv,
  changeThat: () => ChangeFile,
  { branch, people }: { branch?: string | undefined; people?: People },
): Promise<void> {
  const webhook = env.SLIPWAY_SLACK_WEBHOOK ?? "";
  // Its path alone is enough to post, and a proxy that fails may repeat that and no more.
  const path = URL.canParse(webhook) ? new URL(webhook).pathname : webhook;
  const hidden = [webhook, path, env.SLIPWAY_TELEGRAM_TOKEN, env.CI_JOB_TOKEN];
  const redact = redactor(hidden.filter((value) => value !== undefined));
  const warn = (text: string) => say(`Warning: ${redact(printable(text))}`);
  try {
    if (!env.SLIPWAY_SLACK_WEBHOOK && !env.SLIPWAY_TELEGRAM_TOKEN) {
      say("Nobody is told: the environment's settings name nobody (`slipway:tell`).");
      return;
    }
    const change = changeThat();
    const [changes, by] = await Promise.all([
      whatChanged(change, env, branch).catch((error: Error) => {
        warn(`What changed can't be told: ${error.message}`);
        return undefined;
      }),
      people ??
        peopleOf(env).catch((error: Error) => {
          warn(`Who wrote the commit can't be told: ${error.message}`);
          return { starter: env.GITLAB_USER_LOGIN };
        }),
    ]);
    const message = messageOf(change, changes, by, env, branch);
    if (!message) {
      say(`Nothing changed on ${change.environment}, so nobody is told.`);
      return;
    }
    const { told, problems } = await postAll(message, env);
    problems.forEach(warn);
    if (told.length > 0) say(`Told ${told.join(" and ")}: ${printable(message.headline)}`);
  } catch (error) {
    warn(`Nobody could be told: ${(error as Error).message}`);
  }
}

/** What the job's command has written down; a job that never came so far has failed before. */
function changeOf(
  cwd: string,
  environment: string,
  app: string,
  env: NodeJS.ProcessEnv,
): ChangeFile {
  const path = changePath(cwd);
  const change = existsSync(path) ? readJobFile(path, "change.json", changeFile) : undefined;
  const isOwn = change?.job === env.CI_JOB_ID && change?.environment === environment;
  if (change && isOwn && change.app === app) return change;
  return {
    ...{ job: env.CI_JOB_ID ?? "", environment, app, action: "deploy", outcome: "failed" },
    message: "The job ended before it had begun to deploy; its log says why.",
    began: new Date().toISOString(),
  };
}

function whatChanged(
  { before, release, action }: ChangeFile,
  env: NodeJS.ProcessEnv,
  branch: string | undefined,
): Promise<Changes | undefined> {
  const after = release?.commit ?? env.CI_COMMIT_SHA;
  // Where a rollback leads to, only servers know: not which commit that was deployed for.
  if (action === "rollback" || !before?.commit || !after) return Promise.resolve(undefined);
  return changesBetween(before.commit, after, env, branch);
}
