/**
 * What an exit of the `slipway` command means. From 10 on the codes are slipway-host's own
 * (`host/protocol.ts`), passed on as they are.
 */
export const exit = {
  done: 0,
  /** The command line, the settings or the stack files are wrong. Nothing was changed. */
  problem: 1,
  /** A server could not be reached, or what it answered is not slipway-host's. */
  unreachable: 2,
  /**
   * An app is not healthy; of `deploy`, from outside, with nothing to put back. Of `explain`: a job gets
   * something else than is declared.
   */
  unhealthy: 3,
  /** The environment does not take this now: it is frozen, or what it comes after has not served it. */
  closed: 4,
  /** Two states differ, and whoever asked wants to know by the exit. */
  differs: 5,
} as const;

/** What is wrong and what to do about it: the message is all that a person needs, no stack. */
export class UserError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exit.problem) {
    super(message);
    this.exitCode = exitCode;
  }
}
