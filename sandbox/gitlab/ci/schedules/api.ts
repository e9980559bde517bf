import type { Hono } from "hono";
import { type Call, endpoint } from "../../endpoint.ts";
import { forbidden, notFound, Validation } from "../../errors.ts";
import { isGiven, type Values } from "../../input.ts";
import { presentUser } from "../../people/presentUser.ts";
import { accessLevel, roles } from "../../people/roles.ts";
import { hasBranch } from "../../repositories.ts";
import type { Store } from "../../store.ts";
import { hasTag } from "../git.ts";
import type { GivenVariable, Schedule } from "../model.ts";
import { mayUpdatePipeline } from "../people.ts";
import { maySetVariables } from "../pipelines/permission.ts";
import { basicPipeline } from "../present.ts";
import { ciOf } from "../state.ts";
import { nextRun, runSchedule } from "./schedules.ts";

/** Pipelines by the clock. A schedule is its owner's to change and a Maintainer's. */
export function schedules(api: Hono, store: Store): void {
  const base = "/projects/:id/pipeline_schedules";

  endpoint(api, `GET ${base}`, (call) => {
    const { scope } = call.asked;
    const found = own(call).filter(({ active }) => !scope || active === (scope === "active"));
    return call.page(found.map(show));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = store.project(call.named("id"));
    const now = new Date().toISOString();
    const schedule = changed(call, {
      ...{ id: 0, projectId: project.id, description: "", ref: "", cron: "" },
      ...{ cronTimezone: "UTC", active: true, ownerId: call.actor.user.id, variables: [] },
      ...{ nextRunAt: null, lastPipelineId: null, createdAt: now, updatedAt: now },
    });
    schedule.id = store.number("pipeline schedule");
    ciOf(store).schedules.push(schedule);
    store.save();
    return call.answer(detail(schedule));
  });

  endpoint(api, `GET ${base}/:pipeline_schedule_id`, (call) => call.answer(detail(one(call))));

  endpoint(api, `PUT ${base}/:pipeline_schedule_id`, (call) => {
    const schedule = mine(call);
    Object.assign(schedule, changed(call, schedule));
    store.save();
    return call.answer(detail(schedule));
  });

  endpoint(api, `DELETE ${base}/:pipeline_schedule_id`, (call) => {
    const schedule = mine(call);
    ciOf(store).schedules = ciOf(store).schedules.filter((other) => other !== schedule);
    store.save();
    return call.nothing();
  });

  endpoint(api, `GET ${base}/:pipeline_schedule_id/pipelines`, (call) => {
    const { id } = one(call);
    const found = ciOf(store).pipelines.filter(({ scheduleId }) => scheduleId === id);
    return call.page(found.map((pipeline) => basicPipeline(store, pipeline)));
  });

  endpoint(api, `POST ${base}/:pipeline_schedule_id/take_ownership`, (call) => {
    const schedule = one(call);
    schedule.ownerId = call.actor.user.id;
    store.save();
    return call.answer(detail(schedule));
  });

  endpoint(api, `POST ${base}/:pipeline_schedule_id/play`, (call) => {
    const schedule = one(call);
    const project = store.project(call.named("id"));
    const place = { ref: schedule.ref.replace("refs/heads/", ""), tag: false };
    if (!mayUpdatePipeline(store, call.actor.user, project, place)) throw forbidden();
    runSchedule(store, schedule);
    store.save();
    return call.context.json({ message: "201 Created" }, 201);
  });

  const variables = `${base}/:pipeline_schedule_id/variables`;

  endpoint(api, `POST ${variables}`, (call) => {
    const schedule = settable(call);
    const { key, value, variable_type: type } = call.asked as unknown as GivenVariable;
    const validation = new Validation();
    const isTaken = schedule.variables.some((one) => one.key === key);
    validation.check("key", !isTaken, `(${key}) has already been taken`);
    validation.finish();
    const variable: GivenVariable = { key, value, variable_type: type ?? "env_var" };
    schedule.variables.push(variable);
    store.save();
    return call.answer({ ...variable, raw: false });
  });

  endpoint(api, `PUT ${variables}/:key`, (call) => {
    const variable = variableOf(call, settable(call));
    const { value, variable_type: type } = call.asked as unknown as Partial<GivenVariable>;
    Object.assign(variable, { value: value ?? variable.value });
    variable.variable_type = type ?? variable.variable_type;
    store.save();
    return call.answer({ ...variable, raw: false });
  });

  endpoint(api, `DELETE ${variables}/:key`, (call) => {
    const schedule = mine(call);
    const variable = variableOf(call, schedule);
    schedule.variables = schedule.variables.filter((other) => other !== variable);
    store.save();
    return call.context.json({ ...variable, raw: false }, 202);
  });

  function own(call: Call): Schedule[] {
    const project = store.project(call.named("id"));
    return ciOf(store).schedules.filter(({ projectId }) => projectId === project.id);
  }

  function one(call: Call): Schedule {
    const id = call.asked["pipeline_schedule_id"];
    const found = own(call).find((schedule) => schedule.id === id);
    if (!found) throw notFound("Pipeline Schedule");
    return found;
  }

  function mine(call: Call): Schedule {
    const schedule = one(call);
    const { user } = call.actor;
    const level = accessLevel(store, user, store.project(call.named("id")));
    if (schedule.ownerId !== user.id && level < roles.maintainer) throw forbidden();
    return schedule;
  }

  /** Its variables are set by who may set a pipeline's (`set_pipeline_variables`). */
  function settable(call: Call): Schedule {
    const project = store.project(call.named("id"));
    if (!maySetVariables(store, { project, user: call.actor.user })) throw forbidden();
    return mine(call);
  }

  /** @throws ApiError 400 */
  function changed(call: Call, before: Schedule): Schedule {
    const asked = call.asked as Partial<Record<string, string | boolean | null>>;
    const said = (name: string, old: string) => (asked[name] as string | undefined) ?? old;
    const ref = said("ref", before.ref);
    const after: Schedule = {
      ...before,
      description: said("description", before.description),
      ref: ref === "" || ref.startsWith("refs/") ? ref : `refs/heads/${ref}`,
      cron: said("cron", before.cron),
      cronTimezone: said("cron_timezone", before.cronTimezone),
      active: isGiven(asked["active"]) ? asked["active"] === true : before.active,
      updatedAt: new Date().toISOString(),
    };
    const next = nextRun(after.cron, after.cronTimezone);
    const validation = new Validation();
    const project = store.project(call.named("id"));
    const folder = store.repository(project);
    const name = after.ref.replace(/^refs\/(heads|tags)\//, "");
    // Of a protected branch, whoever may push or merge to it (`Ci::PipelineSchedulePolicy`).
    const place = { ref: name, tag: after.ref.startsWith("refs/tags/") };
    const may = mayUpdatePipeline(store, call.actor.user, project, place);
    const what = before.id === 0 ? "create" : "update";
    const no = `The current user is not authorized to ${what} the pipeline schedule`;
    validation.check("base", may, no);
    validation.finish();
    validation.check("description", after.description !== "", "can't be blank");
    validation.check("ref", hasBranch(folder, name) || hasTag(folder, name), "is ambiguous");
    validation.check("cron", next !== undefined, "syntax is invalid");
    validation.finish();
    return { ...after, nextRunAt: next ?? null };
  }

  function show(schedule: Schedule): Values {
    const { id, description, ref, cron, active } = schedule;
    return {
      ...{ id, description, ref, cron, cron_timezone: schedule.cronTimezone, active },
      next_run_at: schedule.nextRunAt,
      created_at: schedule.createdAt,
      updated_at: schedule.updatedAt,
      owner: presentUser(store.origin, store.user(schedule.ownerId)),
      inputs: [],
    };
  }

  function detail(schedule: Schedule): Values {
    const last = ciOf(store).pipelines.find(({ id }) => id === schedule.lastPipelineId);
    return {
      ...show(schedule),
      last_pipeline: last ? basicPipeline(store, last) : null,
      variables: schedule.variables.map((variable) => ({ ...variable, raw: false })),
    };
  }
}

function variableOf(call: Call, schedule: Schedule): GivenVariable {
  const found = schedule.variables.find(({ key }) => key === call.named("key"));
  if (!found) throw notFound("Pipeline Schedule Variable");
  return found;
}
