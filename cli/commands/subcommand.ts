import type { Command } from "commander";
import { exitCode } from "../../host/protocol.ts";
import { exit } from "../terminal/exit.ts";

export interface About {
  /** One line in `slipway --help`. */
  summary: string;
  /** Command lines that somebody could type, without the `npx`. */
  examples: string[];
  /** What has to be said besides, in a sentence or two. */
  note?: string;
  /** What the command's exit codes mean beyond 0, in ascending order. */
  exits: Partial<Record<number, string | undefined>>;
  /** Whether a machine may read the result. */
  json?: boolean;
  /** What `--cwd` is about. Default: the stack files, from there upwards. */
  cwd?: string;
}

/** Exit 1 and 2 mean the same for every command. */
export const commonExits = {
  [exit.problem]: "the command line, the settings or a stack file is wrong; nothing was changed",
} as const;

export const serverExits = {
  ...commonExits,
  [exit.unreachable]: "a server can't be reached, or what answers is not slipway-host",
} as const;

/** Of what a pipeline's job runs, which works with a checkout and a registry. */
export const jobExits = {
  [exit.problem]:
    "the command line, a variable, a file of the job, or what a registry allows is wrong",
  [exit.unreachable]: "the registry can't be reached, or is in trouble; run the job again",
} as const;

/** `--cwd` of what a pipeline's job runs. */
export const checkout = "the checkout";

/** How a command finds its servers. */
export const serversNote =
  "The servers come from SLIPWAY_SERVERS, SLIPWAY_DEPLOYER_KEY and SLIPWAY_KNOWN_HOSTS where one of\n" +
  "them is set, as in an app's pipeline; else from the stack file. `slipway up` writes the variables.";

/** slipway-host's own codes, for the commands that change a server. */
export const changeExits = {
  ...serverExits,
  [exit.unreachable]:
    "a server can't be reached, or was cut off; `slipway status` shows what came of it",
  [exitCode.putBack]: "it failed its checks; what served before is serving again",
  [exitCode.putBackFailed]: "it failed its checks, and so did putting back: look at the server",
  [exitCode.busy]: "something else was changing the app, and did not end in time",
  [exitCode.refused]:
    "a rollback left this image, or another one was started by hand; `slipway allow` lets it in",
  [exitCode.badRequest]: "slipway-host could not make sense of the request",
  [exitCode.notAllowed]: "the key may not do this",
  [exitCode.notReady]: "the server lacks what slipway-host needs; its message says what to do",
} as const;

/**
 * A subcommand with what all of them share: `--cwd`, `--json` where a machine reads, and a help
 * that ends with an example and the exit codes.
 */
export function subcommand(parent: Command, usage: string, about: About): Command {
  const command = parent
    .command(usage)
    .summary(about.summary)
    .description(about.summary)
    .option(
      "-C, --cwd <folder>",
      about.cwd ?? "find the stack files from this folder upwards",
      ".",
    );
  if (about.json) command.option("--json", "print JSON, for a machine");
  return command.addHelpText("after", () => epilogue(about));
}

function epilogue({ examples, exits, note }: About): string {
  const lines = Object.entries({ 0: "done", ...exits })
    .filter(([, meaning]) => meaning !== undefined)
    .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`);
  return [
    "",
    examples.length === 1 ? "Example:" : "Examples:",
    ...examples.map((example) => `  npx ${example}`),
    ...(note === undefined ? [] : ["", note]),
    "",
    "Exit codes:",
    ...lines,
  ].join("\n");
}
