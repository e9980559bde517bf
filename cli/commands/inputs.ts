import { type Command, InvalidArgumentError, Option } from "commander";
import { checkout, jobExits, subcommand } from "./subcommand.ts";

interface Options {
  cwd: string;
  json?: boolean;
  context: string;
  dockerfile: string;
  target?: string;
  argument: [string, string][];
  commitArgument: [string, string | undefined][];
  platform?: string;
  epoch: number;
  exclude: string[];
  commands: string;
  builder: "buildkit" | "docker-in-docker" | "docker";
  provenance?: boolean;
  sbom?: boolean;
  sbomGenerator?: string;
}

export function inputs(program: Command): void {
  subcommand(program, "inputs", {
    summary: "in a job: find whether this commit's image is built, and its tests have passed",
    examples: [
      "slipway inputs --context . --dockerfile Dockerfile --target production --commands 3f1c…",
      "slipway inputs --argument NODE_VERSION=24 --commit-argument VERSION --exclude 'docs/**' --commands 3f1c…",
    ],
    note:
      "It writes .slipway/inputs.json, which says whether the tests may be skipped. The registry is asked\n" +
      "with CI_REGISTRY_USER and CI_REGISTRY_PASSWORD; what is hashed is the commit CI_COMMIT_SHA, or the\n" +
      "one that is checked out.",
    exits: jobExits,
    json: true,
    cwd: checkout,
  })
    .option("--context <folder>", "the build's context, from the repository's root", ".")
    .option("--dockerfile <path>", "from the repository's root", "Dockerfile")
    .option("--target <stage>", "the Dockerfile's stage; default: the last")
    .option("--argument <NAME=value>", "a build argument; may be repeated", withValue, [])
    .option(
      "--commit-argument <NAME[=value]>",
      "a build argument made of the commit, in no hash; without a value it gets GitLab's variable of " +
        "that name where it begins with CI_, else the version (the tag, or the commit's short SHA)",
      withValueOrNot,
      [],
    )
    .option("--platform <os/arch>", "default: the builder's own")
    .option("--epoch <n>", "another number has all built anew", wholeNumber, 0)
    .option(
      "--exclude <pattern>",
      "tracked files that no test looks at, as in .dockerignore; may be repeated",
      (pattern: string, patterns: string[]) => [...patterns, pattern],
      [],
    )
    .requiredOption("--commands <hash>", "of the tests' commands and images")
    .addOption(
      new Option("--builder <which>", "what `slipway build` builds with")
        .choices(["buildkit", "docker-in-docker", "docker"])
        .default("buildkit"),
    )
    .option("--provenance", "attest how the image was built")
    .option("--sbom", "attest what is in it")
    .option("--sbom-generator <image>", "what looks; default: BuildKit's own scanner")
    .action(async ({ cwd, json, argument, commitArgument, ...options }: Options) => {
      const { findInputs } = await import("../loop/inputs.ts");
      const { printJson } = await import("../terminal/output.ts");
      const found = await findInputs(cwd, {
        ...options,
        arguments: Object.fromEntries(argument),
        commitArguments: Object.fromEntries(commitArgument),
        provenance: options.provenance === true,
        sbom: options.sbom === true,
      });
      if (json) printJson(found);
    });
}

function withValue(text: string, earlier: [string, string][]): [string, string][] {
  const [name, value] = parts(text);
  if (value === undefined) throw new InvalidArgumentError("It must be NAME=value.");
  return [...earlier, [name, value]];
}

function withValueOrNot(
  text: string,
  earlier: [string, string | undefined][],
): [string, string | undefined][] {
  return [...earlier, parts(text)];
}

function parts(text: string): [string, string | undefined] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("A name has letters, digits and _.");
  return [name, value];
}

function wholeNumber(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
