import type { Difference } from "./difference.ts";
import { atMost, type Counts } from "./stackChanges.ts";

/**
 * What all stacks together create, update and delete, for `artifacts:reports:terraform`. GitLab keeps one such
 * report of a job, whatever number of files it has (lib/gitlab/ci/parsers/terraform/tfplan.rb adds it by the
 * job's id). Where it cannot be told, an empty one, of which GitLab says that it failed to generate.
 */
export function terraformReport({
  stacks,
}: Pick<Difference, "stacks">): Counts | Record<string, never> {
  if (!stacks) return {};
  const sum = (key: keyof Counts) =>
    atMost(stacks.reduce((total, { counts }) => total + counts[key], 0));
  return { create: sum("create"), update: sum("update"), delete: sum("delete") };
}
