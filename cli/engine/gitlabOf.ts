import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { UserError } from "../terminal/exit.ts";
import { unlessCutShort } from "./cutShort.ts";
import { errorOutput } from "./errorOutput.ts";
import { GitLabReader } from "./gitlabReader.ts";

/**
 * The reader that asks GitLab as the stack's provider does.
 *
 * @throws UserError in Pulumi's own words, when the stack's configuration can't be read
 */
export async function gitlabOf(stack: Stack): Promise<GitLabReader> {
  const config = await unlessCutShort(() => stack.getAllConfig()).catch((error: unknown) => {
    throw new UserError(`The settings of "${stack.name}" can't be read: ${errorOutput(error)}`);
  });
  const setting = (name: string) => config[`gitlab:${name}`]?.value;
  return new GitLabReader({
    baseUrl: setting("baseUrl")!,
    token: setting("token") ?? process.env.GITLAB_TOKEN,
    cacertFile: setting("cacertFile"),
    insecure: setting("insecure") === "true",
  });
}
