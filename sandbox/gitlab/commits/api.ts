import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { type Diff, diffs, emptyTree, stats } from "../git/diff.ts";
import { commitAt, log, presentCommit } from "../git/log.ts";
import { isAncestor } from "../git/merging.ts";
import { isGiven, type Values } from "../input.ts";
import { presentBasic } from "../mergeRequests/present.ts";
import type { Project } from "../model.ts";
import { basicPipeline } from "../ci/present.ts";
import { isEmpty, resolve } from "../repositories.ts";
import type { Store } from "../store.ts";
import { commitNamed } from "./find.ts";

interface Asked {
  ref_name?: string | null;
  since?: string | null;
  until?: string | null;
  path?: string | null;
  author?: string | null;
  all?: boolean | null;
  with_stats?: boolean | null;
  first_parent?: boolean | null;
  order?: "default" | "topo" | null;
  stats?: boolean | null;
  unidiff?: boolean | null;
  state?: string | null;
}

/** Commits, as a project's repository has them. */
export function commits(api: Hono, store: Store): void {
  const base = "/projects/:id/repository/commits";

  endpoint(api, `GET ${base}`, (call) => {
    const project = find(call);
    const folder = store.repository(project);
    const { with_stats: withStats, ...asked } = ask(call);
    if (isEmpty(folder)) return call.page([]);
    const found = log(folder, selection(store, project, asked));
    return call.page(
      found.map((commit) => ({
        ...presentCommit(webUrl(call, project), commit),
        ...(withStats ? { stats: statsOf(folder, commit.id) } : {}),
      })),
    );
  });

  endpoint(api, `GET ${base}/:sha`, (call) => {
    const project = find(call);
    const folder = store.repository(project);
    const id = commitNamed(store, project, call.named("sha"));
    const last = store.data.ci.pipelines.findLast(
      ({ projectId, sha }) => projectId === project.id && sha === id,
    );
    return call.answer({
      ...presentCommit(webUrl(call, project), commitAt(folder, id)),
      ...(ask(call).stats === false ? {} : { stats: statsOf(folder, id) }),
      status: last?.status ?? null,
      project_id: project.id,
      last_pipeline: last ? basicPipeline(store, last) : null,
    });
  });

  endpoint(api, `GET ${base}/:sha/diff`, (call) => {
    const project = find(call);
    const id = commitNamed(store, project, call.named("sha"));
    return call.page(changesOf(store.repository(project), id, ask(call).unidiff === true));
  });

  endpoint(api, `GET ${base}/:sha/merge_requests`, (call) => {
    const project = find(call);
    const folder = store.repository(project);
    const id = commitNamed(store, project, call.named("sha"));
    const { state } = ask(call);
    const found = project.mergeRequests.filter((one) => {
      if (isGiven(state) && state !== "all" && one.state !== state) return false;
      if ([one.mergeCommitSha, one.squashCommitSha].includes(id)) return true;
      const { sha, baseSha } = one;
      return (
        sha !== null && isAncestor(folder, id, sha) && !(baseSha && isAncestor(folder, id, baseSha))
      );
    });
    return call.page(found.map((one) => presentBasic(call.origin, store, project, one)));
  });

  const find = (call: Call) => store.project(call.named("id"));
  const ask = (call: Call) => call.asked as Asked;
  const webUrl = (call: Call, project: Project) => `${call.origin}/${store.fullPath(project)}`;
}

/** What `git log` is asked for. @throws ApiError 404 */
function selection(store: Store, project: Project, asked: Asked): string[] {
  const name = asked.ref_name ?? project.defaultBranch;
  const [, from, to] = /^(.+?)\.\.\.?(.+)$/.exec(name) ?? [];
  const folder = store.repository(project);
  const named = (one: string) => {
    const id = resolve(folder, one);
    if (id === undefined) throw notFound("Commit");
    return id;
  };
  return [
    ...(asked.since ? [`--since=${asked.since}`] : []),
    ...(asked.until ? [`--until=${asked.until}`] : []),
    ...(asked.author ? [`--author=${asked.author}`] : []),
    ...(asked.first_parent ? ["--first-parent"] : []),
    ...(asked.order === "topo" ? ["--topo-order"] : []),
    ...(asked.all ? ["--branches", "--tags"] : []),
    ...(asked.all ? [] : from && to ? [`${named(from)}..${named(to)}`] : [named(name)]),
    "--",
    ...(asked.path ? [`:(literal)${asked.path}`] : []),
  ];
}

/** What a commit changed, against its first parent. */
function changesOf(folder: string, id: string, unidiff: boolean): Diff[] {
  return diffs(folder, parentOf(folder, id), id, unidiff);
}

function statsOf(folder: string, id: string): Values {
  return stats(folder, parentOf(folder, id), id);
}

function parentOf(folder: string, id: string): string {
  return commitAt(folder, id).parent_ids[0] ?? emptyTree(folder);
}
