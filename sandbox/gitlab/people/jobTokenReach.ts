import type { Project } from "../model.ts";
import type { Store } from "../store.ts";
import { ancestors } from "./roles.ts";

/** Whether jobs of one project may use their tokens in another, as far as that other one says. */
export function reachedByJobsOf(store: Store, from: number, project: Project): boolean {
  const { enabled, projectIds, groupIds } = project.jobTokenScope;
  if (!enabled || from === project.id || projectIds.includes(from)) return true;
  const source = store.data.projects.find(({ id }) => id === from);
  if (!source) return false;
  return ancestors(store, store.namespaceOf(source)).some(({ id }) => groupIds.includes(id));
}
