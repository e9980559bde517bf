import type { Request } from "./protocol.ts";

/**
 * What the app's containers say, secrets taken out. It is answered by lines: a `LogLine` each, and a
 * `LogsAnswer` at the end.
 */
export interface LogsRequest extends Omit<Request, "wait" | "pullWithin"> {
  /** Of one service. Default: of all. */
  service?: string;
  /** Not what is older than so many seconds. Default: however old. */
  since?: number;
  /** The newest lines of each container. Default: 100; with `since` as many as one call gives. */
  last?: number;
  /** Goes on with what they say from then on, for an hour at most. Default: false. */
  follow?: boolean;
}

export interface LogLine {
  /** When Docker had it, ISO 8601 with nanoseconds. Absent where it is Docker's own word on the log. */
  at?: string;
  service: string;
  container: string;
  /** Without secrets; of a very long one its beginning. */
  line: string;
}

export interface LogsAnswer {
  protocol: number;
  code: number;
  message: string;
  /** There was more than one call gives; these are the newest. */
  isCut?: true;
}
