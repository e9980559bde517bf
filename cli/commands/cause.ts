import { userInfo } from "node:os";
import type { Command } from "commander";
import type { Cause } from "../../host/protocol.ts";

export interface CauseOptions {
  author?: string;
  commit?: string;
  pipeline?: string;
  /** Why rules are passed over; only some commands take it. */
  emergency?: string;
}

/** Options of every command that changes a server: who asked and why, for its history. */
export function causeOptions(command: Command): Command {
  return command
    .option("--author <name>", "who asks; default: GitLab's user in a job, else yours")
    .option("--commit <sha>", "the commit that it is done for; default: the job's")
    .option("--pipeline <url>", "the pipeline that does it; default: the job's");
}

/** What the command line says, else what GitLab tells a job, else who runs it. */
export function causeOf(
  options: CauseOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Cause {
  const author = options.author ?? environment.GITLAB_USER_LOGIN ?? localUser();
  const commit = options.commit ?? environment.CI_COMMIT_SHA;
  const pipeline = options.pipeline ?? environment.CI_PIPELINE_URL;
  return {
    ...(author ? { author } : {}),
    ...(commit ? { commit } : {}),
    ...(pipeline ? { pipeline } : {}),
    ...(options.emergency ? { emergency: options.emergency } : {}),
  };
}

/** A container's user may have no name. */
function localUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
