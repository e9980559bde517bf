import type { z } from "zod";
import { group, list, map } from "../kinds/collections.ts";
import { imagePattern, imageReference } from "../kinds/image.ts";
import { must } from "../kinds/names.ts";
import { repositoryPath } from "../kinds/repositoryPath.ts";
import { choice, flag, text } from "../kinds/scalars.ts";
import { oneLine } from "../kinds/texts.ts";
import { timeout, timePattern } from "../kinds/times.ts";
import { valueAt } from "../kinds/walk.ts";
import type { Check } from "../kinds/about.ts";
import type { Complaint, Path, Problem } from "../problem.ts";
import { complain, keysAt, textAt, textsAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** How an app's image is built. */

export const buildRules = {
  "build.path": "The build's context and Dockerfile are paths in the app's repository.",
  "build.target": "The build's target is a stage's name.",
  "build.argument": "A build argument's name is letters, digits and `_`.",
  "build.commit":
    "What changes with each commit is a commit's argument, which no image is named by.",
  "build.twice": "A build argument is said once.",
  "build.platform": "The build's platform is one, as Docker writes it.",
  "build.privileged": "A privileged build runs on a runner that is thrown away after it.",
  "build.daemon": "Docker-in-Docker names the image of its daemon.",
} as const satisfies Record<string, string>;

function argumentName(name: string): Complaint | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name)) return undefined;
  const allowed = "letters, digits and `_`, at most 255, no digit first";
  return must("build.argument", name, "a name for a build argument", allowed);
}

const notOfCommit: Check<string> = (value) =>
  /\$\{?(CI|GITLAB)_/.test(value)
    ? {
        rule: "build.commit",
        message:
          "A variable of the pipeline stands here, and each commit would make another image.",
        allowed: "text that is the same for each commit",
        fix: "name the argument in `commitArguments`, which gets what is the commit's own, or write the value out.",
      }
    : undefined;

function target(name: string): Complaint | undefined {
  if (/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)) return undefined;
  const allowed = "a letter, then letters, digits and `_.-`";
  return must("build.target", name, "a stage of a Dockerfile", allowed);
}

function platform(name: string): Complaint | undefined {
  if (/^[a-z0-9]+\/[a-z0-9_]+(\/v\d+)?$/.test(name)) return undefined;
  const allowed = "an operating system and an architecture, such as `linux/amd64`";
  return must("build.platform", name, "a platform", allowed);
}

const inRepository = (what: string) => repositoryPath("build.path", what);

export const build = group(
  {
    context: text(
      {
        description: "The folder that the Dockerfile copies from.",
        allowed: "a folder",
        example: "services/shop",
        rules: ["build.path"],
      },
      inRepository("a folder of the repository"),
    ).default("."),
    dockerfile: text(
      {
        description: "The Dockerfile, from the repository's root.",
        allowed: "a file's path",
        example: "services/shop/Dockerfile",
        rules: ["build.path"],
      },
      inRepository("a file of the repository"),
    ).default("Dockerfile"),
    target: text(
      {
        description: "The Dockerfile's stage that is the image.",
        allowed: "a stage's name",
        example: "production",
        otherwise: "the last one",
        rules: ["build.target"],
      },
      target,
    ).optional(),
    arguments: map(
      { called: "NAME", rules: ["build.argument"], check: argumentName },
      text(
        {
          description:
            "The value. Everybody who may see the pipeline sees it, and the image keeps it.",
          allowed: "text on one line",
          example: "production",
          rules: ["text.line", "build.commit"],
        },
        oneLine,
        notOfCommit,
      ),
      {
        description: "Build arguments that are the same for each commit.",
        example: "{ NODE_ENV: production }",
      },
    ).default({}),
    commitArguments: list(
      text(
        {
          description: "A build argument's name.",
          allowed: "letters, digits and `_`",
          example: "VERSION",
          rules: ["build.argument", "build.twice"],
        },
        argumentName,
      ),
      {
        description:
          "Build arguments that are the commit's own: `CI_…` gets GitLab's variable of that name, any other the version, which is the tag or the commit's short SHA. An image is not built anew for them, so an app reports the commit that built it.",
        example: "[VERSION]",
      },
    ).default([]),
    platform: text(
      {
        description: "What the image runs on.",
        allowed: "a platform",
        example: "linux/amd64",
        otherwise: "what the runner runs on",
        rules: ["build.platform"],
      },
      platform,
    ).optional(),
    builder: choice(["buildkit", "docker-in-docker", "docker"], {
      description:
        "`buildkit`: rootless BuildKit in the job itself. `docker-in-docker`: a daemon beside the job, which makes the job root on the runner. `docker`: the runner's own daemon, which does so too, and for all its jobs.",
      example: "docker-in-docker",
      rules: ["shape.choice", "build.privileged", "build.daemon"],
    }).default("buildkit"),
    daemon: text(
      {
        description: "The image of the daemon of `docker-in-docker`.",
        allowed: "an image",
        example: "docker:29-dind@sha256:…",
        otherwise: "none",
        rules: ["image.reference"],
        pattern: imagePattern,
      },
      imageReference,
    ).optional(),
    provenance: flag({
      description: "Whether a SLSA provenance of the build is kept with the image.",
      example: "true",
    }).default(false),
    sbom: flag({
      description: "Whether a list of the image's packages (an SBOM) is kept with it.",
      example: "true",
    }).default(false),
    sbomGenerator: text(
      {
        description:
          "The image of the scanner that makes the list, where runners reach no Docker Hub.",
        allowed: "an image",
        example: "registry.example.com/mirror/buildkit-syft-scanner:stable-1",
        otherwise: "BuildKit's own, `docker/buildkit-syft-scanner:stable-1`",
        rules: ["image.reference"],
        pattern: imagePattern,
      },
      imageReference,
    ).optional(),
    timeout: text(
      {
        description: "How long a build may take.",
        allowed: "a duration",
        example: "45m",
        rules: ["duration"],
        pattern: timePattern,
      },
      timeout,
    ).default("30m"),
  },
  {
    description: "How the app's image is built.",
    example: "{ target: production, commitArguments: [VERSION] }",
  },
);

export type BuildSettings = z.infer<typeof build>;

/** The rules between the settings of a build. */
export function checkBuild(platform: Stack, at: Path): Problem[] {
  const problems: Problem[] = [];
  const names = keysAt(platform, [...at, "arguments"]);
  for (const [name, index] of textsAt(platform, [...at, "commitArguments"])) {
    if (!names.includes(name)) continue;
    const message = `\`${name}\` stands in \`arguments\` as well.`;
    const complaint = { rule: "build.twice", message, fix: "take one of the two out." } as const;
    problems.push(complain(platform, [...at, "commitArguments", index], complaint));
  }
  const builder = textAt(platform, [...at, "builder"]);
  const path = [...at, "builder"];
  if (builder === "docker-in-docker" && textAt(platform, [...at, "daemon"]) === undefined) {
    const message = "`docker-in-docker` runs a daemon beside the job, and its image is not said.";
    const fix = "add `daemon: docker:29-dind@sha256:…` beside it.";
    problems.push(complain(platform, path, { rule: "build.daemon", message, fix }));
  }
  const isPrivileged = builder === "docker-in-docker" || builder === "docker";
  const isEphemeral = valueAt(platform.config, ["slipway:pipelines", "ephemeral"]) === true;
  if (isPrivileged && !isEphemeral) {
    const message = `\`${builder}\` makes whoever pushes a branch root on the runner, and what runs there next is theirs.`;
    const allowed =
      "`buildkit`; or `docker-in-docker` and `docker` on runners that are thrown away after each job";
    const fix =
      "take the line out, or say `ephemeral: true` under `slipway:pipelines` if the runner of `others` is.";
    problems.push(complain(platform, path, { rule: "build.privileged", message, allowed, fix }));
  }
  return problems;
}
