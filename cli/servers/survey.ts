import type { AppStatus, Release } from "../../host/protocol.ts";
import { UserError } from "../terminal/exit.ts";
import type { Change } from "./change.ts";
import { askStatus } from "./host.ts";
import { inParallel, serversAtOnce } from "./parallel.ts";

/** What a server says of an app that serves there. */
export type Serving = AppStatus & { release: Release };

/**
 * What each server serves now, where it serves something, by the server's name.
 *
 * @throws UserError when one can't be asked, or is another environment's: nothing was changed.
 */
export async function survey({ hosts, app }: Change): Promise<Map<string, Serving>> {
  const servings = new Map<string, Serving>();
  const problems: UserError[] = [];
  await inParallel(hosts, serversAtOnce, async (host) => {
    try {
      const { apps } = await askStatus(host, { app });
      const status = apps.find((status) => status.app === app);
      if (status?.release) servings.set(host.server.name, { ...status, release: status.release });
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
  return servings;
}

/** Whether a server has nothing to do for this image: it serves it, well, as `up` last declared. */
export function isServing(
  { release, applied, healthy, byHand }: Serving,
  { image, version }: { image: string; version?: string },
): boolean {
  const digest = (name: string) => name.slice(name.indexOf("@") + 1);
  const isSame = digest(release.image) === digest(image);
  const isSameVersion = version === undefined || version === release.version;
  return healthy && !byHand && isSame && isSameVersion && applied === release.configuration;
}
