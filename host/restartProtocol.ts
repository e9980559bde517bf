import type { Cause, Request } from "./protocol.ts";

/**
 * Starts the containers of what serves again, with the same image and the same configuration, and checks
 * it as a deploy is checked. There is nothing to go back to: where it does not serve then, that is said,
 * with `putBackFailed`.
 */
export interface RestartRequest extends Request {
  /** Of these services of the compose file. Default: of all but those that are done. */
  services?: string[];
  cause?: Cause;
}
