import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { ApiError } from "../../errors.ts";
import { mergeRequestAt } from "../../mergeRequests/find.ts";
import type { Store } from "../../store.ts";
import { createForMergeRequest } from "../mergeRequests.ts";
import { basicPipeline, presentPipeline } from "../present.ts";
import { ciOf } from "../state.ts";

/** A merge request's own pipelines, and another one of its newest commit. */
export function mergeRequestPipelines(api: Hono, store: Store): void {
  const base = "/projects/:id/merge_requests/:merge_request_iid/pipelines";

  endpoint(api, `GET ${base}`, (call) => {
    const { project, mergeRequest } = named(call);
    const found = ciOf(store).pipelines.filter(
      ({ projectId, mergeRequestIid, ref, tag, sha }) =>
        projectId === project.id &&
        (mergeRequestIid === mergeRequest.iid ||
          (mergeRequestIid === null &&
            !tag &&
            ref === mergeRequest.sourceBranch &&
            sha === mergeRequest.sha)),
    );
    return call.page(found.toReversed().map((pipeline) => basicPipeline(store, pipeline)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const { project, mergeRequest } = named(call);
    const outcome = createForMergeRequest(store, project, mergeRequest, call.actor.user);
    store.save();
    if ("refused" in outcome) throw new ApiError(400, { message: { base: [outcome.refused] } });
    return call.answer(presentPipeline(store, outcome.pipeline));
  });

  function named(call: Call) {
    const project = store.project(call.named("id"));
    return { project, mergeRequest: mergeRequestAt(project, call.asked["merge_request_iid"]) };
  }
}
