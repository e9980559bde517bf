/** Seconds of each round, ours and what it is compared with. */
export interface Measurement {
  title: string;
  against?: string;
  ours: number[];
  theirs?: number[];
}

/** Runs `slipway` in the sandbox. @throws where it fails, with what it said */
export type Slipway = (args: string[], variables?: Record<string, string>) => Promise<void>;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds that a work takes. */
export async function time(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** A table as docs/benchmarks.md has it, for which Prettier sets the columns. */
export function table(rows: string[][]): string {
  const [head = [], ...rest] = rows;
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rest.map(line)].join("\n");
}
