import { errorOutput } from "./errorOutput.ts";

/**
 * Whether Pulumi's CLI could not read a state for its `.attrs` (stateFolder.ts): it was cut short, or
 * another operation was writing it just then. Nothing was done then.
 *
 * Pulumi 3.230 says "failed to load checkpoint: EOF", or "… unexpected EOF".
 */
export function isCutShort(error: unknown): boolean {
  return /failed to load checkpoint:.*\bEOF$/m.test(errorOutput(error));
}

/** Another operation's write of the state is over by the next try, or by the one after it. */
export async function unlessCutShort<T>(read: () => Promise<T>): Promise<T> {
  for (let left = 2; ; left -= 1) {
    try {
      return await read();
    } catch (error) {
      if (left === 0 || !isCutShort(error)) throw error;
    }
  }
}
