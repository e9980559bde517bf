import type { Command } from "commander";
import { operation } from "./operationCommand.ts";

/** `slipway up <stack>` */
export function up(program: Command): void {
  operation(program, "up", {
    summary: "make GitLab and the servers as a stack file says",
    examples: ["slipway up staging", "slipway up staging --yes --json"],
    failure: "a step failed: what it said stands above, and what went before it is done and saved",
  });
}
