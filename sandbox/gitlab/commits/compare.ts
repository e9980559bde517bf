import type { Hono } from "hono";
import { endpoint } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { diffs } from "../git/diff.ts";
import { log, presentCommit } from "../git/log.ts";
import { mergeBase } from "../git/merging.ts";
import { resolve } from "../repositories.ts";
import type { Store } from "../store.ts";

/** What one branch, tag or commit has that another hasn't. */
export function compare(api: Hono, store: Store): void {
  endpoint(api, "GET /projects/:id/repository/compare", (call) => {
    const project = store.project(call.named("id"));
    const folder = store.repository(project);
    const { from, to, straight, unidiff } = call.asked;
    const [old, now] = [resolve(folder, from as string), resolve(folder, to as string)];
    if (old === undefined || now === undefined) throw notFound("Ref");
    const webUrl = `${call.origin}/${store.fullPath(project)}`;
    const start = straight ? old : (mergeBase(folder, old, now) ?? old);
    const found = log(folder, ["--reverse", `${start}..${now}`]);
    const shown = found.map((commit) => presentCommit(webUrl, commit));
    return call.answer({
      commit: shown.at(-1) ?? null,
      commits: shown,
      diffs: diffs(folder, start, now, unidiff === true),
      compare_timeout: false,
      compare_same_ref: old === now,
      web_url: `${webUrl}/-/compare/${old}${straight ? ".." : "..."}${now}`,
    });
  });
}
