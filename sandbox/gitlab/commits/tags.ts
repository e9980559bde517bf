import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { forbidden, notFound, refused } from "../errors.ts";
import { afterChanges, checkChange, none, pusherTo } from "../git/changes.ts";
import { git, succeeds } from "../git/command.ts";
import { commitAt, presentCommit } from "../git/log.ts";
import type { Values } from "../input.ts";
import { by, searchPattern } from "../lists.ts";
import type { Project } from "../model.ts";
import { resolve } from "../repositories.ts";
import type { Store } from "../store.ts";

/** A tag, and the commit that it stands for. */
interface Tag {
  name: string;
  /** The tag's own object, or the commit. */
  target: string;
  commit: string;
  message: string | null;
  createdAt: string | null;
}

/** Tags of a project's repository. */
export function tags(api: Hono, store: Store): void {
  const base = "/projects/:id/repository/tags";

  endpoint(api, `GET ${base}`, (call) => {
    const project = find(call);
    const folder = store.repository(project);
    const { search, sort, order_by: order, page_token: token } = call.asked;
    const pattern = search ? searchPattern(search as string) : undefined;
    const dated = (tag: Tag) => Date.parse(commitAt(folder, tag.commit).committed_date);
    const found = listTags(folder)
      .filter(({ name }) => !pattern || pattern.test(name))
      .sort(order === "updated" ? by(dated) : by(({ name }) => name));
    if (sort === "desc") found.reverse();
    const from = token ? found.findIndex(({ name }) => name === token) + 1 : 0;
    return call.page(found.slice(from).map((tag) => show(call, project, tag)));
  });

  endpoint(api, `POST ${base}`, (call) => {
    const project = find(call);
    if (project.archived) throw forbidden();
    const folder = store.repository(project);
    const { tag_name: name, ref, message } = call.asked as Record<string, string | null>;
    const tagRef = `refs/tags/${name ?? ""}`;
    if (!name || !succeeds(folder, ["check-ref-format", tagRef])) {
      throw refused(400, "Tag name invalid");
    }
    if (listTags(folder, name).length > 0) throw refused(400, `Tag ${name} already exists`);
    const commit = resolve(folder, ref ?? "");
    if (commit === undefined) throw refused(400, `Target ${ref ?? ""} is invalid`);
    const { user } = call.actor;
    const change = { ref: tagRef, before: none(commit), after: commit };
    checkChange(pusherTo(store, call.origin, project, user), store, project, change);
    if (message) {
      const env = { GIT_COMMITTER_NAME: user.name, GIT_COMMITTER_EMAIL: user.email };
      git(folder, ["tag", "-a", "-F", "-", "--", name, commit], { input: message, env });
    } else git(folder, ["update-ref", tagRef, commit, ""]);
    const after = git(folder, ["rev-parse", tagRef]).trim();
    afterChanges(store, { project, user }, [{ ...change, after }]);
    return call.answer(show(call, project, one(call, project, name)));
  });

  endpoint(api, `GET ${base}/:tag_name`, (call) => {
    const project = find(call);
    return call.answer(show(call, project, one(call, project, call.named("tag_name"))));
  });

  endpoint(api, `DELETE ${base}/:tag_name`, (call) => {
    const project = find(call);
    if (project.archived) throw forbidden();
    const { name, target } = one(call, project, call.named("tag_name"));
    const { user } = call.actor;
    const change = { ref: `refs/tags/${name}`, before: target, after: none(target) };
    checkChange(pusherTo(store, call.origin, project, user), store, project, change);
    git(store.repository(project), ["update-ref", "-d", change.ref, target]);
    afterChanges(store, { project, user }, [change]);
    return call.nothing();
  });

  const find = (call: Call) => store.project(call.named("id"));

  function one(_: Call, project: Project, name: string): Tag {
    const [tag] = listTags(store.repository(project), name);
    if (!tag) throw notFound("Tag");
    return tag;
  }

  function show(call: Call, project: Project, tag: Tag): Values {
    const webUrl = `${call.origin}/${store.fullPath(project)}`;
    return {
      name: tag.name,
      message: tag.message ?? "",
      target: tag.target,
      commit: presentCommit(webUrl, commitAt(store.repository(project), tag.commit)),
      release: null,
      protected: false,
      created_at: tag.createdAt,
    };
  }
}

/** The tags that stand for commits, by name. @param name one only, if it is there */
function listTags(folder: string, name = ""): Tag[] {
  const fields = ["refname:lstrip=2", "objecttype", "objectname", "*objectname", "contents"];
  const format = [...fields, "taggerdate:iso-strict"].map((field) => `%(${field})%00`).join("");
  return git(folder, ["for-each-ref", `--format=${format}`, `refs/tags/${name}`])
    .split("\0\n")
    .slice(0, -1)
    .map((line) => {
      const [tag = "", type = "", target = "", inner = "", contents = "", date = ""] =
        line.split("\0");
      const isOwn = type === "tag";
      return {
        name: tag,
        target,
        commit: isOwn ? inner : target,
        message: isOwn ? contents.trimEnd() : null,
        createdAt: isOwn ? date : null,
      };
    })
    .filter((tag) => name === "" || tag.name === name);
}
