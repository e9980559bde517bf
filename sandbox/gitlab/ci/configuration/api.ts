import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { notFound } from "../../errors.ts";
import { without } from "../../input.ts";
import { resolve } from "../../repositories.ts";
import type { Store } from "../../store.ts";
import { hasTag } from "../git.ts";
import type { Wanted } from "../pipelines/create.ts";
import { ConfigurationError } from "./errors.ts";
import { lint } from "./lint.ts";
import { readConfiguration } from "./source.ts";
import { parseYaml } from "./yaml.ts";

/** What the lint says of no text at all, wherever the project keeps its file. */
const nothing = "Please provide content of .gitlab-ci.yml";

/** Looks at a configuration without running it: one that is sent, or a commit's own. */
export function ciLint(api: Hono, store: Store): void {
  endpoint(api, "POST /projects/:id/ci/lint", (call) => {
    const { content, dry_run: dryRun } = call.asked;
    const text = typeof content === "string" ? content : "";
    const read = () => {
      if (text.trim() === "") throw new ConfigurationError(nothing);
      return parseYaml(text);
    };
    return answer(call, lint(store, read, place(call), dryRun === true));
  });

  endpoint(api, "GET /projects/:id/ci/lint", (call) => {
    const { content_ref: content, sha: commit, dry_run: dryRun } = call.asked;
    const project = store.project(call.named("id"));
    const folder = store.repository(project);
    if (resolve(folder, "HEAD") === undefined) throw notFound("Repository");
    const sha = resolve(folder, (content ?? commit ?? project.defaultBranch) as string);
    if (sha === undefined) throw notFound("Commit");
    const read = () => {
      const found = readConfiguration({ store, project, sha, user: call.actor.user });
      if (!found) throw new ConfigurationError(nothing);
      return found;
    };
    return answer(call, lint(store, read, place(call, sha), dryRun === true));
  });

  /**
   * Where includes are looked for, and the ref of the pipeline that a dry run would make. That ref says
   * nothing without one, and need not be there: "Reference not found" is a finding of the dry run.
   */
  function place(call: Call, commit?: string): Wanted {
    const { dry_run: dryRun, dry_run_ref: dryRunRef, ref: asked } = call.asked;
    const project = store.project(call.named("id"));
    const folder = store.repository(project);
    const wanted = dryRun === true ? (dryRunRef ?? asked) : undefined;
    const ref = (wanted ?? project.defaultBranch) as string;
    const sha = (dryRun === true ? undefined : commit) ?? resolve(folder, ref) ?? "";
    return { project, user: call.actor.user, ref, tag: hasTag(folder, ref), sha, source: "push" };
  }

  function answer(call: Call, result: ReturnType<typeof lint>): Response {
    const shown = call.asked["include_jobs"] === true ? result : without({ ...result }, "jobs");
    return call.answer(shown);
  }
}
