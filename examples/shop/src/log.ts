/** From the most to the least that is told. */
export const levels = ["Trace", "Debug", "Information", "Warning", "Error"] as const;

export type Level = (typeof levels)[number];

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}

export type Log = (level: Level, message: string) => void;

/** Writes a line for each message that is at least as grave as `least`. */
export function logger(
  least: Level,
  write = (line: string) => void process.stdout.write(line),
): Log {
  return (level, message) => {
    if (levels.indexOf(level) < levels.indexOf(least)) return;
    write(`${JSON.stringify({ level, message })}\n`);
  };
}
