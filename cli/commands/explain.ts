import type { Command } from "commander";
import { exit } from "../terminal/exit.ts";
import { commonExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  declared?: boolean;
}

export function explain(program: Command): void {
  subcommand(program, "explain <app> <environment> [key]", {
    summary: "say what an app's jobs and containers get there: each variable, from where, and why",
    examples: [
      "slipway explain shop production",
      "slipway explain shop production DB_PASSWORD",
      "slipway explain shop production --declared --json",
    ],
    note:
      "With a token (`gitlab:token`, else GITLAB_TOKEN) it asks GitLab for the variables of the project, of\n" +
      "its groups (an Owner's token sees them) and of the instance (an administrator's). Without one it\n" +
      "explains what is declared. No secret is shown, and none is opened but that token. With a key: all\n" +
      "that a job might get under that name, and why it gets none of the others.",
    exits: {
      ...commonExits,
      [exit.unreachable]: "GitLab can't be reached",
      [exit.unhealthy]: "a job gets something else than is declared",
    },
    json: true,
  })
    .option("--declared", "explain from the stack files alone")
    .action(async (app: string, environment: string, key: string | undefined, options: Options) => {
      const { gather } = await import("../explain/gather.ts");
      const { render } = await import("../explain/render.ts");
      const { print, printJson, surfaceOf } = await import("../terminal/output.ts");
      const declared = options.declared === true;
      const explanation = await gather(options.cwd, { app, environment, key, declared });
      if (options.json) printJson(explanation);
      else print(render(explanation, surfaceOf(process.stdout), key));
      process.exitCode = explanation.warnings.length > 0 ? exit.unhealthy : exit.done;
    });
}
