import type { Context, Hono } from "hono";
import { setCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
import { html } from "hono/html";
import { messages } from "../messages/mailbox.ts";
import { type Ask, asking, cookie, Refused } from "./ask.ts";
import { job } from "./job.ts";
import { type Html, layout, type Person } from "./layout.ts";
import { mergeRequest } from "./mergeRequest.ts";
import { messageList } from "./messages.ts";
import { pipeline } from "./pipeline.ts";
import { project, projects } from "./projects.ts";

interface View {
  title: string;
  body: (ask: Ask) => Html | Promise<Html>;
  /** Whether it changes by itself. */
  live?: boolean;
}

/** By what stands behind `/-/` in an address of GitLab's. */
const things = {
  pipelines: { title: "Pipeline #", show: pipeline, method: "POST" },
  jobs: { title: "Job #", show: job, method: "POST" },
  merge_requests: { title: "Merge request !", show: mergeRequest, method: "PUT" },
} as const;

type Thing = keyof typeof things;

/**
 * The page at the sandbox's address, under GitLab's own addresses: projects, pipelines with their
 * doors, logs, environments, merge requests and messages, as one of the sandbox's people sees them.
 */
export function page(app: Hono, folder: string, token: string): void {
  const askAs = asking(app, token);

  app.get("/*", async (context, next) => {
    const view = viewOf(decodeURI(context.req.path), folder);
    return view ? show(context, askAs(context), view) : next();
  });
  app.post("/-/as", csrf(), async (context) => {
    const { username, back } = await context.req.parseBody<{ username: string; back: string }>();
    setCookie(context, cookie, username, { httpOnly: true, sameSite: "Strict" });
    // Only a path of this page, never another's address; to browsers a backslash is a slash.
    return context.redirect(/^\/(?![/\\])/.test(back) ? back : "/", 303);
  });
  app.post("/*", csrf(), async (context, next) => {
    const [, path, thing, id, verb] =
      /^\/(.+)\/-\/(pipelines|jobs|merge_requests)\/(\d+)\/(play|retry|cancel|merge)$/.exec(
        context.req.path,
      ) ?? [];
    if (path === undefined) return next();
    const ask = askAs(context);
    const at = `projects/${encodeURIComponent(path)}/${thing}/${id}/${verb}`;
    try {
      await ask.send(things[thing as Thing].method, at, {});
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return show(context, ask, { title: "Refused", body: () => Promise.reject(error) });
    }
    return context.redirect(cameFrom(context) ?? `/${path}`, 303);
  });
}

/** The path of the page with the button. */
function cameFrom(context: Context): string | undefined {
  const referrer = context.req.header("referer");
  return referrer ? new URL(referrer).pathname : undefined;
}

function viewOf(path: string, folder: string): View | undefined {
  if (path === "/") return { title: "Projects", body: projects };
  if (path === "/-/messages") {
    return { title: "Messages", body: () => messageList(messages(folder)), live: true };
  }
  const [, owner, thing, id] =
    /^\/(.+)\/-\/(pipelines|jobs|merge_requests)\/(\d+)$/.exec(path) ?? [];
  if (owner !== undefined) {
    const { title, show } = things[thing as Thing];
    return { title: `${title}${id}`, body: (ask) => show(ask, owner, id!), live: true };
  }
  if (!/^\/[\w.-]+(\/[\w.-]+)+$/.test(path) || /^\/api\/|\.git(\/|$)/.test(path)) return undefined;
  return { title: path.slice(1), body: (ask) => project(ask, path.slice(1)), live: true };
}

async function show(context: Context, ask: Ask, { title, body, live }: View): Promise<Response> {
  const people = (await ask.find<Person[]>("users?per_page=100")) ?? [];
  // What was pressed in vain is no page: whoever becomes somebody else then comes back to the button.
  const path = context.req.method === "GET" ? context.req.path : (cameFrom(context) ?? "/");
  const frame = { title, username: ask.username, people, path };
  try {
    const shown = await layout({ ...frame, live: live ?? false }, await body(ask));
    return context.html(shown);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const said = html`<h1>GitLab says no</h1>
      <p class="refused">${error.status}: ${error.message}</p>
      <p><a href="${context.req.header("referer") ?? "/"}">Back</a></p>`;
    return context.html(await layout(frame, said), error.status as 404);
  }
}
