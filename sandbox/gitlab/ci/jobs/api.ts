import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { notFound } from "../../errors.ts";
import { isGiven } from "../../input.ts";
import type { Store } from "../../store.ts";
import { readTrace } from "../files.ts";
import type { GivenVariable, Job } from "../model.ts";
import { presentJob } from "../present.ts";
import { ciOf } from "../state.ts";
import { cancelByHand, erase, play, retry } from "./actions.ts";

/** Jobs of a project: reading them, and what a person may do with one. */
export function jobs(api: Hono, store: Store): void {
  const base = "/projects/:id/jobs";

  endpoint(api, "GET /job", (call) => {
    const job = ciOf(store).jobs.find(({ id }) => id === call.actor.job?.id);
    if (!job) throw notFound("Job");
    return call.answer(presentJob(store, job));
  });

  endpoint(api, `GET ${base}`, (call) => {
    const wanted = (call.asked["scope"] ?? []) as string[];
    const found = own(call)
      .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
      .sort((left, right) => right.id - left.id);
    return call.page(found.map((job) => presentJob(store, job)));
  });

  endpoint(api, `GET ${base}/:job_id`, (call) => call.answer(presentJob(store, one(call))));

  endpoint(api, `GET ${base}/:job_id/trace`, (call) => {
    const trace = readTrace(store, one(call));
    call.context.header("Content-Type", "text/plain; charset=utf-8");
    return call.context.body(new Uint8Array(trace));
  });

  endpoint(api, `POST ${base}/:job_id/play`, (call) => {
    const given = (call.asked["job_variables_attributes"] ?? []) as {
      key: string;
      value: string;
    }[];
    const variables = given.map(({ key, value }): GivenVariable => ({
      key,
      value,
      variable_type: "env_var",
    }));
    return changed(call, play(store, one(call), call.actor.user, variables));
  });

  endpoint(api, `POST ${base}/:job_id/retry`, (call) =>
    changed(call, retry(store, one(call), call.actor.user)),
  );

  endpoint(api, `POST ${base}/:job_id/cancel`, (call) => {
    const job = one(call);
    cancelByHand(store, job, call.actor.user, call.asked["force"] === true);
    return changed(call, job);
  });

  endpoint(api, `POST ${base}/:job_id/erase`, (call) => {
    const job = one(call);
    erase(store, job, call.actor.user);
    return changed(call, job);
  });

  function own(call: Call): Job[] {
    const project = store.project(call.named("id"));
    return ciOf(store).jobs.filter(({ projectId }) => projectId === project.id);
  }

  function one(call: Call): Job {
    const id = call.asked["job_id"];
    const found = own(call).find((job) => job.id === id);
    if (!isGiven(found)) throw notFound();
    return found;
  }

  function changed(call: Call, job: Job): Response {
    store.save();
    return call.answer(presentJob(store, job));
  }
}
