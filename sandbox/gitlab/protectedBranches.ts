import type { Context, Hono } from "hono";
import { ApiError, notFound, refused } from "./errors.ts";
import type { AccessLevel, Project, ProtectedBranch } from "./model.ts";
import { page } from "./pagination.ts";
import { parameters, type Parameters, type Rules } from "./parameters.ts";
import type { Store } from "./store.ts";

/** Community Edition, or Enterprise Edition without a licence, as GitLab.com's Free tier is. */
export type Edition = "ce" | "ee";

const maintainer = 40;
const levels: Record<number, string> = {
  0: "No one",
  30: "Developers + Maintainers",
  40: "Maintainers",
  60: "Administrators",
};
const level = { type: "integer", values: [30, 40, 60, 0] } as const;

/** What `POST …/protected_branches` takes in both editions, and what only Enterprise takes. */
export const createRules: Rules = {
  name: { type: "string", required: true },
  push_access_level: level,
  merge_access_level: level,
  allow_force_push: { type: "boolean" },
};
export const enterpriseRules: Rules = {
  unprotect_access_level: { type: "integer", values: [30, 40, 60] },
  allowed_to_push: { type: "objects" },
  allowed_to_merge: { type: "objects" },
  allowed_to_unprotect: { type: "objects" },
  code_owner_approval_required: { type: "boolean" },
};

/** Protected branches: who may push and merge, by name or pattern. */
export function protectedBranches(api: Hono, store: Store, edition: Edition): void {
  const base = "/projects/:id/protected_branches";

  api.get(base, (context) => page(context, find(context).protectedBranches.map(show)));

  api.post(base, async (context) => {
    const project = find(context);
    const asked = await ask(context, createRules);
    const name = asked.string("name") ?? "";
    if (project.protectedBranches.some((rule) => rule.name === name)) {
      throw refused(409, `Protected branch '${name}' already exists`);
    }
    const rule: ProtectedBranch = {
      id: store.number("protected branch"),
      name,
      push: initial(store, asked, "push"),
      merge: initial(store, asked, "merge"),
      unprotect: initial(store, asked, "unprotect"),
      allowForcePush: asked.boolean("allow_force_push") ?? false,
      codeOwnerApprovalRequired: false,
    };
    project.protectedBranches.push(rule);
    store.save();
    return context.json(show(rule), 201);
  });

  api.get(`${base}/:name`, (context) => context.json(show(one(context))));

  api.patch(`${base}/:name`, async (context) => {
    const rule = one(context);
    const asked = await ask(context, { allow_force_push: { type: "boolean" } });
    const changed = {
      push: edited(store, asked, rule.push, "push"),
      merge: edited(store, asked, rule.merge, "merge"),
      unprotect: edited(store, asked, rule.unprotect, "unprotect"),
      allowForcePush: asked.boolean("allow_force_push") ?? rule.allowForcePush,
    };
    Object.assign(rule, changed);
    store.save();
    return context.json(show(rule));
  });

  api.delete(`${base}/:name`, (context) => {
    const project = find(context);
    const rule = one(context);
    project.protectedBranches = project.protectedBranches.filter((other) => other !== rule);
    store.save();
    return context.body(null, 204);
  });

  const find = (context: Context) => store.project(context.req.param("id") ?? "");

  function one(context: Context): ProtectedBranch {
    const name = context.req.param("name");
    const rule = find(context).protectedBranches.find((candidate) => candidate.name === name);
    if (!rule) throw notFound();
    return rule;
  }

  /** Community Edition refuses what only Enterprise knows, so that a wrong shape is noticed. */
  async function ask(context: Context, rules: Rules): Promise<Parameters> {
    const asked = await parameters(context, { ...rules, ...enterpriseRules });
    const foreign = Object.keys(enterpriseRules).filter((name) => asked.has(name));
    if (edition === "ce" && foreign.length > 0) {
      throw new ApiError(400, { error: foreign.map((name) => `${name} is invalid`).join(", ") });
    }
    return asked;
  }

  function show(rule: ProtectedBranch): object {
    const common = {
      id: rule.id,
      name: rule.name,
      push_access_levels: rule.push.map(present),
      merge_access_levels: rule.merge.map(present),
      allow_force_push: rule.allowForcePush,
    };
    if (edition === "ce") return common;
    return {
      ...common,
      unprotect_access_levels: rule.unprotect.map(present),
      code_owner_approval_required: rule.codeOwnerApprovalRequired,
      inherited: false,
    };
  }
}

/** GitLab protects the default branch by itself when it appears: maintainers push and merge. */
export function protectDefaultBranch(store: Store, project: Project): void {
  const entry = (): AccessLevel => ({ id: store.number("access level"), level: maintainer });
  project.protectedBranches.push({
    id: store.number("protected branch"),
    name: project.defaultBranch,
    push: [entry()],
    merge: [entry()],
    unprotect: [entry()],
    allowForcePush: false,
    codeOwnerApprovalRequired: false,
  });
}

/** The rules that cover a branch: by its name, or by a pattern in which `*` stands for anything. */
export function matching(project: Project, branch: string): ProtectedBranch[] {
  return project.protectedBranches.filter(({ name }) => {
    const parts = name.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(branch);
  });
}

type Kind = "push" | "merge" | "unprotect";

/** Either one level, or a list of entries, or else maintainers. */
function initial(store: Store, asked: Parameters, kind: Kind): AccessLevel[] {
  const single = asked.integer(`${kind}_access_level`);
  const list = asked.objects(`allowed_to_${kind}`) ?? [];
  const chosen = [
    ...(single === undefined ? [] : [single]),
    ...list.map((entry) => levelOf(entry, kind)),
  ];
  return [...new Set(chosen.length > 0 ? chosen : [maintainer])].map((number) => ({
    id: store.number("access level"),
    level: number,
  }));
}

/** `{id, access_level}` changes an entry, `{id, _destroy}` removes it, `{access_level}` adds one. */
function edited(
  store: Store,
  asked: Parameters,
  current: AccessLevel[],
  kind: Kind,
): AccessLevel[] {
  const result = new Map(current.map((entry) => [entry.id, entry.level]));
  for (const entry of asked.objects(`allowed_to_${kind}`) ?? []) {
    if (typeof entry["id"] === "number") {
      if (!result.has(entry["id"])) throw notFound();
      if (entry["_destroy"] === true) result.delete(entry["id"]);
      else result.set(entry["id"], levelOf(entry, kind));
      continue;
    }
    const added = levelOf(entry, kind);
    if ([...result.values()].includes(added)) {
      throw refused(422, [`${title(kind)} access levels access level has already been taken`]);
    }
    result.set(store.number("access level"), added);
  }
  return [...result].map(([id, number]) => ({ id, level: number }));
}

/** The level of an entry. Users and groups take a licence, and the sandbox has no deploy keys. */
function levelOf(entry: Record<string, unknown>, kind: Kind): number {
  for (const who of ["user", "group", "deploy_key"]) {
    if (entry[`${who}_id`] !== undefined) {
      const problem = who === "deploy_key" ? "is not enabled for this project" : "must be blank";
      throw refused(422, [`${title(kind)} access levels ${who.replace("_", " ")} ${problem}`]);
    }
  }
  const number = entry["access_level"];
  const allowed = kind === "unprotect" ? [30, 40, 60] : [0, 30, 40, 60];
  if (typeof number !== "number" || !allowed.includes(number)) {
    throw new ApiError(400, {
      error: `allowed_to_${kind}[0][access_level] does not have a valid value`,
    });
  }
  return number;
}

function title(kind: Kind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

function present(entry: AccessLevel): object {
  return {
    id: entry.id,
    access_level: entry.level,
    access_level_description: levels[entry.level],
    deploy_key_id: null,
    user_id: null,
    group_id: null,
  };
}
