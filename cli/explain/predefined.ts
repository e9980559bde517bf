import type { PipelineJob } from "../../pipeline/index.ts";
import { plain, type Candidate, type Level } from "./candidate.ts";

/**
 * What GitLab and its runner tell a job of a branch's pipeline, without what comes only with merge
 * requests, tags, chats, triggers, `parallel` and features that are not in use (Kubernetes, Pages, the
 * dependency proxy).
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
const names = `
CI CI_API_GRAPHQL_URL CI_API_V4_URL CI_BUILDS_DIR CI_COMMIT_AUTHOR CI_COMMIT_BEFORE_SHA CI_COMMIT_BRANCH
CI_COMMIT_DESCRIPTION CI_COMMIT_MESSAGE CI_COMMIT_REF_NAME CI_COMMIT_REF_PROTECTED CI_COMMIT_REF_SLUG
CI_COMMIT_SHA CI_COMMIT_SHORT_SHA CI_COMMIT_TIMESTAMP CI_COMMIT_TITLE CI_CONCURRENT_ID
CI_CONCURRENT_PROJECT_ID CI_CONFIG_PATH CI_DEFAULT_BRANCH CI_DEFAULT_BRANCH_SLUG CI_ENVIRONMENT_ACTION
CI_ENVIRONMENT_NAME CI_ENVIRONMENT_TIER CI_JOB_GROUP_NAME CI_JOB_ID CI_JOB_IMAGE CI_JOB_NAME
CI_JOB_NAME_SLUG CI_JOB_STAGE CI_JOB_STARTED_AT CI_JOB_STARTED_AT_SLUG CI_JOB_STATUS CI_JOB_TIMEOUT
CI_JOB_TOKEN CI_JOB_URL CI_NODE_TOTAL CI_OPEN_MERGE_REQUESTS CI_PIPELINE_CREATED_AT CI_PIPELINE_ID
CI_PIPELINE_IID CI_PIPELINE_NAME CI_PIPELINE_SOURCE CI_PIPELINE_URL CI_PROJECT_CLASSIFICATION_LABEL
CI_PROJECT_DESCRIPTION CI_PROJECT_DIR CI_PROJECT_ID CI_PROJECT_NAME CI_PROJECT_NAMESPACE
CI_PROJECT_NAMESPACE_ID CI_PROJECT_NAMESPACE_SLUG CI_PROJECT_PATH CI_PROJECT_PATH_SLUG
CI_PROJECT_REPOSITORY_LANGUAGES CI_PROJECT_ROOT_NAMESPACE CI_PROJECT_TITLE CI_PROJECT_URL
CI_PROJECT_VISIBILITY CI_REGISTRY CI_REGISTRY_IMAGE CI_REGISTRY_PASSWORD CI_REGISTRY_USER
CI_REPOSITORY_URL CI_RUNNER_DESCRIPTION CI_RUNNER_EXECUTABLE_ARCH CI_RUNNER_ID CI_RUNNER_REVISION
CI_RUNNER_SHORT_TOKEN CI_RUNNER_TAGS CI_RUNNER_VERSION CI_SERVER CI_SERVER_FQDN CI_SERVER_HOST
CI_SERVER_NAME CI_SERVER_PORT CI_SERVER_PROTOCOL CI_SERVER_REVISION CI_SERVER_SHELL_SSH_HOST
CI_SERVER_SHELL_SSH_PORT CI_SERVER_TLS_CA_FILE CI_SERVER_URL CI_SERVER_VERSION CI_SERVER_VERSION_MAJOR
CI_SERVER_VERSION_MINOR CI_SERVER_VERSION_PATCH CI_TEMPLATE_REGISTRY_HOST GITLAB_CI GITLAB_FEATURES
`;
const ofUser = "GITLAB_USER_EMAIL GITLAB_USER_ID GITLAB_USER_LOGIN GITLAB_USER_NAME";
const ofEnvironment = "CI_ENVIRONMENT_ID CI_ENVIRONMENT_SLUG CI_ENVIRONMENT_URL";

/** The project as a job is told of it. */
interface Around {
  project: string;
  branch: string;
}

/** What a job is told before anybody says anything, with the values that are known beforehand. */
export function predefined(job: PipelineJob, { project, branch }: Around): Candidate[] {
  const known: Record<string, string> = {
    ...{ CI: "true", CI_COMMIT_BRANCH: branch, CI_COMMIT_REF_NAME: branch },
    ...{ CI_ENVIRONMENT_NAME: job.environment, CI_JOB_NAME: job.name, CI_JOB_STAGE: job.stage },
    ...{ CI_PROJECT_PATH: project },
  };
  const all = (texts: string, level: Level) =>
    (texts.match(/\w+/g) ?? []).map((key): Candidate => {
      const value = known[key];
      return { ...plain, key, level, ...(value === undefined ? {} : { value }) };
    });
  return [
    ...all(job.isManual ? `${names} CI_JOB_MANUAL` : names, "predefined"),
    ...all(ofUser, "predefined of the user"),
    ...all(ofEnvironment, "predefined of the environment"),
  ];
}
