import { CommanderError } from "commander";
import { exit, UserError } from "./terminal/exit.ts";
import { createProgram } from "./program.ts";

// A reader that has seen enough (`slipway history production | head`) is no mistake.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Tells a person what went wrong; answers with the exit code. */
function report(error: unknown): number {
  // Commander has said what was wrong with the command line, or has printed the help asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.problem;
  if (error instanceof UserError) {
    console.error(`slipway: ${error.message}`);
    return error.exitCode;
  }
  // By name: importing the class would load the whole of settings/ for every command.
  if (error instanceof Error && error.name === "SettingsError") {
    console.error(error.message);
    return exit.problem;
  }
  const message = error instanceof Error ? error.message : String(error);
  console.error(`slipway: ${message}`);
  console.error("That should not have happened. SLIPWAY_DEBUG=1 shows where it did.");
  if (process.env.SLIPWAY_DEBUG && error instanceof Error) console.error(error.stack);
  return exit.problem;
}
