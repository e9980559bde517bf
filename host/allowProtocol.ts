import type { Cause, Request } from "./protocol.ts";

/**
 * Takes a digest off the list of refused ones. Where another image was started by hand, it may also be
 * deployed in its place.
 */
export interface AllowRequest extends Request {
  /** An image with its digest, or the digest alone. */
  image: string;
  cause?: Cause;
}
