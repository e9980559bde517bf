import type { Group, Project } from "../../model.ts";
import type { Store } from "../../store.ts";
import type { YamlVariable } from "../configuration/types.ts";
import { mergeRequestOf, openFrom } from "../mergeRequests.ts";
import type { GivenVariable, Job, Pipeline, Runner } from "../model.ts";
import { ciOf, environmentOf, pipelineOf, projectOf } from "../state.ts";
import { type JobVariable, Variables } from "./collection.ts";
import { dotenvOf } from "./dotenv.ts";
import { plain, predefined } from "./predefined.ts";
import { scoped } from "./scopes.ts";
import { slugify } from "./slug.ts";

/** What of a job its variables are told from: of one that is, or of one that may come to be. */
export type JobFacts = Pick<
  Job,
  "name" | "stage" | "when" | "environment" | "yamlVariables" | "variables" | "options"
> & { userId: number };

/**
 * Variables of a whole pipeline, for its workflow: nothing of any job.
 *
 * @param root what the file says at its top
 */
export function pipelineVariables(
  store: Store,
  pipeline: Pipeline,
  root: Record<string, YamlVariable>,
): Variables {
  const project = projectOf(store, pipeline);
  return new Variables([
    ...common(store, pipeline),
    ...yamlVariables(root).map((variable) => ({ ...variable, public: true })),
    ...kept(store, project, null, pipeline.protected),
    ...given(pipeline.variables),
  ]);
}

/** Variables of a job that may come to be, for its rules and names (`scoped_variables_for_pipeline_seed`). */
export function seedVariables(store: Store, pipeline: Pipeline, job: JobFacts): Variables {
  return new Variables(inOrder(store, pipeline, job, []));
}

/** Variables of a job, those that only it has included, but for its token. */
export function variablesOf(store: Store, job: Job): Variables {
  const pipeline = pipelineOf(store, job);
  const environment = environmentOf(store, job);
  return new Variables([
    ...own(store, job),
    ...inOrder(store, pipeline, job, dotenvOf(store, job)),
    ...plain({
      CI_ENVIRONMENT_ID: environment?.id,
      CI_ENVIRONMENT_SLUG: environment?.slug,
      CI_ENVIRONMENT_URL: job.options.environment?.url ?? environment?.external_url ?? undefined,
    }),
  ]);
}

/** All that a runner gets with a job. */
export function runnerVariables(
  store: Store,
  job: Job,
  runner: Runner,
  token: string,
  repository: string,
): JobVariable[] {
  const secret = { public: false, masked: true };
  return new Variables([
    { key: "CI_JOB_TOKEN", value: token, ...secret },
    { key: "CI_REGISTRY_USER", value: "gitlab-ci-token", public: true },
    { key: "CI_REGISTRY_PASSWORD", value: token, ...secret },
    { key: "CI_REPOSITORY_URL", value: repository, public: false },
    ...plain({
      CI_RUNNER_ID: runner.id,
      CI_RUNNER_DESCRIPTION: runner.description,
      CI_RUNNER_TAGS: JSON.stringify(runner.tags),
    }),
    ...variablesOf(store, job).all,
  ]).forRunner();
}

/** GitLab's order, of which the last one of a key holds (`Gitlab::Ci::Variables::Builder`). */
function inOrder(
  store: Store,
  pipeline: Pipeline,
  job: JobFacts,
  dependencies: JobVariable[],
): JobVariable[] {
  const project = projectOf(store, pipeline);
  const schedule = ciOf(store).schedules.find(({ id }) => id === pipeline.scheduleId);
  const { id, email, username, name } = store.user(job.userId);
  return [
    ...jobFacts(job),
    ...common(store, pipeline),
    ...job.yamlVariables.map(({ key, value, raw }) => ({ key, value, raw, public: true })),
    ...plain({
      GITLAB_USER_ID: id,
      GITLAB_USER_EMAIL: email,
      GITLAB_USER_LOGIN: username,
      GITLAB_USER_NAME: name,
    }),
    ...dependencies,
    ...kept(store, project, job.environment, pipeline.protected),
    ...given(pipeline.variables),
    ...given(schedule?.variables ?? []),
    ...given(job.variables),
  ];
}

/**
 * What is kept in settings, from the farthest to the nearest: the instance's, then those of the
 * outermost group to the project's own, then the project's. A nearer group's wins whatever its scope
 * (`Builder::Group`); the instance's have none.
 */
export function kept(
  store: Store,
  project: Project,
  environment: string | null,
  isProtected: boolean,
): JobVariable[] {
  const groups = around(store, store.namespaceOf(project));
  return [store.data, ...groups, project].flatMap(({ variables }) =>
    scoped(variables, environment, isProtected),
  );
}

/** A group and those around it, from the outside in. */
function around(store: Store, group: Group): Group[] {
  const parent = store.data.groups.find(({ id }) => id === group.parentId);
  return [...(parent ? around(store, parent) : []), group];
}

function common(store: Store, pipeline: Pipeline): JobVariable[] {
  const project = projectOf(store, pipeline);
  const mergeRequest = mergeRequestOf(store, project, pipeline.mergeRequestIid);
  const branch = mergeRequest?.sourceBranch ?? (pipeline.tag ? undefined : pipeline.ref);
  return [
    ...predefined(store, project, pipeline, mergeRequest),
    ...plain({
      CI_OPEN_MERGE_REQUESTS: branch === undefined ? undefined : openFrom(store, project, branch),
    }),
  ];
}

function own(store: Store, job: Job): JobVariable[] {
  const project = projectOf(store, job);
  const started = job.startedAt?.replace(/\.\d+Z$/, "Z");
  return plain({
    CI_JOB_ID: job.id,
    CI_JOB_URL: `${store.origin}/${store.fullPath(project)}/-/jobs/${job.id}`,
    CI_JOB_STARTED_AT: started,
    CI_JOB_STARTED_AT_SLUG: started && slugify(started),
  });
}

function jobFacts({ name, stage, when, environment, options }: JobFacts): JobVariable[] {
  const said = options.environment;
  return plain({
    CI_JOB_NAME: name,
    CI_JOB_NAME_SLUG: slugify(name),
    CI_JOB_GROUP_NAME: name.replace(/([\b\s:]+((\[.*\])|(\d+[\s:/\\]+\d+)))+\s*$/, ""),
    CI_JOB_STAGE: stage,
    CI_JOB_MANUAL: when === "manual" ? "true" : undefined,
    CI_NODE_TOTAL: 1,
    ...(environment === null
      ? {}
      : {
          CI_ENVIRONMENT_NAME: environment,
          CI_ENVIRONMENT_ACTION: said?.action ?? "start",
          CI_ENVIRONMENT_TIER: said?.deployment_tier,
          CI_ENVIRONMENT_URL: said?.url,
        }),
  });
}

function given(variables: readonly GivenVariable[]): JobVariable[] {
  return variables.map(({ key, value, variable_type: type, raw = false }) => ({
    key,
    value,
    public: false,
    file: type === "file",
    raw,
  }));
}

/** Variables of the file, the rule's after the job's after the file's own. */
export function yamlVariables(...sources: Record<string, YamlVariable>[]): Job["yamlVariables"] {
  return Object.entries(Object.assign({}, ...sources) as Record<string, YamlVariable>).map(
    ([key, { value, expand }]) => ({ key, value, raw: !expand }),
  );
}
