import type { Command } from "commander";
import { operation } from "./operationCommand.ts";

/** `slipway preview <stack>` */
export function preview(program: Command): void {
  operation(program, "preview", {
    summary: "show what `up` would change, in GitLab and on servers; changes nothing",
    examples: ["slipway preview production", "slipway preview production --diff"],
    failure: "the preview failed: what Pulumi, GitLab or the registry said stands above",
  });
}
