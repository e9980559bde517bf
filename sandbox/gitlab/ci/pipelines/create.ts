import type { Project, User } from "../../model.ts";
import type { Store } from "../../store.ts";
import { ConfigurationError } from "../configuration/errors.ts";
import { variables as yaml } from "../configuration/job.ts";
import { load } from "../configuration/load.ts";
import { readConfiguration } from "../configuration/source.ts";
import type { Configuration, Rule } from "../configuration/types.ts";
import { commitFacts, nowhere } from "../git.ts";
import { moveOn } from "../lifecycle.ts";
import type { MergeRequestFacts } from "../mergeRequests.ts";
import type { GivenVariable, Job, Pipeline, Source } from "../model.ts";
import { firstThatHolds, RuleError } from "../rules/rules.ts";
import { ciOf } from "../state.ts";
import { expand } from "../variables/expand.ts";
import { pipelineVariables } from "../variables/job.ts";
import { cancelOlder } from "./autoCancel.ts";
import { PipelineContext } from "./context.ts";
import { ensureEnvironment } from "../deployments/environments.ts";
import { ensureResourceGroup } from "../resourceGroups.ts";
import { isProtectedFor, refusal } from "./permission.ts";
import { seed } from "./seeds.ts";

/** A pipeline that somebody or something asks for. */
export interface Wanted {
  project: Project;
  user: User;
  /** A branch's or tag's name, or `refs/merge-requests/<iid>/head`. */
  ref: string;
  tag: boolean;
  sha: string;
  beforeSha?: string;
  source: Source;
  variables?: GivenVariable[];
  mergeRequest?: MergeRequestFacts;
  scheduleId?: number;
  /** Whether `[skip ci]` counts; who asks for a pipeline by itself gets one. */
  mayBeSkipped?: boolean;
  /** `git push -o ci.skip` */
  skip?: boolean;
}

/** What came of it: a pipeline, or why there is none. */
export type Outcome = { pipeline: Pipeline } | { refused: string };

const reasons = {
  missing: "Missing CI config file",
  empty:
    "The resulting pipeline would have been empty. Review the [rules](/help/ci/yaml/_index.md#rules) configuration for the relevant jobs.",
  workflow:
    "The pipeline did not run. Review the [workflow:rules](/help/ci/yaml/_index.md#workflowrules) configuration for the pipeline.",
};

/** Makes a pipeline and starts it (`Ci::CreatePipelineService`). */
export function createPipeline(store: Store, wanted: Wanted): Outcome {
  const refused = refusal(store, wanted);
  if (refused !== undefined) return { refused };
  const pipeline = fresh(store, wanted);
  let planned;
  try {
    const parsed = readConfiguration({ store, ...wanted });
    if (!parsed) return { refused: reasons.missing };
    const configuration = load(parsed);
    if (isSkipped(store, wanted)) return { pipeline: keep(store, pipeline, "skipped") };
    planned = plan(store, wanted.project, pipeline, configuration);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    pipeline.yamlErrors = error.message;
    return { pipeline: keep(store, pipeline, "failed") };
  }
  if ("refused" in planned) return planned;
  keep(store, pipeline, "created");
  enter(store, wanted.project, pipeline, planned.jobs);
  cancelOlder(store, pipeline);
  moveOn(store, pipeline);
  return { pipeline };
}

/**
 * The jobs that a configuration gives a pipeline, or why there is none.
 *
 * @throws ConfigurationError
 */
export function plan(
  store: Store,
  project: Project,
  pipeline: Pipeline,
  configuration: Configuration,
): { jobs: Job[] } | { refused: string } {
  const context = new PipelineContext(store, project, pipeline);
  const { workflow, variables: root } = configuration;
  const known = pipelineVariables(store, pipeline, root);
  const rule = workflowRule(workflow.rules, context, known.value);
  if (workflow.rules && (!rule || rule.when === "never")) return { refused: reasons.workflow };
  const own = yaml(rule?.variables);
  const cancels = { ...workflow.auto_cancel, ...rule?.auto_cancel };
  pipeline.onNewCommit = cancels.on_new_commit ?? "conservative";
  pipeline.onJobFailure = cancels.on_job_failure ?? "none";
  const { value } = pipelineVariables(store, pipeline, { ...root, ...own });
  pipeline.name = workflow.name === undefined ? null : expand(workflow.name, value);
  pipeline.stages = configuration.stages;
  const jobs = seed(store, project, pipeline, configuration, context, own);
  const isEmpty = jobs.every(({ stage }) => stage === ".pre" || stage === ".post");
  return isEmpty ? { refused: reasons.empty } : { jobs };
}

function workflowRule(
  rules: Rule[] | undefined,
  context: PipelineContext,
  value: (key: string) => string | undefined,
): Rule | undefined {
  try {
    return firstThatHolds(rules ?? [], context.with(value));
  } catch (error) {
    if (error instanceof RuleError) throw new ConfigurationError(error.message);
    throw error;
  }
}

/** A pipeline that is nowhere yet. */
export function fresh(store: Store, wanted: Wanted): Pipeline {
  const now = new Date().toISOString();
  const { project, user, ref, tag, sha, source, mergeRequest } = wanted;
  return {
    ...{ id: 0, iid: 0, projectId: project.id, ref, tag, sha, source, userId: user.id },
    beforeSha: wanted.beforeSha ?? nowhere,
    ...{ status: "created", name: null, yamlErrors: null, variables: wanted.variables ?? [] },
    mergeRequestIid: mergeRequest?.iid ?? null,
    scheduleId: wanted.scheduleId ?? null,
    protected: isProtectedFor(store, wanted),
    ...{ onNewCommit: "conservative", onJobFailure: "none", stages: [] },
    ...{ createdAt: now, updatedAt: now, startedAt: null, finishedAt: null },
  };
}

function keep(store: Store, pipeline: Pipeline, status: Pipeline["status"]): Pipeline {
  pipeline.id = store.number("pipeline");
  pipeline.iid = store.number(`pipeline of ${pipeline.projectId}`);
  pipeline.status = status;
  if (status === "failed") pipeline.finishedAt = pipeline.createdAt;
  ciOf(store).pipelines.push(pipeline);
  return pipeline;
}

/** Gives jobs their numbers, and what they name their environment and their resource group. */
function enter(store: Store, project: Project, pipeline: Pipeline, jobs: Job[]): void {
  for (const job of jobs.toSorted((left, right) => left.stageIndex - right.stageIndex)) {
    job.id = store.number("job");
    job.pipelineId = pipeline.id;
    const tier = job.options.environment?.deployment_tier;
    if (job.environment !== null) ensureEnvironment(store, project, job.environment, tier);
    if (job.resourceGroup !== null) ensureResourceGroup(store, project, job.resourceGroup);
    ciOf(store).jobs.push(job);
  }
}

function isSkipped(store: Store, { project, sha, mayBeSkipped, skip }: Wanted): boolean {
  if (!mayBeSkipped) return false;
  const { message } = commitFacts(store.repository(project), sha);
  return skip === true || /\[(ci[ _-]skip|skip[ _-]ci)\]/i.test(message);
}
