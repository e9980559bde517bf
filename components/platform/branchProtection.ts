import type { BranchProtectionArgs } from "@pulumi/gitlab";
import type { BranchRule } from "../../settings/index.ts";
import type { Exactly } from "../exactly.ts";

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
  rule satisfies Exactly<typeof rule, BranchProtectionArgs>;
  if (edition === "ce") return rule;
  const { pushAccessLevel, mergeAccessLevel, ...common } = rule;
  return {
    ...common,
    allowedToPushes: [{ accessLevel: pushAccessLevel }],
    allowedToMerges: [{ accessLevel: mergeAccessLevel }],
  };
}
