import type { Cause, Request } from "./protocol.ts";

/**
 * Ends an app's containers for good, and forgets its releases and its configuration with all secrets in it.
 * Data stay, and the history. While keys of the block are bound to the app, it is refused: a job could
 * bring it back.
 */
export interface RemoveRequest extends Request {
  app: string;
  cause?: Cause;
}

/** What is left of an app, for whoever takes it away by hand. */
export interface Stays {
  /** The app's folder on the server. */
  folder: string;
  /** What is in it that is not slipway-host's: data that containers mounted. */
  data: string[];
  /** Docker's volumes of its Compose project. */
  volumes: string[];
  /** Images of its releases that are here. */
  images: string[];
}
