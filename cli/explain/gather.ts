import { resolve } from "node:path";
import { load, readStackFiles, valueAt } from "../../settings/index.ts";
import type { SourceFile } from "../../settings/index.ts";
import { readYaml } from "../../settings/read/yaml.ts";
import { oneOf } from "../../settings/words.ts";
import { GitLabReader } from "../engine/gitlabReader.ts";
import { openSettings, requireApp, requireStack } from "../servers/environment.ts";
import { findFolder, stackFile, stacksIn } from "../stackFiles/folder.ts";
import { onPlatform } from "../stackFiles/platformApp.ts";
import { UserError } from "../terminal/exit.ts";
import { unknownName } from "../terminal/unknownName.ts";
import { explain, type Asked } from "./explain.ts";
import type { Explanation } from "./explanation.ts";
import { askGitLab } from "./onGitLab.ts";

/** What somebody wants explained. */
export interface Question {
  app: string;
  environment: string;
  /** One key alone. */
  key?: string | undefined;
  /** From the stack files alone. */
  declared: boolean;
}

/**
 * Explains an app in an environment: from the stack files, and from GitLab where there is a token. No
 * secret is opened but `gitlab:token`, where that is what GitLab is asked with.
 *
 * @throws SettingsError, and UserError for what there is none of, or when GitLab can't be asked
 */
export async function gather(cwd: string, question: Question): Promise<Explanation> {
  const { app: name, environment, key } = question;
  const folder = findFolder(cwd);
  requireInOrder(folder, question);
  requireStack(folder, environment);
  const files = readStackFiles(folder);
  const settings = load(files, environment, () => undefined, { want: () => false });
  if (settings.kind === "platform") {
    const environments = oneOf(settings.environments.map((one) => one.name));
    throw new UserError(
      `\`${environment}\` is the platform, where no app runs. Name an environment: ${environments}.`,
    );
  }
  const app = requireApp(settings, name);
  const { settings: platform, app: platformApp } = onPlatform(cwd, name);
  const asked: Asked = { files, app, settings, platform, platformApp, notes: [] };
  const from = files.stacks.get(environment)!;
  const found = { ...asked, ...(question.declared ? {} : await live(folder, asked, from)) };
  const explanation = explain(found, key);
  if (key !== undefined) requireKey(key, explanation, () => explain(found));
  return explanation;
}

/** @throws UserError where the two names stand the other way round, as in commands about servers */
function requireInOrder(folder: string, { app, environment }: Question): void {
  const stacks = stacksIn(folder);
  if (stacks.includes(environment) || !stacks.includes(app)) return;
  throw new UserError(
    `The app comes first, then the environment: npx slipway explain ${environment} ${app}`,
  );
}

async function live(folder: string, { app, settings }: Asked, file: SourceFile) {
  const { value } = readYaml(file.path, file.text ?? "");
  const setting = (name: string) => valueAt(value, ["config", `gitlab:${name}`]);
  const token =
    setting("token") === undefined
      ? process.env.GITLAB_TOKEN
      : await openToken(folder, settings.stack);
  if (!token) return { notes: ["GITLAB_TOKEN is not set: GitLab was not asked what is there."] };
  const cacertFile = setting("cacertFile");
  const reader = new GitLabReader({
    ...{ baseUrl: settings.gitlab.baseUrl, token },
    ...(typeof cacertFile === "string" ? { cacertFile: resolve(folder, cacertFile) } : {}),
    insecure: String(setting("insecure")) === "true",
  });
  const found = await askGitLab(reader, app.project);
  if (found) return { live: found };
  const note = `GitLab has no project ${app.project}, or the token may not see it: this is what is declared.`;
  return { notes: [note] };
}

/** The one secret that is opened. */
async function openToken(folder: string, stack: string): Promise<string | undefined> {
  const isToken = ([name]: readonly unknown[]) => name === "gitlab:token";
  const { secretValues } = await openSettings(folder, stack, { want: isToken });
  return secretValues[0];
}

/** @throws UserError for a key that there is none of, naming the likeliest */
function requireKey(key: string, found: Explanation, whole: () => Explanation): void {
  const { jobs, container } = found;
  const all = [...container.env, ...container.added, ...container.services];
  if (all.some((one) => one.key === key) || jobs.some((job) => job.variables.length > 0)) return;
  const others = whole().jobs.flatMap(({ variables, predefined }) => [
    ...variables.map((one) => one.key),
    ...predefined,
  ]);
  const names = [...new Set([...others, ...all.map((one) => one.key)])].sort();
  const said = names.filter((one) => !/^(CI|GITLAB)(_|$)/.test(one));
  const near = /^(CI|GITLAB)_/.test(key) ? names : said;
  throw unknownName(
    `Neither jobs of \`${found.app}\` in \`${found.environment}\` nor its containers have \`${key}\` (${stackFile(found.environment)}).`,
    key,
    "Variables",
    near,
  );
}
