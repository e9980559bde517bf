import { exit, UserError } from "../terminal/exit.ts";
import { RegistryError, type Connection } from "./connection.ts";

/**
 * Runs what asks a registry, and tells a person what it could not do, and why.
 *
 * @param what in a few words, as the beginning of a sentence: `Whether this was built before`
 * @param more what there is to know or to do beside
 */
export async function asking<Result>(
  { host, user }: Connection,
  what: string,
  work: () => Promise<Result>,
  more = "",
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const denied = error.status === 401 || error.status === 403;
    const who = user === undefined ? "without an account" : `as ${user}`;
    const advice = denied
      ? `${host} was asked ${who}: what its roles and protection rules allow decides.`
      : "Run the job again when the registry answers.";
    throw new UserError(
      `${what} can't be said: ${error.message}. ${advice} ${more}`.trimEnd(),
      denied ? exit.problem : exit.unreachable,
    );
  }
}
