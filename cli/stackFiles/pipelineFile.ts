import { pipelineOf } from "../../pipeline/index.ts";
import type { PlatformSettings } from "../../settings/index.ts";
import { UserError } from "../terminal/exit.ts";
import { onPlatform } from "./platformApp.ts";

/** An app's `.gitlab-ci.yml`, and what a person should know before keeping it anywhere. */
export interface PipelineFile {
  text: string;
  notes: string[];
}

/** @throws SettingsError, and UserError for an app or a tool that there is none of */
export function pipelineFile(cwd: string, name: string): PipelineFile {
  const { app, settings } = onPlatform(cwd, name);
  const { tool, runners, pipelines } = settings;
  if (tool === undefined) {
    throw new UserError(
      "There is no `slipway:tool` in Pulumi.platform.yaml, so the pipeline's jobs would have nothing to run. " +
        "`npx slipway tool publish` makes the tool image and writes it there; where the runners' jobs have no images, " +
        "write `slipway:tool: { command: /path/of/slipway }`.",
    );
  }
  return { text: pipelineOf(app, { tool, runners }), notes: [...home(name, pipelines), weaker] };
}

function home(app: string, pipelines: PlatformSettings["pipelines"]): string[] {
  if (pipelines === undefined) return [];
  return [
    `${pipelines.project} holds this file as ${app}.gitlab-ci.yml: \`slipway up platform\` writes it there.`,
  ];
}

const weaker =
  "In the app's own repository it is weaker: GitLab runs each branch's own file, so whoever may push a branch may leave " +
  "tests out there, and whoever may merge into a protected branch may rewrite the jobs that hold its environments' keys.";
