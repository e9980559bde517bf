import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { openSettings } from "../servers/environment.ts";
import { UserError } from "../terminal/exit.ts";
import { readStackState, type StateResource } from "./stackState.ts";
import { nameOf } from "./urn.ts";

/**
 * The engine refuses to delete a protected resource only when it comes to it, after it has deleted
 * others. So this looks first.
 *
 * @throws UserError naming what is protected.
 */
export function refuseProtected(stack: Stack, resources: StateResource[]): void {
  const names = resources.filter(({ protect }) => protect).map(({ urn }) => nameOf(urn));
  if (names.length === 0) return;
  throw new UserError(
    `"${stack.name}" holds what is protected from deletion: ${names.join(", ")}. Nothing was ` +
      "changed. To let a project go, set `protect: false` at its app in slipway:apps, bring that " +
      "up, and then destroy: GitLab archives the project.",
  );
}

/**
 * The same for an app that the platform's file names no more: its branches would lose their
 * protection before the engine comes to the project, which it refuses to delete.
 *
 * @throws UserError naming the app.
 */
export async function refuseForgotten(stack: Stack, folder: string): Promise<void> {
  if (stack.name !== "platform") return;
  const settings = await openSettings(folder, stack.name);
  const declared = new Set(settings.apps.map(({ name }) => name));
  const { resources } = await readStackState(stack);
  const forgotten = resources
    .filter(({ urn, protect }) => protect && urn.includes("$gitlab:index/project:Project::"))
    .map(({ urn }) => nameOf(urn))
    .filter((name) => !declared.has(name));
  if (forgotten.length === 0) return;
  throw new UserError(
    `slipway:apps names no more: ${forgotten.join(", ")}. Its project is protected from deletion, ` +
      "so nothing was changed. Put it back; or, to let the project go, set `protect: false` at it, " +
      "bring that up, and take it out then: GitLab archives the project.",
  );
}

/** @throws UserError where a change would be asked for and nobody is there to answer. */
export function requireAnswer(operation: string, stackName: string): void {
  if (process.stdin.isTTY) return;
  const first =
    operation === "up" ? ` Look first (slipway preview ${stackName}), then` : " To do it,";
  throw new UserError(
    `\`slipway ${operation}\` asks before it changes anything, and there is no terminal to ask ` +
      `on.${first} add --yes.`,
  );
}
