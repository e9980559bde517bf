import type { Command } from "commander";
import { exitCode } from "../../host/protocol.ts";
import { exit } from "../terminal/exit.ts";
import type { OperationOptions } from "../engine/operation.ts";
import type { Operation } from "../engine/run.ts";
import { subcommand } from "./subcommand.ts";

export interface OperationAbout {
  summary: string;
  examples: string[];
  /** What exit code 1 means besides wrong settings. */
  failure: string;
}

/** One of the four subcommands that run Pulumi's engine, which differ in their words only. */
export function operation(program: Command, name: Operation, about: OperationAbout): void {
  const command = subcommand(program, `${name} <stack>`, {
    summary: about.summary,
    examples: about.examples,
    exits: {
      [exit.problem]: `the command line or the settings are wrong and nothing was changed; or ${about.failure}`,
      [exitCode.busy]: "another operation holds the stack's lock",
    },
    json: true,
  });
  if (name !== "destroy" && name !== "refresh") {
    command.option("--diff", "show each property that changes");
    command.option("--adopt", "take over what exists on GitLab and is to be made");
  }
  if (name !== "preview") command.option("-y, --yes", "do it without asking");
  command.action(async (stack: string, options: OperationOptions & { cwd: string }) => {
    await import("../engine/closures.ts");
    const { checkedFolder } = await import("../engine/checkedFolder.ts");
    const { say } = await import("../terminal/output.ts");
    const { runOperation } = await import("../engine/operation.ts");
    const { folder, entrances } = await checkedFolder(options.cwd, stack);
    // A machine reads them in `slipway check --json`.
    if (name === "preview" && !options.json && entrances !== undefined) say(entrances);
    process.exitCode = await runOperation(stack, folder, name, options);
  });
}
