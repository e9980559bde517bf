import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context, Hono } from "hono";
import { openByPush } from "../mergeRequests/pushOptions.ts";
import type { Project } from "../model.ts";
import { type Actor, actorOfPassword, basicCredentials } from "../people/actor.ts";
import type { Store } from "../store.ts";
import { gitRefusal } from "./access.ts";
import { type Service, serveGit } from "./backend.ts";
import type { Change } from "./branchCheck.ts";
import { afterChanges, pusherTo } from "./changes.ts";

const services = "(?:info/refs|git-upload-pack|git-receive-pack)";
const address = new RegExp(`^/(?<project>.+)\\.git/(?<request>${services})$`);

/**
 * Git over HTTP at `/<group>/<project>.git`, as any git client speaks it. A token is the password, with
 * any user name; a job's comes with `gitlab-ci-token`.
 */
export function gitOverHttp(app: Hono, store: Store): void {
  app.use(async (context, next) => {
    const { project: path, request } = address.exec(context.req.path)?.groups ?? {};
    if (path === undefined || request === undefined) return next();
    const service = request === "info/refs" ? context.req.query("service") : request;
    if (service !== "git-upload-pack" && service !== "git-receive-pack") {
      return context.text("Forbidden", 403);
    }
    return serve(context, store, { path, request, service });
  });
}

async function serve(
  context: Context,
  store: Store,
  { path, request, service }: { path: string; request: string; service: Service },
): Promise<Response> {
  const project = store.data.projects.find((one) => same(store.fullPath(one), path));
  const credentials = basicCredentials(context);
  const actor = credentials && actorOfPassword(store, ...credentials);
  const pushes = service === "git-receive-pack";
  const refused =
    credentials && !actor
      ? gitRefusal(store, undefined, undefined, pushes)
      : gitRefusal(store, actor, project, pushes);
  if (refused) {
    if (refused.status === 401) context.header("WWW-Authenticate", 'Basic realm="GitLab"');
    return context.text(refused.text, refused.status);
  }
  const folder = store.repository(project!);
  if (!pushes || request === "info/refs") return serveGit(context, folder, request);
  return receive(context, store, project!, actor!);
}

/** A push: what changed is told when git is through with it, and before the client is answered. */
async function receive(
  context: Context,
  store: Store,
  project: Project,
  actor: Actor,
): Promise<Response> {
  const place = mkdtempSync(join(tmpdir(), "slipway-push-"));
  const received = join(place, "received");
  const { origin } = new URL(context.req.url);
  const env = {
    GITLAB_PUSHER: JSON.stringify(pusherTo(store, origin, project, actor.user)),
    GITLAB_RECEIVED: received,
    GITLAB_NODE: process.execPath,
  };
  try {
    return await serveGit(context, store.repository(project), "git-receive-pack", {
      env,
      ended: () => {
        const options = actor.job ? ["ci.skip"] : (json(`${received}.options`) as string[]);
        const changes = changesIn(received);
        const { user } = actor;
        afterChanges(store, { project, user, options }, changes);
        for (const change of changes) openByPush(store, { project, user, ...change }, options);
      },
    });
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** What git tells its post-receive hook: a line for each ref. */
function changesIn(path: string): Change[] {
  return read(path)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [before = "", after = "", ref = ""] = line.split(" ");
      return { ref, before, after };
    });
}

function json(path: string): unknown {
  return JSON.parse(read(path) || "[]");
}

/** A file's text; none if a push was refused before it was written. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
