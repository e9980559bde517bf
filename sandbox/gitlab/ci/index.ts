import type { Hono } from "hono";
import type { Store } from "../store.ts";
import { ciLint } from "./configuration/api.ts";
import { deployments } from "./deployments/api.ts";
import { artifacts } from "./jobs/artifacts.ts";
import { jobs } from "./jobs/api.ts";
import { jobOfToken } from "./jobTokens.ts";
import { pushed } from "./listen.ts";
import { mergeRequestChanged } from "./mergeRequests.ts";
import { mergeRequestPipelines } from "./pipelines/mergeRequestApi.ts";
import { pipelines } from "./pipelines/api.ts";
import { resourceGroups } from "./resourceGroupApi.ts";
import { runnerJobs } from "./runners/jobs.ts";
import { schedules } from "./schedules/api.ts";
import { runnerRegistration, runners } from "./runners/runners.ts";

/** What runners ask, with tokens of their own. */
export function runnerApi(api: Hono, store: Store): void {
  runnerRegistration(api, store);
  runnerJobs(api, store);
}

/** What people and their programs ask of pipelines. */
export function ci(api: Hono, store: Store): void {
  store.jobOfToken = (token) => jobOfToken(store, token);
  store.listeners.onPushed((push) => pushed(store, push));
  store.listeners.onMergeRequest((event) => mergeRequestChanged(store, event));
  ciLint(api, store);
  pipelines(api, store);
  mergeRequestPipelines(api, store);
  artifacts(api, store);
  jobs(api, store);
  deployments(api, store);
  resourceGroups(api, store);
  schedules(api, store);
  runners(api, store);
}
