import type { EnvironmentLine } from "../../settings/index.ts";
import { branchName } from "../../settings/groups/branchName.ts";
import { environmentName } from "../../settings/groups/environments.ts";
import { oneOf } from "../../settings/words.ts";
import { UserError } from "../terminal/exit.ts";
import { unknownName } from "../terminal/unknownName.ts";
import { complaintText } from "./complaintText.ts";
import { mapping, readConfig } from "./environmentFile.ts";
import { stackFile } from "./folder.ts";
import type { StackFile } from "./stackFile.ts";

/** What the command line may say of a new environment. */
export interface EnvironmentOptions {
  like?: string;
  after?: string;
  branch?: string;
  deploy?: string;
}

/** What a new environment is to be. */
export interface EnvironmentChoices {
  /** The environment that it is made like. */
  like: string;
  /** Its line for the platform; undefined where the platform has it already. */
  line: EnvironmentLine | undefined;
  /** The environment whose line it comes below. */
  below: string;
}

/**
 * What the command line leaves open is as it is with the environment that this one is made like.
 *
 * @param stacks those that have a file
 * @throws UserError with all that is wrong with them
 */
export function choicesOf(
  platform: StackFile,
  stacks: string[],
  name: string,
  options: EnvironmentOptions,
): EnvironmentChoices {
  const environments = mapping(readConfig(platform)["slipway:environments"]);
  const names = Object.keys(environments);
  const files = names.filter((other) => other !== name && stacks.includes(other));
  const like = options.like ?? (files.includes(options.after ?? "") ? options.after : files[0]);
  const wrong: string[] = [];
  const known = (option: string, value: string | undefined, all: string[]) => {
    if (value === undefined || all.includes(value)) return;
    const message = `${option}: the platform has no environment \`${value}\` with a file.`;
    wrong.push(unknownName(message, value, "Environments", all).message);
  };

  const bad = environmentName(name);
  if (bad) wrong.push(complaintText(bad));
  if (stacks.includes(name)) wrong.push(`${stackFile(name)} is there already.`);
  if (files.length === 0) {
    wrong.push("The platform has no environment with a file that this one could be made like.");
  }
  known("--like", options.like, files);
  known(
    "--after",
    options.after,
    names.filter((other) => other !== name),
  );
  const branch = options.branch === undefined ? undefined : branchName(options.branch);
  if (branch) wrong.push(`--branch: ${complaintText(branch)}`);
  const said = (["after", "branch", "deploy"] as const).filter((key) => options[key] !== undefined);
  if (names.includes(name) && said.length > 0) {
    const these = oneOf(said.map((key) => `--${key}`)).replaceAll("`", "");
    wrong.push(
      `The platform has a line for \`${name}\` already: change it there, without ${these}.`,
    );
  }
  if (wrong.length > 0 || like === undefined) {
    throw new UserError([`${name} was not added; nothing was changed.`, ...wrong].join("\n  "));
  }

  const model = mapping(environments[like]);
  const line = {
    branch: options.branch ?? textOf(model.branch),
    deploy: options.deploy ?? textOf(model.deploy),
    after: options.after ?? (model.after === undefined ? undefined : textOf(model.after)),
  };
  const below = options.after ?? like;
  return { like, line: names.includes(name) ? undefined : line, below };
}

/** What is no text is a problem that the check of the platform tells. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
