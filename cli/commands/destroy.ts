import type { Command } from "commander";
import { operation } from "./operationCommand.ts";

/** `slipway destroy <stack>` */
export function destroy(program: Command): void {
  operation(program, "destroy", {
    summary:
      "remove what a stack made in GitLab, unless it is protected; containers on servers run on",
    examples: ["slipway destroy staging"],
    failure: "a step failed or is not allowed: what Pulumi said stands above",
  });
}
