import { CommanderError } from "commander";
import { exit, UserError } from "./terminal/exit.ts";
import { createProgram } from "./program.ts";
import { printJson } from "./terminal/output.ts";

// A reader that has seen enough (`slipway history production | head`) is no mistake.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (error) {
  const { code, json } = report(error);
  process.exitCode = code;
  if (json && wantsJson(process.argv)) printJson(json);
}

interface Reported {
  code: number;
  /** What a machine reads in place of a result. Nothing where no error was. */
  json?: { error: string; problems?: unknown };
}

/** Tells a person what went wrong. */
function report(error: unknown): Reported {
  // Commander has said what was wrong with the command line, or has printed the help asked for.
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return { code: exit.done };
    return { code: exit.problem, json: { error: error.message.replace(/^error: /, "") } };
  }
  if (error instanceof UserError) {
    console.error(`slipway: ${error.message}`);
    return { code: error.exitCode, json: { error: error.message } };
  }
  // By name: importing the class would load the whole of settings/ for every command.
  if (error instanceof Error && error.name === "SettingsError") {
    console.error(error.message);
    const [first = ""] = error.message.split("\n");
    const { problems } = error as Error & { problems?: unknown };
    return { code: exit.problem, json: { error: first, problems } };
  }
  const message = error instanceof Error ? error.message : String(error);
  console.error(`slipway: ${message}`);
  console.error("That should not have happened. SLIPWAY_DEBUG=1 shows where it did.");
  if (process.env.SLIPWAY_DEBUG && error instanceof Error) console.error(error.stack);
  return { code: exit.problem, json: { error: message } };
}

/** Whether the command line asks for JSON, right or wrong as it may be. */
function wantsJson(argv: string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(2, end < 0 ? undefined : end).includes("--json");
}
