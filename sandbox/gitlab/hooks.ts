import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { ApiError, notFound } from "./errors.ts";
import type { Values } from "./input.ts";
import type { Hook } from "./model.ts";
import { isBranchName } from "./repositories.ts";
import type { Store } from "./store.ts";

interface Pair {
  key: string;
  value: string;
}

interface Asked extends Values {
  url?: string;
  token?: string | null;
  push_events_branch_filter?: string | null;
  branch_filter_strategy?: string | null;
  url_variables?: Pair[];
  custom_headers?: Pair[];
}

const acted = acting<Asked>("hook")(
  "url",
  "token",
  "push_events_branch_filter",
  "branch_filter_strategy",
  "url_variables",
  "custom_headers",
);

const defaults: Values = {
  name: null,
  description: null,
  push_events: true,
  tag_push_events: false,
  merge_requests_events: false,
  repository_update_events: false,
  enable_ssl_verification: true,
  alert_status: "executable",
  disabled_until: null,
  push_events_branch_filter: null,
  branch_filter_strategy: "wildcard",
  custom_webhook_template: null,
  issues_events: false,
  confidential_issues_events: false,
  note_events: false,
  confidential_note_events: null,
  pipeline_events: false,
  wiki_page_events: false,
  deployment_events: false,
  feature_flag_events: false,
  job_events: false,
  releases_events: false,
  milestone_events: false,
  emoji_events: false,
  resource_access_token_events: false,
  vulnerability_events: false,
};

/** Webhooks of a project. Nothing is sent to them here; their secrets are never shown again. */
export function hooks(api: Hono, store: Store): void {
  const base = "/projects/:id/hooks";

  endpoint(api, `GET ${base}`, (call) => {
    const project = find(call);
    return call.page(project.hooks.map((hook) => show(hook, project.id)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = find(call);
    const hook = changed({ ...defaults }, call.changes) as Hook;
    hook.id = store.number("hook");
    hook.created_at = new Date().toISOString();
    project.hooks.push(hook);
    store.save();
    return call.answer(show(hook, project.id));
  });

  endpoint(api, `GET ${base}/:hook_id`, (call) => call.answer(show(one(call), find(call).id)));

  endpoint(api, `PUT ${base}/:hook_id`, (call) => {
    const hook = one(call);
    if (Object.keys(call.changes).length === 0) {
      throw new ApiError(400, { error: "No parameters provided" });
    }
    Object.assign(hook, changed(hook, call.changes));
    store.save();
    return call.answer(show(hook, find(call).id));
  });

  endpoint(api, `DELETE ${base}/:hook_id`, (call) => {
    const project = find(call);
    const hook = one(call);
    project.hooks = project.hooks.filter((other) => other !== hook);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function one(call: Call): Hook {
    const hook = find(call).hooks.find(({ id }) => id === call.asked["hook_id"]);
    if (!hook) throw notFound();
    return hook;
  }
}

/** @throws ApiError 422, in the words of `API::Helpers::WebHooksHelpers` */
function changed(current: Values, asked: Values): Values {
  const result: Values = { ...current, ...asked };
  for (const list of ["url_variables", "custom_headers"]) {
    result[list] = merged(
      (current[list] ?? null) as Pair[] | null,
      (asked[list] ?? null) as Pair[] | null,
    );
  }
  const { url, token, push_events_branch_filter, branch_filter_strategy: strategy } = acted(result);
  const filter = strategy === "all_branches" ? null : push_events_branch_filter;
  const refuse = (error: string | object) => {
    throw new ApiError(422, typeof error === "string" ? { error } : { message: error });
  };
  if (!/^https?:\/\/\S+$/i.test(url ?? "") || !URL.canParse(url ?? "")) refuse("Invalid url given");
  if (filter && strategy === "wildcard" && !isBranchName(filter.replaceAll("*", "x"))) {
    refuse("Invalid branch filter given");
  }
  if (token?.includes("\n")) refuse({ token: ["is invalid"] });
  return { ...result, push_events_branch_filter: filter };
}

/** Pairs are added and changed by their keys. */
function merged(current: Pair[] | null, asked: Pair[] | null): Pair[] {
  const values = new Map(
    [...(current ?? []), ...(asked ?? [])].map(({ key, value }) => [key, value]),
  );
  return [...values].map(([key, value]) => ({ key, value }));
}

function show(hook: Hook, projectId: number): Values {
  const { url_variables: variables = [], custom_headers: headers = [] } = acted(hook);
  const keys = (pairs: Pair[]) => pairs.map(({ key }) => ({ key }));
  return {
    ...hook,
    project_id: projectId,
    url_variables: keys(variables),
    custom_headers: keys(headers),
  };
}
