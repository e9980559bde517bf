import type { Command } from "commander";
import { operation } from "./operationCommand.ts";

/** `slipway refresh <stack>` */
export function refresh(program: Command): void {
  operation(program, "refresh", {
    summary: "look at GitLab for what was changed by hand; the next `up` puts it back",
    examples: ["slipway refresh production", "slipway refresh production --yes --json"],
    failure: "GitLab could not be read: what it said stands above",
  });
}
