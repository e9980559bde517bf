import type { JobConfiguration, NeedConfiguration, YamlVariable } from "../configuration/types.ts";
import { variables } from "../configuration/job.ts";
import { firstThatHolds, type RuleContext } from "./rules.ts";

/** A job as it takes part in a pipeline. */
export interface Included {
  when: string;
  allowFailure: boolean;
  interruptible: boolean;
  /** The rule's own variables. */
  variables: Record<string, YamlVariable>;
  needs?: NeedConfiguration[];
}

/**
 * What a job's rules make of it, or undefined if it takes no part.
 *
 * Who says `when: manual` decides whether a failure is allowed where nobody says: at the job itself it
 * is, in a rule it isn't, and a pipeline waits for such a job.
 *
 * @throws RuleError
 */
export function include(job: JobConfiguration, context: RuleContext): Included | undefined {
  const allowed = job.allow_failure ?? job.when === "manual";
  const own = {
    when: job.when,
    allowFailure: allowed === true,
    interruptible: job.interruptible,
    variables: {},
    ...(job.needs ? { needs: job.needs } : {}),
  };
  if (job.rules === undefined) return job.when === "never" ? undefined : own;
  const rule = firstThatHolds(job.rules, context);
  const when = rule?.when ?? job.when;
  if (!rule || when === "never") return undefined;
  return {
    ...own,
    when,
    allowFailure: rule.allow_failure ?? own.allowFailure,
    interruptible: rule.interruptible ?? own.interruptible,
    variables: variables(rule.variables),
    ...(rule.needs ? { needs: rule.needs } : {}),
  };
}
