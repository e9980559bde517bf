import type { Hono } from "hono";
import { acting } from "./acting.ts";
import { type Call, endpoint } from "./endpoint.ts";
import { forbidden, notFound, refused } from "./errors.ts";
import { type Change, isAmong, mayPushTo } from "./git/branchCheck.ts";
import { afterChanges, checkChange, none, pusherTo } from "./git/changes.ts";
import { presentCommit } from "./git/log.ts";
import type { Values } from "./input.ts";
import { by, searchPattern } from "./lists.ts";
import type { Project } from "./model.ts";
import { accessLevel, roles } from "./people/roles.ts";
import { begin, matching } from "./protections.ts";
import {
  type Commit,
  createBranch,
  deleteBranch,
  hasBranch,
  isBranchName,
  isEmpty,
  listBranches,
  mergedBranches,
  resolve,
} from "./repositories.ts";
import type { Store } from "./store.ts";

const read = acting<{ branch: string; ref: string }>("branch")("branch", "ref");

/** Branches: refs of the project's repository. An archived project's stay as they are. */
export function branches(api: Hono, store: Store): void {
  const base = "/projects/:id/repository/branches";

  endpoint(api, `GET ${base}`, (call) => {
    const project = find(call);
    const found = chosen([...listBranches(store.repository(project))], call.asked);
    return call.page(found.map(presenter(call, project)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = writable(call);
    const { branch, ref } = read(call.changes as never);
    const folder = store.repository(project);
    // A repository without a commit gets its default branch first.
    if (isEmpty(folder)) {
      begin(store, project, call.actor.user, {
        path: "README.md",
        content: "",
        message: "Add README.md",
      });
      store.save();
    }
    const after = check(folder, branch, ref);
    change(call, project, { ref: `refs/heads/${branch}`, before: none(after), after }, () =>
      createBranch(folder, branch, after),
    );
    return call.answer(one(call, project, branch));
  });

  endpoint(api, `GET ${base}/:branch`, (call) =>
    call.answer(one(call, find(call), call.named("branch"))),
  );

  endpoint(api, `DELETE ${base}/:branch`, (call) => {
    const project = writable(call);
    const name = call.named("branch");
    const folder = store.repository(project);
    if (!hasBranch(folder, name)) throw notFound("Branch");
    const before = resolve(folder, name)!;
    change(call, project, { ref: `refs/heads/${name}`, before, after: none(before) }, () =>
      deleteBranch(folder, name),
    );
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function writable(call: Call): Project {
    const project = find(call);
    if (project.archived) throw forbidden();
    return project;
  }

  /** Makes a change that the project's rules let through, and tells whoever listens. */
  function change(call: Call, project: Project, what: Change, make: () => void): void {
    const { user } = call.actor;
    checkChange(pusherTo(store, call.origin, project, user), store, project, what);
    make();
    afterChanges(store, { project, user }, [what]);
  }

  function one(call: Call, project: Project, name: string): Values {
    const commit = listBranches(store.repository(project), name).get(name);
    if (!commit) throw notFound("Branch");
    return presenter(call, project)([name, commit]);
  }

  /** How branches of a project are shown. */
  function presenter(call: Call, project: Project): (branch: Named) => Values {
    const webUrl = `${call.origin}/${store.fullPath(project)}`;
    const { defaultBranch } = project;
    const merged = mergedBranches(store.repository(project), defaultBranch);
    const level = call.viewer ? accessLevel(store, call.viewer.user, project) : 0;
    return ([name, commit]) => {
      const rules = matching(project, name);
      return {
        name,
        commit: presentCommit(webUrl, commit),
        merged: name !== defaultBranch && merged.has(name),
        protected: rules.length > 0,
        developers_can_push: rules.some((rule) => isAmong(roles.developer, rule.push)),
        developers_can_merge: rules.some((rule) => isAmong(roles.developer, rule.merge)),
        can_push: mayPushTo({ level, rules }, name),
        default: name === defaultBranch,
        web_url: `${webUrl}/-/tree/${name}`,
      };
    };
  }
}

/** @returns the commit that a new branch starts at */
function check(folder: string, branch: string, reference: string): string {
  if (!isBranchName(branch)) throw refused(400, "Branch name is invalid");
  if (hasBranch(folder, branch)) throw refused(400, "Branch already exists");
  const commit = resolve(folder, reference);
  if (commit !== undefined) return commit;
  throw refused(400, `Failed to create branch '${branch}': invalid reference name '${reference}'`);
}

type Named = [name: string, commit: Commit];

/** Those that a list is asked for, by name unless by the day of their last commit. */
function chosen(all: Named[], { search, regex, sort, page_token: token }: Values): Named[] {
  const wanted = [
    ...(search ? [searchPattern(search as string)] : []),
    ...(regex ? [expression(regex as string)] : []),
  ];
  const found = all.filter(([name]) => wanted.every((pattern) => pattern.test(name)));
  if (sort && sort !== "name_asc")
    found.sort(by(([, { committed_date }]) => Date.parse(committed_date)));
  if (sort === "updated_desc") found.reverse();
  const from = found.findIndex(([name]) => name === token);
  return token ? found.slice(from + 1) : found;
}

/** @throws ApiError 400 */
function expression(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch {
    throw refused(400, "regex is invalid");
  }
}
