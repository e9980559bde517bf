import type { BranchProtectionArgs } from "@pulumi/gitlab";
import type { BranchRule } from "../../settings/index.ts";

/**
 * Which GitLab answers: the Community or the Enterprise Edition. GitLab.com and an Enterprise
 * Edition without a licence are `ee`.
 */
export type Edition = "ce" | "ee";

/**
 * A branch's protection in the shape that the edition takes. Since its version 19 the provider
 * sends the lists to an Enterprise Edition and the single levels to a Community Edition; each
 * refuses the other's shape.
 */
export function branchProtection(
  edition: Edition,
  rule: BranchRule,
): Omit<BranchProtectionArgs, "project"> {
  const common = { branch: rule.name, allowForcePush: rule.forcePush };
  if (edition === "ce") {
    return { ...common, pushAccessLevel: rule.push, mergeAccessLevel: rule.merge };
  }
  return {
    ...common,
    allowedToPushes: [{ accessLevel: rule.push }],
    allowedToMerges: [{ accessLevel: rule.merge }],
  };
}
