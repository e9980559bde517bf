import { checkAppsKnown, checkComposeProjects } from "../groups/app.ts";
import { checkStacksOf } from "../groups/environments.ts";
import { checkOneGitLab } from "../groups/gitlab.ts";
import { checkKeysDiffer } from "../groups/keys.ts";
import { checkMachinesShared } from "../groups/servers.ts";
import type { Problem } from "../problem.ts";
import type { Stack } from "../read/stack.ts";

/**
 * The rules between the stack files.
 *
 * @param names of every stack that has a file, good or bad
 */
export function checkTogether(
  platform: Stack | undefined,
  environments: Stack[],
  names: string[],
): Problem[] {
  return [
    ...(platform ? checkStacksOf(platform, environments, names) : []),
    ...(platform ? checkAppsKnown(platform, environments) : []),
    ...checkOneGitLab(platform ? [platform, ...environments] : environments),
    ...checkComposeProjects(environments),
    ...checkKeysDiffer(environments),
    ...checkMachinesShared(environments),
  ];
}
