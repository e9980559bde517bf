import { isAbsolute } from "node:path";
import type { z } from "zod";
import { textOrGroup } from "../kinds/collections.ts";
import { imagePattern, imageWithDigest } from "../kinds/image.ts";
import { must } from "../kinds/names.ts";
import { text } from "../kinds/scalars.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, isMapAt, keysAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";

/** What the pipelines' jobs run `slipway` from. */

export const toolRules = {
  "image.reference": "An image is one that Docker can pull.",
  "tool.digest": "The tool image is named by its digest.",
  "tool.command": "The tool's command is an absolute path.",
  "tool.one": "The tool is an image or a command.",
  "tool.missing": "Pipelines that the platform keeps have a tool to run. (A warning.)",
} as const satisfies Record<string, string>;

const publish = "run `npx slipway tool publish`, which writes it.";

/** It stands in a job's script as it is. */
function command(path: string): Complaint | undefined {
  if (isAbsolute(path) && /^[A-Za-z0-9._/@+-]+$/.test(path)) return undefined;
  const allowed =
    "an absolute path of letters, digits and `._/@+-`, such as `/usr/local/bin/slipway`";
  return must("tool.command", path, "the path of a command", allowed);
}

export const tool = textOrGroup(
  "image",
  {
    image: text(
      {
        description: "The tool image, by its digest.",
        allowed: "an image with its digest",
        example: "registry.example.com/acme/pipelines/slipway@sha256:…",
        otherwise: "none, and `command` is said",
        rules: ["image.reference", "tool.digest"],
        pattern: imagePattern,
      },
      imageWithDigest("tool.digest", publish),
    ).optional(),
    command: text(
      {
        description:
          "Where `slipway` is on the runners, if their jobs have no images. Every runner must have the same one.",
        allowed: "an absolute path",
        example: "/usr/local/bin/slipway",
        otherwise: "none, and `image` is said",
        rules: ["tool.command"],
        pattern: "^/",
      },
      command,
    ).optional(),
  },
  {
    description:
      "What the pipelines' jobs run `slipway` from: the tool image, or `{ command: … }` where it is installed on the runners. `npx slipway tool publish` writes it.",
    example: "registry.example.com/acme/pipelines/slipway@sha256:…",
    otherwise: "none, and no pipeline is written",
    rules: ["tool.one"],
  },
);

/** By `image`, or by `command` on runners that have no images. */
export type Tool = { image: string } | { command: string };

export function buildTool(config: z.infer<typeof tool> | undefined): Tool | undefined {
  if (config?.command !== undefined) return { command: config.command };
  return config?.image === undefined ? undefined : { image: config.image };
}

export function checkTool(platform: Stack): Problem[] {
  const path = ["slipway:tool"];
  const there = platform.yaml.has(["config", ...path]);
  if (!there && isMapAt(platform, ["slipway:pipelines"])) {
    const message = "There is no `slipway:tool`, and the apps' pipelines are not written without.";
    const missing = { rule: "tool.missing", severity: "warning", message, fix: publish } as const;
    return [complain(platform, ["slipway:pipelines"], missing, "key")];
  }
  if (!isMapAt(platform, path)) return [];
  const said = ["image", "command"].filter((key) => platform.yaml.has(["config", ...path, key]));
  // An unknown key is told by itself.
  if (said.length === 1 || (said.length === 0 && keysAt(platform, path).length > 0)) return [];
  const message =
    said.length === 2
      ? "The tool is an image and a command at once."
      : "The tool is neither an image nor a command.";
  const fix = "say `image` or `command`, one of the two.";
  return [complain(platform, path, { rule: "tool.one", message, fix })];
}
