import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { notFound } from "../../errors.ts";
import { without } from "../../input.ts";
import { resolve } from "../../repositories.ts";
import type { Store } from "../../store.ts";
import { hasTag } from "../git.ts";
import type { Wanted } from "../pipelines/create.ts";
import { lint } from "./lint.ts";
import { readConfiguration } from "./source.ts";
import { parseYaml } from "./yaml.ts";

/** Looks at a configuration without running it: one that is sent, or a commit's own. */
export function ciLint(api: Hono, store: Store): void {
  endpoint(api, "POST /projects/:id/ci/lint", (call) => {
    const { content, dry_run: dryRun } = call.asked;
    const text = typeof content === "string" ? content : "";
    const wanted = place(call, call.asked["ref"], call.asked["ref"]);
    return answer(
      call,
      lint(store, () => parseYaml(text), wanted, dryRun === true),
    );
  });

  endpoint(api, "GET /projects/:id/ci/lint", (call) => {
    const { content_ref: content, sha, dry_run_ref: dryRunRef, ref, dry_run: dryRun } = call.asked;
    const wanted = place(call, content ?? sha, dryRunRef ?? ref);
    const found = wanted.sha === "" ? undefined : readConfiguration({ store, ...wanted });
    if (!found) throw notFound();
    return answer(
      call,
      lint(store, () => found, wanted, dryRun === true),
    );
  });

  /** The commit that is looked at, if there is one yet, and the ref that a pipeline would be of. */
  function place(call: Call, commit: unknown, reference: unknown): Wanted {
    const project = store.project(call.named("id"));
    const folder = store.repository(project);
    const ref = typeof reference === "string" ? reference : project.defaultBranch;
    const sha = resolve(folder, typeof commit === "string" ? commit : ref) ?? "";
    if (sha === "" && typeof (commit ?? reference) === "string") throw notFound("Commit");
    return { project, user: call.actor.user, ref, tag: hasTag(folder, ref), sha, source: "push" };
  }

  function answer(call: Call, result: ReturnType<typeof lint>): Response {
    const shown = call.asked["include_jobs"] === true ? result : without({ ...result }, "jobs");
    return call.answer(shown);
  }
}
