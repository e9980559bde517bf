import { type Command, InvalidArgumentError } from "commander";
import type { PublishOptions } from "../tool/publish.ts";
import { exit } from "../terminal/exit.ts";
import { subcommand } from "./subcommand.ts";

interface Options extends Omit<PublishOptions, "arguments"> {
  cwd: string;
  json?: boolean;
  argument: PublishOptions["arguments"];
}

export function tool(program: Command): void {
  const group = program
    .command("tool")
    .description("work with the image that jobs run slipway from");
  group.enablePositionalOptions();
  subcommand(group, "publish", {
    summary: "build the tool image, push it, and write its digest as slipway:tool",
    examples: [
      "slipway tool publish --registry registry.example.com",
      "slipway tool publish --argument NODE_IMAGE=mirror.example.com/library/node:24-trixie-slim",
      "slipway tool publish --anew",
    ],
    note:
      "What is built is Slipway's own Dockerfile, at the commit that is checked out. The image goes to\n" +
      "<registry>/<project of slipway:pipelines>/slipway, under a tag that names what it is made from: what is\n" +
      "there already is not built again. It builds with `docker buildx`, else with BuildKit, and pushes as\n" +
      "SLIPWAY_TOOL_USER with SLIPWAY_TOOL_TOKEN where they are set, else as `docker login` has it.",
    exits: {
      [exit.problem]:
        "the command line, the settings, the build, or what the registry allows is wrong; no file was changed",
      [exit.unreachable]: "the registry can't be reached, or is in trouble; no file was changed",
    },
    json: true,
  })
    .option(
      "--registry <host>",
      "GitLab's registry; default: that of slipway:tool, else the one of the environments' slipway:registry",
    )
    .option("--platform <platform>", "what the runners are", "linux/amd64")
    .option("--argument <NAME=value>", "a build argument; may be repeated", buildArgument, {})
    .option("--anew", "build though it is there, from what the base images have become")
    .action(async ({ argument, cwd, json, ...options }: Options) => {
      const { publishTool } = await import("../tool/publish.ts");
      const { printJson } = await import("../terminal/output.ts");
      const { reportPublished } = await import("../tool/report.ts");
      const published = await publishTool(cwd, { ...options, arguments: argument });
      if (json) printJson(published);
      else reportPublished(published);
    });
}

function buildArgument(text: string, earlier: { [name: string]: string }) {
  const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined) return { ...earlier, [name]: value };
  throw new InvalidArgumentError("It must be NAME=value, as the Dockerfile names it.");
}
