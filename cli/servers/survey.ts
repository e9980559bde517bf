import type { Release } from "../../host/protocol.ts";
import { UserError } from "../terminal/exit.ts";
import type { Change } from "./change.ts";
import { askStatus } from "./host.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";

/**
 * What each server serves now, where it serves something, by the server's name.
 *
 * @throws UserError when one can't be asked, or is another environment's: nothing was changed.
 */
export async function survey({ hosts, app }: Change): Promise<Map<string, Release>> {
  const releases = new Map<string, Release>();
  const problems: UserError[] = [];
  await inParallel(hosts, serversAtOnce, async (host) => {
    try {
      const { apps } = await askStatus(host, { app });
      const serving = apps.find((status) => status.app === app)?.release;
      if (serving) releases.set(host.server.name, serving);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  });
  const [first] = problems;
  if (first) {
    const messages = problems.map((problem) => problem.message).join("\n");
    throw new UserError(`${messages}\nNothing was changed on any server.`, first.exitCode);
  }
  return releases;
}
