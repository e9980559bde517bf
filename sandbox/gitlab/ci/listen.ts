import type { Push } from "../listeners.ts";
import type { Store } from "../store.ts";
import { nowhere } from "./git.ts";
import { createPipeline } from "./pipelines/create.ts";

/** A push to a branch and a new tag start pipelines; what is deleted starts none. */
export function pushed(store: Store, push: Push): void {
  const { project, user, ref, before, after, options } = push;
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (name === undefined || after === nowhere) return;
  createPipeline(store, {
    project,
    user,
    ref: name,
    tag: kind === "tags",
    sha: after,
    beforeSha: before,
    source: "push",
    mayBeSkipped: true,
    skip: options.includes("ci.skip"),
    variables: options.flatMap((option) => {
      const [, key, value = ""] = /^ci\.variable="?([A-Za-z0-9_]+)=([^"]*)"?$/.exec(option) ?? [];
      return key === undefined ? [] : [{ key, value, variable_type: "env_var" as const }];
    }),
  });
  store.save();
}
