import type { Backup } from "../../host/protocol.ts";
import { UserError } from "../terminal/exit.ts";
import { printable, table, type Surface } from "../terminal/output.ts";
import type { Change } from "./change.ts";
import { askStatus, type Host } from "./host.ts";

/** What a server keeps of an app's data, and how to speak to it. */
export interface Kept {
  host: Host;
  /** The newest first. */
  backups: Backup[];
}

/**
 * Asks the one server that is meant.
 *
 * @throws UserError where there are several: each has data of its own
 */
export async function keptBackups({ hosts, app, stack }: Change): Promise<Kept> {
  const [host, ...others] = hosts;
  if (host === undefined || others.length > 0) {
    throw new UserError(
      `\`${app}\` runs on ${hosts.map(({ server }) => server.name).join(", ")} in ${stack}, and each has data of its own. ` +
        "Say which one with --server.",
    );
  }
  const { apps } = await askStatus(host, { app });
  const backups = apps.find((status) => status.app === app)?.backups ?? [];
  return { host, backups: backups.toReversed() };
}

/** @throws UserError where there is none of that name */
export function requireBackup({ host, backups }: Kept, name: string): void {
  if (backups.some((backup) => backup.name === name)) return;
  const kept = backups.map((backup) => printable(backup.name)).join(", ");
  throw new UserError(
    `There is no backup \`${printable(name)}\` on ${host.server.name}. ` +
      (kept === "" ? noBackups : `It has: ${kept}.`),
  );
}

const noBackups =
  "It keeps none: `backup` in the app's settings has one made before each migration.";

export function renderBackups({ backups }: Kept, surface: Surface): string {
  if (backups.length === 0) return noBackups;
  const cells = backups.map(({ name, bytes }) => [printable(name), inMegabytes(bytes)]);
  return table(["backup", "size"], cells, surface);
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;
}
