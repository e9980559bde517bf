/** Tells what goes on, in lines that read well on a terminal and in a pipe. */
export interface Progress {
  /** Runs a piece of work, and says how long it took and what came of it. */
  step: <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;
  say: (line: string) => void;
}

export function progress(): Progress {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  return {
    say,
    async step(title, work) {
      const started = Date.now();
      const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
      try {
        const result = await work();
        const came = typeof result === "string" ? `: ${result}` : "";
        say(`✓ ${title}${came} (${seconds()})`);
        return result;
      } catch (error) {
        say(`✗ ${title} (${seconds()})`);
        throw error;
      }
    },
  };
}

/** Runs a command's work; what goes wrong is told in a sentence, and the exit is 1. */
export async function orSay(say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
