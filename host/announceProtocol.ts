import type { Cause } from "./protocol.ts";

/**
 * Says who brings an `up` to the environment, for the history of each `apply` that says nothing of it: what
 * an `up` sends has to be the same each time, or every preview would show another person as a change. It
 * holds for `announcedSeconds`, or until the next one.
 */
export interface AnnounceRequest {
  protocol: number;
  /** Default: it is over with the one before. */
  cause?: Cause;
}
