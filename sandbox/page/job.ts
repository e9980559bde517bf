import { stripVTControlCharacters } from "node:util";
import { html } from "hono/html";
import type { Ask } from "./ask.ts";
import { type Html, status, time } from "./layout.ts";
import { buttons } from "./pipeline.ts";

interface Job {
  id: number;
  name: string;
  stage: string;
  status: string;
  failure_reason?: string;
  ref: string;
  started_at: string | null;
  finished_at: string | null;
  pipeline: { id: number };
  user: { name: string } | null;
  runner: { description: string } | null;
}

/** A job and its log, which grows while one looks. */
export async function job(ask: Ask, path: string, id: string): Promise<Html> {
  const at = `projects/${encodeURIComponent(path)}/jobs/${id}`;
  const [one, trace] = await Promise.all([
    ask.get<Job>(at),
    ask.text(`${at}/trace`).catch(() => ""),
  ]);
  return html`<p>
      <a href="/${path}">${path}</a> ·
      <a href="/${path}/-/pipelines/${one.pipeline.id}">pipeline #${one.pipeline.id}</a>
    </p>
    <h1>${one.name} ${status(one.status)}</h1>
    <p class="quiet">
      ${one.ref} · ${one.user?.name ?? ""} · ${one.runner?.description ?? "no runner yet"} ·
      ${time(one.started_at)} ${one.finished_at ? html`to ${time(one.finished_at)}` : ""}
      ${one.failure_reason ? html` · ${one.failure_reason.replaceAll("_", " ")}` : ""}
    </p>
    ${buttons(`/${path}/-/jobs/${one.id}`, one)}
    <pre class="log" tabindex="0" aria-label="Log of ${one.name}">${readable(trace)}</pre>`;
}

/** A trace without the marks around its sections and without colours. */
function readable(trace: string): string {
  const plain = trace.replaceAll(/section_(start|end):\d+:[^\r\n]*\r(\u001b\[0K)?/g, "");
  return stripVTControlCharacters(plain).replaceAll(/^[^\n]*\r(?!\n)/gm, "");
}
