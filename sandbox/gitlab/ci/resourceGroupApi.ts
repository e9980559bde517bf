import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { isGiven, type Values } from "../input.ts";
import type { Store } from "../store.ts";
import { moveOnWaiting } from "./lifecycle.ts";
import type { ProcessMode, ResourceGroup } from "./model.ts";
import { presentJob } from "./present.ts";
import { upcoming } from "./resourceGroups.ts";
import { ciOf } from "./state.ts";

/** Resource groups that pipelines have named, and in which order theirs wait. */
export function resourceGroups(api: Hono, store: Store): void {
  const base = "/projects/:id/resource_groups";

  endpoint(api, `GET ${base}`, (call) => call.page(own(call).map(show)));

  endpoint(api, `GET ${base}/:key`, (call) => call.answer(show(one(call))));

  endpoint(api, `PUT ${base}/:key`, (call) => {
    const group = one(call);
    const mode = call.asked["process_mode"] as ProcessMode | null | undefined;
    if (isGiven(mode)) group.processMode = mode;
    moveOnWaiting(store, group.projectId);
    store.save();
    return call.answer(show(group));
  });

  endpoint(api, `GET ${base}/:key/upcoming_jobs`, (call) => {
    const group = one(call);
    const members = ciOf(store).jobs.filter(
      ({ projectId, resourceGroup, retried }) =>
        projectId === group.projectId && resourceGroup === group.key && !retried,
    );
    return call.page(upcoming(group, members).map((job) => presentJob(store, job)));
  });

  const own = (call: Call) => {
    const { id } = store.project(call.named("id"));
    return ciOf(store).resourceGroups.filter(({ projectId }) => projectId === id);
  };

  function one(call: Call): ResourceGroup {
    const found = own(call).find(({ key }) => key === call.named("key"));
    if (!found) throw notFound();
    return found;
  }
}

function show({ id, key, processMode, createdAt }: ResourceGroup): Values {
  return { id, key, process_mode: processMode, created_at: createdAt, updated_at: createdAt };
}
