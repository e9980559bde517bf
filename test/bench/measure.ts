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
  return quantile(values, 0.5);
}

/** What a share of the values stays below, between two of them in proportion. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/** The cells of a distribution, as `distributed` names them. */
export function distribution(values: number[]): string[] {
  const figures = [
    Math.min(...values),
    median(values),
    quantile(values, 0.95),
    Math.max(...values),
  ];
  return figures.map((seconds) => `${seconds.toFixed(2)} s`);
}

export const distributed = ["least", "median", "95 %", "most"];

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
