import { createHash } from "node:crypto";
import type { Project } from "../../model.ts";
import type { Store } from "../../store.ts";
import { ConfigurationError } from "../configuration/errors.ts";
import type {
  CacheConfiguration,
  Configuration,
  JobConfiguration,
} from "../configuration/types.ts";
import { blobAt } from "../git.ts";
import type { Job, Pipeline } from "../model.ts";
import { RuleError } from "../rules/rules.ts";
import { type Included, include } from "../rules/job.ts";
import { expand } from "../variables/expand.ts";
import { seedVariables, yamlVariables } from "../variables/job.ts";
import type { YamlVariable } from "../configuration/types.ts";
import type { PipelineContext } from "./context.ts";

/** `ci_needs_size_limit` of GitLab's plans. */
const mostNeeds = 50;

/**
 * The jobs that take part in a pipeline, with no number yet.
 *
 * @param fromWorkflow variables of the workflow's rule that held
 * @throws ConfigurationError with everything that is wrong at once
 */
export function seed(
  store: Store,
  project: Project,
  pipeline: Pipeline,
  configuration: Configuration,
  context: PipelineContext,
  fromWorkflow: Record<string, YamlVariable>,
): Job[] {
  const problems: string[] = [];
  const jobs = configuration.jobs.flatMap((job) => {
    const before = blank(pipeline, configuration, job, fromWorkflow);
    // An environment's own variables count for the job's rules; its name is told by the others.
    before.environment = environmentName(store, pipeline, before);
    const variables = seedVariables(store, pipeline, before);
    try {
      const circle = variables.circle();
      if (circle)
        throw new RuleError(`circular variable reference detected: ${JSON.stringify(circle)}`);
      if (isForBranchesOnly(pipeline, configuration, job)) return [];
      const included = include(job, context.with(variables.value));
      return included ? [finished(store, project, pipeline, before, included)] : [];
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push(
        error.message.startsWith("circular")
          ? `${job.name}: ${error.message}`
          : `Failed to parse rule for ${job.name}: ${error.message}`,
      );
      return [];
    }
  });
  problems.push(...jobs.flatMap((job) => needsProblems(job, jobs)));
  if (problems.length > 0) throw new ConfigurationError(...problems);
  return jobs;
}

/** Without rules anywhere a job is for branches and tags, and none of a merge request's. */
function isForBranchesOnly(
  { source }: Pipeline,
  { workflow }: Configuration,
  { rules }: JobConfiguration,
): boolean {
  return source === "merge_request_event" && rules === undefined && workflow.rules === undefined;
}

function blank(
  pipeline: Pipeline,
  { stages }: Configuration,
  job: JobConfiguration,
  fromWorkflow: Record<string, YamlVariable>,
): Job {
  const { id, projectId, userId, ref, tag, createdAt } = pipeline;
  return {
    ...{ id: 0, pipelineId: id, projectId, userId, ref, tag, protected: pipeline.protected },
    ...{ name: job.name, stage: job.stage, stageIndex: stages.indexOf(job.stage) },
    ...{ status: "created", when: job.when, allowFailure: false, tags: job.tags, options: job },
    yamlVariables: yamlVariables(job.rootVariables, fromWorkflow, job.variables),
    ...{ variables: [], environment: null, resourceGroup: null, retried: false },
    ...{ enqueueImmediately: false, failureReason: null, exitCode: null, coverage: null },
    ...{ runnerId: null, tokenHash: null, cancelGracefully: false, timeout: null, artifacts: [] },
    ...{ createdAt, queuedAt: null, startedAt: null, finishedAt: null, erasedAt: null },
    updatedAt: createdAt,
  };
}

function finished(
  store: Store,
  project: Project,
  pipeline: Pipeline,
  before: Job,
  included: Included,
): Job {
  const { when, allowFailure, interruptible, needs } = included;
  const job: Job = {
    ...before,
    when,
    allowFailure,
    ...(needs ? { needs } : {}),
    yamlVariables: yamlVariables(
      Object.fromEntries(
        before.yamlVariables.map(({ key, value, raw }) => [key, { value, expand: !raw }]),
      ),
      included.variables,
    ),
  };
  job.environment = environmentName(store, pipeline, job);
  const { value } = seedVariables(store, pipeline, job);
  const group = job.options.resource_group;
  job.resourceGroup = group === undefined ? null : expand(group, value);
  job.tags = job.tags.map((tag) => expand(tag, value, true));
  job.options = {
    ...job.options,
    interruptible,
    cache: job.options.cache.map((cache, at) => keyed(store, project, pipeline, cache, at)),
  };
  return job;
}

function environmentName(store: Store, pipeline: Pipeline, job: Job): string | null {
  const said = job.options.environment;
  if (!said) return null;
  return expand(said.name, seedVariables(store, pipeline, { ...job, environment: null }).value);
}

/** A key from files is a hash of what is in them. */
function keyed(
  store: Store,
  project: Project,
  pipeline: Pipeline,
  cache: CacheConfiguration,
  at: number,
): CacheConfiguration {
  const { key } = cache;
  if (typeof key !== "object") return cache;
  const folder = store.repository(project);
  const files = [...(key.files ?? []), ...(key.files_commits ?? [])];
  const ids = files.flatMap((file) => blobAt(folder, pipeline.sha, file) ?? []);
  const sorted = [...new Set(ids)].sort().join("-");
  const hash = ids.length === 0 ? "default" : createHash("sha1").update(sorted).digest("hex");
  return { ...cache, key: `${key.prefix ?? at}-${hash}` };
}

function needsProblems(job: Job, jobs: readonly Job[]): string[] {
  const { name, needs = [] } = job;
  if (needs.length > mostNeeds) {
    return [
      `${name}: one job can only need ${mostNeeds} others, but you have listed ${needs.length}. See needs keyword documentation for more details`,
    ];
  }
  return needs
    .filter((need) => !need.optional && !jobs.some((other) => other.name === need.job))
    .map(
      ({ job: needed }) =>
        `'${name}' job needs '${needed}' job, but '${needed}' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.`,
    );
}
