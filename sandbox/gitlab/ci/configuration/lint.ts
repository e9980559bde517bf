import { stringify } from "yaml";
import type { Values } from "../../input.ts";
import { fresh, plan, type Wanted } from "../pipelines/create.ts";
import type { Store } from "../../store.ts";
import { ConfigurationError } from "./errors.ts";
import { expanded, load } from "./load.ts";
import { withIncludes } from "./source.ts";
import type { Configuration, JobConfiguration } from "./types.ts";

/** What GitLab says of a configuration before anybody runs it (`Gitlab::Ci::Lint`). */
export interface LintResult {
  valid: boolean;
  errors: string[];
  warnings: string[];
  merged_yaml: string | null;
  includes: Values[];
  jobs: Values[];
}

/**
 * Looks at a configuration as it is.
 *
 * @param parsed what its text says, its includes not in place yet
 * @param pipeline for a dry run: the pipeline that it would make, whose rules are then held too
 */
export function lint(
  store: Store,
  parsed: () => Values,
  wanted: Wanted,
  dryRun: boolean,
): LintResult {
  const result: LintResult = {
    ...{ valid: false, errors: [], warnings: [], merged_yaml: null, includes: [], jobs: [] },
  };
  try {
    if (dryRun && wanted.sha === "") throw new ConfigurationError("Reference not found");
    const root = withIncludes(parsed(), { store, ...wanted });
    result.merged_yaml = stringify(expanded(root), { aliasDuplicateObjects: false });
    const configuration = load(root);
    result.warnings = warnings(configuration);
    result.jobs = configuration.jobs.map(shownJob);
    if (dryRun) result.jobs = simulated(store, wanted, configuration);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    result.errors = error.problems;
    result.jobs = [];
  }
  return { ...result, valid: result.errors.length === 0 };
}

/** @throws ConfigurationError also for a pipeline that would not be */
function simulated(store: Store, wanted: Wanted, configuration: Configuration): Values[] {
  const planned = plan(store, wanted.project, fresh(store, wanted), configuration);
  if ("refused" in planned) throw new ConfigurationError(planned.refused);
  return planned.jobs.map((job) => ({
    ...shownJob(job.options),
    ...{ when: job.when, allow_failure: job.allowFailure, tag_list: job.tags },
    environment: job.environment,
  }));
}

/** A last rule that always holds makes two pipelines of one push to a branch with a merge request. */
function warnings({ jobs, workflow }: Configuration): string[] {
  if (workflow.rules) return [];
  return jobs
    .filter(({ rules }) => {
      const last = rules?.at(-1);
      const words = Object.keys(last ?? {});
      return words.length === 1 && last?.when !== undefined && last.when !== "never";
    })
    .map(
      ({ name }) =>
        `jobs:${name} may allow multiple pipelines to run for a single action due to \`rules:when\` clause with no \`workflow:rules\` - read more: https://docs.gitlab.com/ee/ci/jobs/job_troubleshooting.html#job-may-allow-multiple-pipelines-to-run-for-a-single-action`,
    );
}

function shownJob(job: JobConfiguration): Values {
  const allowed = job.allow_failure ?? (job.when === "manual" && job.rules === undefined);
  return {
    name: job.name,
    stage: job.stage,
    before_script: job.before_script ?? [],
    script: job.script,
    after_script: job.after_script ?? [],
    tag_list: job.tags,
    only: job.rules === undefined ? { refs: ["branches", "tags"] } : null,
    except: null,
    environment: job.environment?.name ?? null,
    when: job.when,
    allow_failure: allowed === true,
    needs: (job.needs ?? []).map(({ job: name, ...need }) => ({ name, ...need })),
  };
}
