import type { Cause, Registry, Request } from "./protocol.ts";

/** A dump of an app's data that is kept on the server. */
export interface Backup {
  name: string;
  bytes: number;
}

/**
 * Puts a backup in the place of an app's data. What is there is backed up before, the app's own services
 * stand still meanwhile, and what runs once does so again. The data of before come back if the app does not
 * serve then.
 */
export interface RestoreRequest extends Request {
  /** The name of one that status tells. */
  backup: string;
  registry?: Registry;
  cause?: Cause;
}
