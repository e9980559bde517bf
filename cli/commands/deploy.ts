import { type Command, InvalidArgumentError } from "commander";
import { windowFrom } from "../../settings/kinds/freeze.ts";
import type { FreezeWindow } from "../../settings/kinds/freeze.ts";
import { wavesFrom } from "../servers/waves.ts";
import { exit } from "../terminal/exit.ts";
import { causeOptions, type CauseOptions } from "./cause.ts";
import { seconds } from "./numbers.ts";
import { changeExits, serversNote, subcommand } from "./subcommand.ts";

interface Options extends CauseOptions {
  cwd: string;
  json?: boolean;
  image?: string;
  release?: string;
  version?: string;
  wait?: number;
  after?: string;
  frozen?: FreezeWindow[];
  waves?: string[];
  watch?: boolean;
}

export function deploy(program: Command): void {
  const command = subcommand(program, "deploy <stack> <app>", {
    summary: "deploy an image to an environment, server after server or in waves",
    examples: [
      "slipway deploy staging shop --image registry.example.com/acme/shop@sha256:… --version 2.0.0",
      "slipway deploy uat shop --release .slipway/release.json --after staging",
    ],
    note:
      `${serversNote}\n` +
      "With --release a server that serves it already, as declared, is left alone. With SLIPWAY_HEALTH the\n" +
      "app is looked at through its public address as well, and put back where it is not well there.",
    exits: {
      ...changeExits,
      [exit.unhealthy]:
        "it is not well at its public address, and there was nothing to put back to",
      [exit.closed]: "the environment does not take it now: nothing was changed",
    },
    json: true,
  })
    .option("--image <reference@digest>", "the image, by its digest")
    .option("--release <file>", "or what `slipway release` has written, .slipway/release.json")
    .option(
      "--version <version>",
      "what the app must report where its health rules ask for it; default: what the release says, or " +
        "the image's label org.opencontainers.image.version",
    )
    .option(
      "--after <environment>",
      "refuse unless this one has served the image, as its record in the registry says; default: what " +
        "the stack files say, where they name the servers",
    )
    .option(
      "--frozen <window>",
      "refuse in this time, `from, until, zone, why` as in `Fri 15:00, Mon 07:00, Europe/Berlin, weekend`; " +
        "may be repeated; default: what the stack files say, where they name the servers",
      freezeWindow,
    )
    .option(
      "--waves <waves>",
      "how it goes over the servers, as in `1,50%,100%`: those of a wave side by side, once all before " +
        "serve; default: what the stack file says, or one server after the other",
      wavesOption,
    )
    .option(
      "--watch",
      "wait for as long as the servers go on looking at the release (`health.watch`), and end with 10 if it was " +
        "put back meanwhile",
    )
    .option(
      "--emergency <why>",
      "deploy though the environment is closed to it; the history and the team are told why",
    )
    .option("--wait <seconds>", "how long to wait while something else changes the app", seconds);
  causeOptions(command).action(async (stack: string, app: string, options: Options) => {
    const { deployApp } = await import("../loop/deploy.ts");
    const { reportChange } = await import("../servers/changeReport.ts");
    const result = await deployApp(stack, app, options);
    reportChange(result, options.json === true);
    process.exitCode = result.code;
  });
}

function wavesOption(text: string): string[] {
  const { waves, problem } = wavesFrom(text);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return waves;
}

function freezeWindow(text: string, earlier: FreezeWindow[] = []): FreezeWindow[] {
  const window = windowFrom(text);
  if (window) return [...earlier, window];
  throw new InvalidArgumentError(
    "It must be `from, until, zone, why`, as `slipway pipeline` writes it.",
  );
}
