import type { AppStatus, ByHand } from "../../host/protocol.ts";
import { exit } from "../terminal/exit.ts";

/** One app on one server, as `status --json` prints it. */
export interface StatusRow {
  environment: string;
  app: string;
  server: string;
  /** The app's address, from settings. */
  address?: string;
  health:
    | "healthy"
    | "not healthy"
    /** Its configuration is laid down, or not even that; no image was deployed. */
    | "not deployed"
    /** The server could not be asked. */
    | "unreachable"
    /** The stack files could not be read. */
    | "unknown";
  version?: string;
  image?: string;
  release?: number;
  /** What runs instead of this release, started by hand. */
  byHand?: ByHand;
  /** ISO 8601: when this release began to serve. */
  since?: string;
  /** Seconds for which the server goes on looking at the release, to put it back when it fails. */
  watch?: number;
  /** A newer configuration waits for the next image. */
  waiting: boolean;
  /** Images that a rollback left; `slipway allow` takes one off. */
  refused: string[];
  /** Why it is not healthy, or could not be asked. */
  message?: string;
  /** How the environment's keys on this server differ from what `up` has written. */
  keys?: string;
  /** Exit code that this row asks for. */
  code: number;
}

/** What a row says that knows of no release. */
export const nothing = { waiting: false, refused: [] };

/** What the server says of an app, as a part of its row. */
export function reading(
  app: AppStatus | undefined,
): Omit<StatusRow, "environment" | "app" | "server"> {
  if (!app?.release) {
    const message = app
      ? "its configuration is laid down; deploy an image to start it"
      : "not on this server yet; `slipway up` lays it down";
    return { ...nothing, health: "not deployed", message, code: exit.done };
  }
  const { release, byHand, healthy, message, applied, reported, refused, watch } = app;
  const version = release.version ?? reported;
  return {
    health: healthy ? "healthy" : "not healthy",
    ...(version ? { version } : {}),
    image: release.image,
    release: release.number,
    ...(byHand ? { byHand } : {}),
    since: release.since,
    ...(watch ? { watch: watch.seconds } : {}),
    waiting: applied !== undefined && applied !== release.configuration,
    refused: refused ?? [],
    ...(message && !healthy ? { message } : {}),
    code: healthy ? exit.done : exit.unhealthy,
  };
}

/** The worst row's: settings before servers before health. */
export function exitCodeOf(rows: StatusRow[]): number {
  const codes = new Set(rows.map((row) => row.code));
  return (
    [exit.problem, exit.unreachable, exit.unhealthy].find((code) => codes.has(code)) ?? exit.done
  );
}
