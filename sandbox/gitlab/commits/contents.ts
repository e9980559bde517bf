import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { notFound } from "../errors.ts";
import { readBlob } from "../fileCommits.ts";
import { git, run } from "../git/command.ts";
import type { Project } from "../model.ts";
import { pageByToken } from "../pagination.ts";
import { isEmpty, resolve } from "../repositories.ts";
import type { Store } from "../store.ts";

/** What a commit has: its files as they are, and its folders. */
export function contents(api: Hono, store: Store): void {
  const base = "/projects/:id/repository";

  endpoint(api, `GET ${base}/files/:file_path/raw`, (call) => {
    const project = find(call);
    const commit = commitOf(call, project, "File");
    const blob = readBlob(store.repository(project), commit, call.named("file_path"));
    if (!blob) throw notFound("File");
    return call.context.body(new Uint8Array(blob.content), 200, {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": "inline",
      "x-content-type-options": "nosniff",
    });
  });

  endpoint(api, `GET ${base}/tree`, (call) => {
    const project = find(call);
    const folder = store.repository(project);
    if (isEmpty(folder)) throw notFound("Tree");
    const commit = commitOf(call, project, "Tree");
    const path = ((call.asked["path"] ?? "") as string).replace(/^\/+|\/+$/g, "");
    const inside = `${commit}:${path}`;
    if (path !== "" && run(folder, ["cat-file", "-t", inside]).stdout.trim() !== "tree") {
      throw notFound("invalid revision or path");
    }
    const options = call.asked["recursive"] === true ? ["-r", "-t"] : [];
    const found = entries(git(folder, ["ls-tree", "-z", ...options, inside]), path);
    if (call.asked["pagination"] !== "keyset") return call.page(found);
    return call.list(pageByToken(call.context, call.asked, found));
  });

  const find = (call: Call) => store.project(call.named("id"));

  function commitOf(call: Call, project: Project, what: string): string {
    const name = (call.asked["ref"] ?? project.defaultBranch) as string;
    const commit = resolve(store.repository(project), name);
    if (commit === undefined) throw notFound(what);
    return commit;
  }
}

function entries(said: string, path: string): { id: string }[] {
  return said
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [about = "", name = ""] = line.split("\t");
      const [mode = "", type = "", id = ""] = about.split(" ");
      const full = path === "" ? name : `${path}/${name}`;
      return { id, name: name.split("/").at(-1) ?? name, type, path: full, mode };
    });
}
