import { notFound } from "../errors.ts";
import type { Project } from "../model.ts";
import { resolve } from "../repositories.ts";
import type { Store } from "../store.ts";

/** @throws ApiError 404 where no branch, tag or commit is named so */
export function commitNamed(store: Store, project: Project, name: string): string {
  const found = resolve(store.repository(project), name);
  if (found === undefined) throw notFound("Commit");
  return found;
}
