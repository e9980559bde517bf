import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Listener = (signal: NodeJS.Signals) => void;

let first: Listener | undefined;
let listening = false;

/**
 * Ends the process in order when it is told to stop, so that `exit` handlers run (they remove the
 * temporary folders), with the exit code that shells expect: 128 plus the signal's number.
 */
export function exitOnSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of signals) {
    process.on(signal, () => {
      const listener = first;
      first = undefined;
      if (listener) listener(signal);
      else process.exit(128 + constants.signals[signal]);
    });
  }
}

/**
 * Hands the next signal to `listener` instead of ending the process; the one after it ends it.
 * Call what it returns when there is nothing left to wait for.
 */
export function holdFirstSignal(listener: Listener): () => void {
  exitOnSignals();
  first = listener;
  return () => {
    if (first === listener) first = undefined;
  };
}
