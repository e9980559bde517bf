import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../progress.ts";
import { type Turn, turn } from "./turn.ts";

/** A step of the loop, and how long it took here. */
export interface TimedStep {
  title: string;
  seconds: number;
  /** What teams who work like that are used to. */
  practice?: string;
}

/** What a start has turned, kept for later ones. */
export interface Turned {
  /** The number of main's pipeline, which waits at production's door. */
  pipeline: number;
  steps: TimedStep[];
}

/** Turns the loop unless a start before has done so to its end. */
export async function turnOnce(asked: Omit<Turn, "step">, step: Progress["step"]): Promise<Turned> {
  const file = join(asked.folder, "turned.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Turned;
  const steps: TimedStep[] = [];
  const { pipeline } = await turn({
    ...asked,
    async step(title, work, practice) {
      const started = Date.now();
      await step(title, work);
      const seconds = (Date.now() - started) / 1000;
      steps.push({ title, seconds, ...(practice ? { practice } : {}) });
    },
  });
  const turned = { pipeline, steps };
  writeFileSync(file, JSON.stringify(turned), { mode: 0o600 });
  return turned;
}

/** The steps as a table, beside the practice's own figures. */
export function timesOf({ steps }: Pick<Turned, "steps">): string {
  const rows = steps.map(({ title, seconds, practice }) => [
    title,
    `${seconds.toFixed(1)} s`,
    practice ?? "",
  ]);
  const all = [["the loop, turned once", "here", "the practice"], ...rows];
  const [first = 0, second = 0] = [0, 1].map((column) =>
    Math.max(...all.map((row) => row[column]!.length)),
  );
  return all
    .map(([title = "", here = "", practice = ""]) =>
      `${title.padEnd(first)}  ${here.padStart(second)}  ${practice}`.trimEnd(),
    )
    .join("\n");
}
