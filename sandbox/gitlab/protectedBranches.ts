import type { Hono } from "hono";
import { edited, type Entry, initial, presentLevel } from "./accessLevels.ts";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { notFound, refused } from "./errors.ts";
import type { Values } from "./input.ts";
import type { Edition } from "./instance.ts";
import type { ProtectedBranch } from "./model.ts";
import type { Store } from "./store.ts";

interface Asked {
  name: string | null;
  push_access_level?: number | null;
  merge_access_level?: number | null;
  unprotect_access_level?: number | null;
  allowed_to_push?: Entry[] | null;
  allowed_to_merge?: Entry[] | null;
  allowed_to_unprotect?: Entry[] | null;
  allow_force_push?: boolean | null;
}

const acted = acting<Asked>("protected branch");
const common = acted("name", "push_access_level", "merge_access_level", "allow_force_push");
const enterprise = acted(
  "unprotect_access_level",
  "allowed_to_push",
  "allowed_to_merge",
  "allowed_to_unprotect",
);

/**
 * Protected branches: who may push and merge, by name or pattern. The Community Edition drops what
 * only Enterprise knows, as it drops every parameter that it does not declare.
 */
export function protectedBranches(api: Hono, store: Store, edition: Edition): void {
  const base = "/projects/:id/protected_branches";

  endpoint(api, `GET ${base}`, (call) => {
    const search = ((call.asked["search"] ?? "") as string).toLowerCase();
    const found = find(call).protectedBranches.filter(({ name }) =>
      name.toLowerCase().includes(search),
    );
    return call.page(found.map(show));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = find(call);
    const asked = ask(call);
    const name = asked.name ?? "";
    if (name === "") throw refused(422, ["Name can't be blank"]);
    if (project.protectedBranches.some((rule) => rule.name === name)) {
      throw refused(409, `Protected branch '${name}' already exists`);
    }
    const rule: ProtectedBranch = {
      id: store.number("protected branch"),
      name,
      push: initial(store, "push", asked.push_access_level, asked.allowed_to_push),
      merge: initial(store, "merge", asked.merge_access_level, asked.allowed_to_merge),
      unprotect: initial(
        store,
        "unprotect",
        asked.unprotect_access_level,
        asked.allowed_to_unprotect,
      ),
      allowForcePush: asked.allow_force_push ?? false,
      codeOwnerApprovalRequired: false,
    };
    project.protectedBranches.push(rule);
    store.save();
    return call.answer(show(rule));
  });

  endpoint(api, `GET ${base}/:name`, (call) => call.answer(show(one(call))));

  endpoint(api, `PATCH ${base}/:name`, (call) => {
    const rule = one(call);
    const asked = ask(call);
    Object.assign(rule, {
      push: edited(store, "push", rule.push, asked.allowed_to_push),
      merge: edited(store, "merge", rule.merge, asked.allowed_to_merge),
      unprotect: edited(store, "unprotect", rule.unprotect, asked.allowed_to_unprotect),
      allowForcePush: asked.allow_force_push ?? rule.allowForcePush,
    });
    store.save();
    return call.answer(show(rule));
  });

  endpoint(api, `DELETE ${base}/:name`, (call) => {
    const project = find(call);
    const rule = one(call);
    project.protectedBranches = project.protectedBranches.filter((other) => other !== rule);
    store.save();
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function one(call: Call): ProtectedBranch {
    const rule = find(call).protectedBranches.find(({ name }) => name === call.named("name"));
    if (!rule) throw notFound();
    return rule;
  }

  function ask(call: Call): Asked {
    const asked = call.asked as unknown as Asked;
    return { ...common(asked), ...(edition === "ee" ? enterprise(asked) : {}) };
  }

  function show(rule: ProtectedBranch): Values {
    const shown = {
      id: rule.id,
      name: rule.name,
      push_access_levels: rule.push.map(presentLevel),
      merge_access_levels: rule.merge.map(presentLevel),
      allow_force_push: rule.allowForcePush,
    };
    if (edition === "ce") return shown;
    return {
      ...shown,
      unprotect_access_levels: rule.unprotect.map(presentLevel),
      code_owner_approval_required: rule.codeOwnerApprovalRequired,
      inherited: false,
    };
  }
}
