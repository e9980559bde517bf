import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { git } from "../git/command.ts";
import { diffs } from "../git/diff.ts";
import { log, presentCommit } from "../git/log.ts";
import type { Store } from "../store.ts";
import { mergeRequestAt } from "./find.ts";
import type { MergeRequest, Version } from "./model.ts";

/** What a merge request differed in, push by push; the newest first. */
export function mergeRequestVersions(api: Hono, store: Store): void {
  const base = "/projects/:id/merge_requests/:merge_request_iid/versions";

  endpoint(api, `GET ${base}`, (call) => {
    const mergeRequest = asked(call);
    const versions = (mergeRequest.versions ?? []).toReversed();
    return call.page(versions.map((version) => show(call, mergeRequest, version)));
  });

  endpoint(api, `GET ${base}/:version_id`, (call) => {
    const mergeRequest = asked(call);
    const version = mergeRequest.versions?.find(({ id }) => id === call.asked["version_id"]);
    if (!version) throw notFound();
    const folder = repository(call);
    const { baseSha, sha } = version;
    const range = baseSha ? log(folder, [`${baseSha}..${sha}`]) : [];
    const webUrl = `${call.origin}/${store.fullPath(store.project(call.named("id")))}`;
    const unidiff = call.asked["unidiff"] === true;
    return call.answer({
      ...show(call, mergeRequest, version),
      commits: range.map((commit) => presentCommit(webUrl, commit)),
      diffs: baseSha ? diffs(folder, baseSha, sha, unidiff) : [],
    });
  });

  const asked = (call: Call) =>
    mergeRequestAt(store.project(call.named("id")), call.asked["merge_request_iid"]);
  const repository = (call: Call) => store.repository(store.project(call.named("id")));

  function show(call: Call, { id }: MergeRequest, version: Version) {
    const folder = repository(call);
    const { baseSha, sha } = version;
    const size = baseSha ? diffs(folder, baseSha, sha).length : 0;
    return {
      id: version.id,
      head_commit_sha: sha,
      base_commit_sha: baseSha,
      start_commit_sha: version.startSha,
      created_at: version.createdAt,
      merge_request_id: id,
      state: size > 0 ? "collected" : "empty",
      real_size: String(size),
      patch_id_sha: baseSha && size > 0 ? patchId(folder, baseSha, sha) : null,
    };
  }
}

/** What two changes have in common that differ in nothing but their place. */
function patchId(folder: string, from: string, to: string): string | null {
  const patch = git(folder, ["diff", "--full-index", from, to]);
  const [id = ""] = git(folder, ["patch-id", "--verbatim"], { input: patch }).split(" ");
  return id === "" ? null : id;
}
