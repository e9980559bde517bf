import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { forbidden, refused } from "../errors.ts";
import { mayMergeInto } from "../git/branchCheck.ts";
import { pusherTo } from "../git/changes.ts";
import { diffs } from "../git/diff.ts";
import { log, presentCommit } from "../git/log.ts";
import type { Values } from "../input.ts";
import type { Project } from "../model.ts";
import { unauthorized } from "../people/actor.ts";
import { accessLevel, roles, seesProject } from "../people/roles.ts";
import type { Store } from "../store.ts";
import { type Asked, createMergeRequest, updateMergeRequest } from "./changes.ts";
import { diverged, mergeRequestAt } from "./find.ts";
import { filteredMergeRequests } from "./list.ts";
import { mergeLater, mergeWhatWaited, waits } from "./later.ts";
import { merge } from "./merge.ts";
import type { MergeRequest } from "./model.ts";
import { rebase } from "./rebase.ts";
import { presentBasic, presentMergeRequest } from "./present.ts";

/** Merge requests between branches of one project. There are no forks here. */
export function mergeRequests(api: Hono, store: Store): void {
  const base = "/projects/:id/merge_requests";
  const one = `${base}/:merge_request_iid`;

  store.listeners.onPipeline((pipeline) => mergeWhatWaited(store, pipeline));

  endpoint(api, "GET /merge_requests", (call) => {
    const { user } = call.actor;
    const seen = store.data.projects.filter((project) => seesProject(store, user, project));
    return list(call, seen);
  });

  endpoint(api, `GET ${base}`, (call) => list(call, [find(call)]));

  endpoint(api, `POST ${base}`, (call) => {
    const project = writable(call);
    const made = createMergeRequest(store, project, call.actor.user, ask(call));
    return show(call, project, made);
  });

  endpoint(api, `GET ${one}`, (call) => {
    const project = find(call);
    const mergeRequest = asked(call);
    return call.answer({
      ...present(call, project, mergeRequest),
      ...(call.asked["include_diverged_commits_count"] === true
        ? { diverged_commits_count: diverged(store, project, mergeRequest) }
        : {}),
      // A rebase is over before it is answered.
      ...(call.asked["include_rebase_in_progress"] === true ? { rebase_in_progress: false } : {}),
    });
  });

  endpoint(api, `PUT ${one}`, (call) => {
    const project = writable(call);
    const mergeRequest = asked(call);
    const { user } = call.actor;
    const isOwn = mergeRequest.authorId === user.id;
    if (!isOwn && accessLevel(store, user, project) < roles.developer) throw forbidden();
    updateMergeRequest(store, { project, mergeRequest, user }, ask(call));
    return show(call, project, mergeRequest);
  });

  endpoint(api, `DELETE ${one}`, (call) => {
    const project = find(call);
    const gone = asked(call);
    project.mergeRequests = project.mergeRequests.filter((other) => other !== gone);
    store.save();
    return call.nothing();
  });

  endpoint(api, `PUT ${one}/merge`, (call) => {
    const project = writable(call);
    const mergeRequest = asked(call);
    const who = { project, mergeRequest, user: call.actor.user };
    const { auto_merge: auto, merge_when_pipeline_succeeds: old, ...options } = call.changes;
    if ((auto ?? old) === true && waits(store, who)) mergeLater(store, call.origin, who, options);
    else merge(store, call.origin, who, options);
    return show(call, project, mergeRequest);
  });

  endpoint(api, `PUT ${one}/rebase`, (call) => {
    const project = writable(call);
    const who = { project, mergeRequest: asked(call), user: call.actor.user };
    rebase(store, call.origin, who, call.asked["skip_ci"] === true);
    return call.context.json({ rebase_in_progress: true }, 202);
  });

  endpoint(api, `POST ${one}/cancel_merge_when_pipeline_succeeds`, (call) => {
    const project = writable(call);
    const mergeRequest = asked(call);
    const { user } = call.actor;
    const mayMerge = mayMergeInto(
      pusherTo(store, call.origin, project, user),
      mergeRequest.targetBranch,
    );
    if (!mayMerge && mergeRequest.authorId !== user.id) throw unauthorized();
    if (!mergeRequest.autoMerge) throw refused(406, "406 Not Acceptable");
    mergeRequest.autoMerge = null;
    store.save();
    return show(call, project, mergeRequest);
  });

  endpoint(api, `GET ${one}/commits`, (call) => {
    const project = find(call);
    const { baseSha, sha } = asked(call);
    const range = baseSha && sha ? log(store.repository(project), [`${baseSha}..${sha}`]) : [];
    const webUrl = `${call.origin}/${store.fullPath(project)}`;
    return call.page(range.map((commit) => presentCommit(webUrl, commit)));
  });

  endpoint(api, `GET ${one}/changes`, (call) => {
    const project = find(call);
    const mergeRequest = asked(call);
    return call.answer({
      ...present(call, project, mergeRequest),
      changes: changes(call, project, mergeRequest),
      overflow: false,
    });
  });

  endpoint(api, `GET ${one}/diffs`, (call) => call.page(changes(call, find(call), asked(call))));

  const find = (call: Call) => store.project(call.named("id"));
  const asked = (call: Call) => mergeRequestAt(find(call), call.asked["merge_request_iid"]);
  const ask = (call: Call) => call.changes as Asked;

  function writable(call: Call): Project {
    const project = find(call);
    if (project.archived) throw forbidden();
    return project;
  }

  function changes(call: Call, project: Project, { baseSha, sha }: MergeRequest) {
    const unidiff = call.asked["unidiff"] === true;
    return baseSha && sha ? diffs(store.repository(project), baseSha, sha, unidiff) : [];
  }

  function list(call: Call, projects: Project[]): Response {
    const found = filteredMergeRequests(store, projects, call.asked, call.viewer?.user);
    return call.page(
      found.map(({ project, mergeRequest }) =>
        presentBasic(call.origin, store, project, mergeRequest),
      ),
    );
  }

  const show = (call: Call, project: Project, mergeRequest: MergeRequest) =>
    call.answer(present(call, project, mergeRequest));

  function present(call: Call, project: Project, mergeRequest: MergeRequest): Values {
    const user = call.viewer?.user;
    const viewer = user && {
      user,
      mayMerge: mayMergeInto(
        pusherTo(store, call.origin, project, user),
        mergeRequest.targetBranch,
      ),
    };
    return presentMergeRequest(call.origin, store, project, mergeRequest, viewer);
  }
}
