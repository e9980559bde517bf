import type { Stays } from "./removeProtocol.ts";

/**
 * What is said to slipway-host and what it answers: JSON on standard input and standard output.
 *
 * The protocol only ever grows: a job that is re-run a year later speaks the old one. So fields are
 * added, never changed or taken away, and both sides ignore what they do not know.
 */

import type { Backup, RestoreRequest } from "./backup.ts";
import type { Configuration } from "./configuration.ts";

export type { Backup, Configuration, RestoreRequest };
export type { AppStatus, ServiceStatus, StatusAnswer } from "./status.ts";

export const protocol = 1;

/** What an exit of slipway-host means. */
export const exitCode = {
  /** The release is serving (or, before the first deploy, the configuration is laid down). */
  serving: 0,
  /** slipway-host itself was ended. The next call finishes what it did, or puts it back. */
  interrupted: 1,
  /**
   * The release failed its checks; the previous one is serving again. Also when there is none, at
   * the first deploy: then what it had started is stopped, and data stay.
   */
  putBack: 10,
  /** The release failed its checks, and so did the previous one. Someone has to look. */
  putBackFailed: 11,
  /** Something else holds the lock, and went on holding it. */
  busy: 12,
  /**
   * A rollback left this digest, or somebody has started another image by hand: it is refused until
   * someone allows it. To `apply` too, which would bring the release's image back.
   */
  refused: 13,
  /** The request, or the compose file in it, is wrong. Nothing was changed. */
  badRequest: 20,
  notAllowed: 21,
  /** The server lacks what slipway-host needs; the message says what to do about it. */
  notReady: 22,
} as const;

export type Action =
  | "apply"
  | "deploy"
  | "rollback"
  | "allow"
  | "pull"
  | "restore"
  | "status"
  | "history"
  | "recover"
  | "logs"
  | "restart"
  | "remove"
  | "announce";

/** What each role's key may do. */
export const allowed = {
  configurator: ["apply", "announce", "remove", "status", "history", "logs"],
  deployer: [
    "deploy",
    "rollback",
    "allow",
    "pull",
    "restart",
    "restore",
    "status",
    "history",
    "logs",
  ],
  puller: ["pull", "status", "history", "logs"],
  observer: ["status", "history", "logs"],
} as const satisfies Record<string, readonly Action[]>;

export type Role = keyof typeof allowed;

export interface Request {
  protocol: number;
  /** Needed where the key is not bound to one app. */
  app?: string;
  /** Seconds to wait for the lock before giving up as busy. Default 60; 0 does not wait. */
  wait?: number;
  /** Seconds after which images have to be pulled. Default 1800. */
  pullWithin?: number;
}

/** Who asked and why; kept in the history, told to the team. */
export interface Cause {
  author?: string;
  commit?: string;
  pipeline?: string;
  /** Why what the environment asks for was passed over: what it comes after, or a freeze. */
  emergency?: string;
}

/** Credentials for pulls, kept for this request only. */
export interface Registry {
  address: string;
  user: string;
  password: string;
}

export interface ApplyRequest extends Request {
  app: string;
  configuration: Configuration;
  /** Lay the configuration down, and leave the switch to the next deploy. */
  withNextImage: boolean;
  /** As for a deploy. */
  watch?: number;
  /**
   * `registry.example.com/acme/shop/release`: where images of this app have to be from. It lies beside
   * the configuration and is not part of its hash; once it is there, nothing else is deployed or
   * pulled. Default: what was said before; an empty text takes it back. Where none is, only images of
   * the serving image's repository are, and before the first deploy any.
   */
  repository?: string;
  registry?: Registry;
  cause?: Cause;
}

export interface DeployRequest extends Request {
  /** `registry.example.com/acme/shop@sha256:…`: always a digest. */
  image: string;
  /** What the app must report at `health.version`. */
  version?: string;
  /**
   * Seconds for which the release is looked at once it serves, by the checks of its configuration, and put
   * back when it fails. The answer does not wait for that, and any later change ends it. Default: none.
   */
  watch?: number;
  registry?: Registry;
  cause?: Cause;
}

export interface RollbackRequest extends Request {
  /**
   * The number of a release. Default: the newest before the current one that has another image or
   * configuration and is not refused.
   */
  to?: number;
  /**
   * What ran by hand until the current release, with `to` deployed last (an answer's `replaced`), is
   * started again, and closes the app as before. Default: false.
   */
  byHand?: boolean;
  registry?: Registry;
  cause?: Cause;
}

/**
 * Has the image on the server before it is deployed, and changes nothing else. It waits for no lock. One
 * that is not deployed next goes again.
 */
export interface PullRequest extends Request {
  /** By its digest, as for a deploy. */
  image: string;
  registry?: Registry;
}

export type StatusRequest = Request;

export interface HistoryRequest extends Request {
  /** How many of the newest entries. Default 20. */
  last?: number;
}

export interface Release {
  number: number;
  image: string;
  version?: string;
  /**
   * The configuration's hash, 12 hexadecimal digits. It is made with a key of the app on that server,
   * so it can be compared there only, and tells nothing about secrets.
   */
  configuration: string;
  /** When it was put into service, ISO 8601. */
  since: string;
}

/**
 * What runs of the app, where it is another image than the release's and no request put it there. A
 * deploy of that very image makes it a release, which ends it, and so does a rollback; another digest has
 * to be allowed first. What is stopped or missing is not meant: a deploy brings it back.
 */
export interface ByHand {
  /** By its digest, where one is known: what was never in a registry has none. */
  image: string;
  /** When its container was made, ISO 8601. */
  since: string;
  /** The release kept here that had this image. */
  release?: number;
}

export type Check = "pull" | "backup" | "restore" | "start" | "health" | "version" | "smoke";

export interface Failure {
  check: Check;
  /** One sentence: what was asked, what came back. */
  message: string;
  /** The failing service's last lines, redacted. */
  log: string[];
  /** What was tried. Its number is not given again. */
  release?: Omit<Release, "since">;
}

/** The answer to apply, deploy, rollback, restart, allow, pull and restore. */
export interface Answer {
  protocol: number;
  code: number;
  outcome:
    | "serving"
    | "unchanged"
    | "waiting for an image"
    | "restarted"
    | "removed"
    | "announced"
    | "put back"
    | "put back failed"
    | "restart failed"
    | "busy"
    | "refused"
    | "bad request"
    | "not allowed"
    | "allowed"
    | "pulled"
    | "restored"
    | "interrupted"
    | "not ready";
  /** One sentence for a person. */
  message: string;
  /** What serves now; with `byHand`, what would. */
  release?: Release;
  byHand?: ByHand;
  /** Seconds for which the release is watched from now on. */
  watch?: number;
  /** Nothing new was asked for, but what should serve did not run, and does again. */
  restored?: true;
  /** What ran by hand until this; a rollback with `byHand` starts it again. */
  replaced?: ByHand;
  /** Why what was tried did not make it. */
  failure?: Failure;
  /** What was made of the data before. */
  backup?: Backup;
  /** What a removal has left. */
  stays?: Stays;
  /** Whole seconds from the request's acceptance. */
  seconds: number;
}

export interface HistoryEntry {
  at: string;
  app: string;
  action: Action;
  code: number;
  outcome: string;
  message?: string;
  /** What served when it was over. */
  release?: Release;
  failure?: Omit<Failure, "log">;
  backup?: Backup;
  cause?: Cause;
  seconds: number;
}

export interface HistoryAnswer {
  protocol: number;
  code: number;
  entries: HistoryEntry[];
}
