import type { Project } from "../model.ts";
import type { Store } from "../store.ts";
import type { Job, ProcessMode, ResourceGroup } from "./model.ts";
import { settingsOf } from "./settings.ts";
import { ciOf } from "./state.ts";

/** The group of a key, made when a pipeline first names it, with the project's process mode. */
export function ensureResourceGroup(store: Store, project: Project, key: string): ResourceGroup {
  const { resourceGroups } = ciOf(store);
  const found = resourceGroups.find((one) => one.projectId === project.id && one.key === key);
  if (found) return found;
  const made: ResourceGroup = {
    id: store.number("resource group"),
    projectId: project.id,
    key,
    processMode: settingsOf(project).resource_group_default_process_mode as ProcessMode,
    jobId: null,
    createdAt: new Date().toISOString(),
  };
  resourceGroups.push(made);
  return made;
}

/** What waits, in the order in which it will get the resource (`ResourceGroup#upcoming_processables`). */
export function upcoming({ processMode }: ResourceGroup, jobs: readonly Job[]): Job[] {
  const waiting = jobs.filter(({ status }) => status === "waiting_for_resource");
  const later = jobs.filter(({ status }) => status === "created" || status === "manual");
  const byPipeline = (sign: 1 | -1) => (left: Job, right: Job) =>
    sign * (left.pipelineId - right.pipelineId) || rank(left) - rank(right);
  switch (processMode) {
    case "unordered":
      return waiting;
    case "oldest_first":
      return [...waiting, ...later.filter(isUpcoming)].sort(byPipeline(1));
    case "newest_first":
      return [...waiting, ...later.filter(isUpcoming)].sort(byPipeline(-1));
    case "newest_ready_first":
      return waiting.sort(byPipeline(-1));
  }
}

/** Which job gets the resource now, if any: in an ordered mode only the first one, if it is ready. */
export function next(group: ResourceGroup, jobs: readonly Job[]): Job | undefined {
  if (group.jobId !== null) return undefined;
  const [first] = upcoming(group, jobs);
  return first?.status === "waiting_for_resource" ? first : undefined;
}

/** Jobs that somebody must start first are waited for by none (`Ci::HasStatus#upcoming`). */
function isUpcoming({ status }: Job): boolean {
  return status === "created";
}

function rank({ status }: Job): number {
  return status === "waiting_for_resource" ? 0 : 1;
}
