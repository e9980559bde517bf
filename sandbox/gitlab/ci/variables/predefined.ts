import type { Project } from "../../model.ts";
import { shown } from "../../projectSettings.ts";
import type { Store } from "../../store.ts";
import { commitFacts } from "../git.ts";
import type { MergeRequestFacts } from "../mergeRequests.ts";
import type { Pipeline } from "../model.ts";
import { settingsOf } from "../settings.ts";
import type { JobVariable } from "./collection.ts";
import { slugify } from "./slug.ts";

/**
 * What GitLab tells every job of a pipeline (docs.gitlab.com/ci/variables/predefined_variables), but
 * for what runners say of themselves and for features that the sandbox lacks.
 */
export function predefined(
  store: Store,
  project: Project,
  pipeline: Pipeline,
  mergeRequest?: MergeRequestFacts,
): JobVariable[] {
  return plain({
    ...instanceFacts(store),
    ...projectFacts(store, project),
    ...pipelineFacts(store, project, pipeline),
    ...commitVariables(store, project, pipeline, mergeRequest),
    ...mergeRequestVariables(project, mergeRequest),
  });
}

/** Values that anybody may read; what is undefined stays out. */
export function plain(values: Record<string, string | number | null | undefined>): JobVariable[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [{ key, value: String(value), public: true }],
  );
}

function instanceFacts({ origin }: Store) {
  const { protocol, hostname, port, host } = new URL(origin);
  const scheme = protocol.replace(":", "");
  return {
    CI: "true",
    GITLAB_CI: "true",
    GITLAB_FEATURES: "",
    CI_SERVER: "yes",
    CI_SERVER_NAME: "GitLab",
    CI_SERVER_URL: origin,
    CI_SERVER_HOST: hostname,
    CI_SERVER_FQDN: host,
    CI_SERVER_PORT: port || (scheme === "https" ? "443" : "80"),
    CI_SERVER_PROTOCOL: scheme,
    CI_SERVER_VERSION: "19.0.0",
    CI_SERVER_VERSION_MAJOR: "19",
    CI_SERVER_VERSION_MINOR: "0",
    CI_SERVER_VERSION_PATCH: "0",
    CI_SERVER_REVISION: "sandbox",
    CI_API_V4_URL: `${origin}/api/v4`,
    CI_API_GRAPHQL_URL: `${origin}/api/graphql`,
  };
}

function projectFacts(store: Store, project: Project) {
  const namespace = store.namespaceOf(project);
  const path = store.fullPath(project);
  const registry = store.registry ?? new URL(store.origin).hostname;
  const settings = shown(project.settings);
  return {
    CI_PROJECT_ID: project.id,
    CI_PROJECT_NAME: project.path,
    CI_PROJECT_TITLE: project.name,
    CI_PROJECT_DESCRIPTION: (settings["description"] ?? "") as string,
    CI_PROJECT_PATH: path,
    CI_PROJECT_PATH_SLUG: slugify(path),
    CI_PROJECT_NAMESPACE: namespace.fullPath,
    CI_PROJECT_NAMESPACE_ID: namespace.id,
    CI_PROJECT_NAMESPACE_SLUG: slugify(namespace.fullPath),
    CI_PROJECT_ROOT_NAMESPACE: namespace.fullPath.split("/")[0],
    CI_PROJECT_URL: `${store.origin}/${path}`,
    CI_PROJECT_VISIBILITY: settings["visibility"] as string,
    CI_PROJECT_REPOSITORY_LANGUAGES: "",
    CI_PROJECT_CLASSIFICATION_LABEL: "",
    CI_DEFAULT_BRANCH: project.defaultBranch,
    CI_DEFAULT_BRANCH_SLUG: slugify(project.defaultBranch),
    CI_CONFIG_PATH: settingsOf(project).ci_config_path ?? ".gitlab-ci.yml",
    CI_REGISTRY: registry,
    CI_REGISTRY_IMAGE: `${registry}/${path.toLowerCase()}`,
  };
}

function pipelineFacts(store: Store, project: Project, pipeline: Pipeline) {
  const schedule = store.data.ci.schedules.find(({ id }) => id === pipeline.scheduleId);
  return {
    CI_PIPELINE_ID: pipeline.id || undefined,
    CI_PIPELINE_URL:
      pipeline.id === 0
        ? undefined
        : `${store.origin}/${store.fullPath(project)}/-/pipelines/${pipeline.id}`,
    CI_PIPELINE_IID: pipeline.iid || undefined,
    CI_PIPELINE_SOURCE: pipeline.source,
    CI_PIPELINE_CREATED_AT: pipeline.createdAt,
    CI_PIPELINE_NAME: pipeline.name,
    CI_PIPELINE_SCHEDULE_DESCRIPTION: schedule?.description,
  };
}

function commitVariables(
  store: Store,
  project: Project,
  pipeline: Pipeline,
  mergeRequest?: MergeRequestFacts,
) {
  const commit = commitFacts(store.repository(project), pipeline.sha);
  const name = mergeRequest?.sourceBranch ?? pipeline.ref;
  return {
    CI_COMMIT_SHA: commit.sha,
    CI_COMMIT_SHORT_SHA: commit.sha.slice(0, 8),
    CI_COMMIT_BEFORE_SHA: pipeline.beforeSha,
    CI_COMMIT_REF_NAME: name,
    CI_COMMIT_REF_SLUG: slugify(name),
    CI_COMMIT_BRANCH: pipeline.tag || mergeRequest ? undefined : pipeline.ref,
    CI_COMMIT_TAG: pipeline.tag ? pipeline.ref : undefined,
    CI_COMMIT_MESSAGE: commit.message,
    CI_COMMIT_TITLE: commit.title,
    CI_COMMIT_DESCRIPTION: commit.description,
    CI_COMMIT_REF_PROTECTED: String(pipeline.protected),
    CI_COMMIT_TIMESTAMP: commit.timestamp,
    CI_COMMIT_AUTHOR: commit.author,
  };
}

function mergeRequestVariables(project: Project, mergeRequest?: MergeRequestFacts) {
  if (!mergeRequest) return {};
  const { iid, sourceBranch, targetBranch } = mergeRequest;
  return {
    CI_MERGE_REQUEST_ID: mergeRequest.id,
    CI_MERGE_REQUEST_IID: iid,
    CI_MERGE_REQUEST_REF_PATH: `refs/merge-requests/${iid}/head`,
    CI_MERGE_REQUEST_PROJECT_ID: project.id,
    CI_MERGE_REQUEST_TITLE: mergeRequest.title,
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: sourceBranch,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: targetBranch,
    CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED: String(mergeRequest.sourceProtected),
    CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED: String(mergeRequest.targetProtected),
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: project.id,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: mergeRequest.baseSha,
    CI_MERGE_REQUEST_EVENT_TYPE: "detached",
    CI_MERGE_REQUEST_DRAFT: String(/^\s*(\[?draft\]?|\(draft\)):?/i.test(mergeRequest.title)),
  };
}
