import { readFileSync } from "node:fs";
import { Command } from "commander";
import { allow } from "./commands/allow.ts";
import { build } from "./commands/build.ts";
import { check } from "./commands/check.ts";
import { deploy } from "./commands/deploy.ts";
import { destroy } from "./commands/destroy.ts";
import { diff } from "./commands/diff.ts";
import { environment } from "./commands/environment.ts";
import { epoch } from "./commands/epoch.ts";
import { explain } from "./commands/explain.ts";
import { history } from "./commands/history.ts";
import { init } from "./commands/init.ts";
import { inputs } from "./commands/inputs.ts";
import { keys } from "./commands/keys.ts";
import { pipeline } from "./commands/pipeline.ts";
import { app, server } from "./commands/letGo.ts";
import { logs } from "./commands/logs.ts";
import { notify } from "./commands/notify.ts";
import { preview } from "./commands/preview.ts";
import { pull } from "./commands/pull.ts";
import { record } from "./commands/record.ts";
import { refresh } from "./commands/refresh.ts";
import { release } from "./commands/release.ts";
import { restart } from "./commands/restart.ts";
import { restore } from "./commands/restore.ts";
import { review } from "./commands/review.ts";
import { rollback } from "./commands/rollback.ts";
import { secret } from "./commands/secret.ts";
import { status } from "./commands/status.ts";
import { tool } from "./commands/tool.ts";
import { up } from "./commands/up.ts";
import { unknownName } from "./terminal/unknownName.ts";

/**
 * Every subcommand, in the order of `--help`: each function adds its own to the program. Their
 * modules import only what describes them; what they work with is imported when they run, so that
 * `--help` and `check` don't wait for an engine's libraries.
 */
const groups: Record<string, ((program: Command) => void)[]> = {
  "What is declared:": [check, diff, explain, preview, up, refresh, destroy],
  "What stack files hold:": [init, environment, keys, secret, pipeline, tool, epoch],
  "What serves:": [status, logs, deploy, rollback, restart, restore, allow, history, app, server],
  "What a pipeline's jobs run:": [inputs, build, release, pull, record, notify, review],
};

export function createProgram(): Command {
  const program = new Command("slipway")
    .description("GitOps environments on GitLab, declared in one YAML file per stack.")
    // The program's own options end where a subcommand begins: `deploy` has a --version too.
    .enablePositionalOptions()
    .version(version(), "-V, --version", "print Slipway's version")
    .addHelpText(
      "after",
      "\nIn a copy of your own, begin with `npx slipway init` (docs/begin.md); to try it out, `npm start`.\n" +
        "`npx slipway <command> --help` has examples, and says what the exit codes mean.",
    )
    .addHelpText("before", ({ command }) => requireKnown(command))
    .showHelpAfterError("Add --help to see what it takes.")
    .exitOverride();
  for (const [title, commands] of Object.entries(groups)) {
    program.commandsGroup(title);
    for (const add of commands) add(program);
  }
  return program;
}

/**
 * Commander answers `help chek` and `chek --help` with the general help.
 *
 * @throws UserError for a command that there is none of, naming the likeliest
 */
function requireKnown({ args, commands }: Command): string {
  const [name] = args.filter((word) => word !== "help" && !word.startsWith("-"));
  const names = commands.map((command) => command.name());
  if (name === undefined || names.includes(name)) return "";
  throw unknownName(`There is no command \`${name}\`.`, name, "Commands", names);
}

function version(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
