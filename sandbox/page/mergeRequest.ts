import { html } from "hono/html";
import type { Ask } from "./ask.ts";
import { action, type Html, status, time } from "./layout.ts";

interface MergeRequest {
  iid: number;
  title: string;
  description: string | null;
  state: string;
  source_branch: string;
  target_branch: string;
  detailed_merge_status: string;
  author: { name: string };
}

interface Pipeline {
  id: number;
  status: string;
  source: string;
}

interface Note {
  body: string;
  author: { name: string };
  created_at: string;
}

export async function mergeRequest(ask: Ask, path: string, iid: string): Promise<Html> {
  const at = `projects/${encodeURIComponent(path)}/merge_requests/${iid}`;
  const [one, pipelines, notes] = await Promise.all([
    ask.get<MergeRequest>(at),
    ask.find<Pipeline[]>(`${at}/pipelines`),
    ask.find<Note[]>(`${at}/notes?sort=asc&order_by=created_at&per_page=100`),
  ]);
  return html`<p><a href="/${path}">${path}</a></p>
    <h1>!${one.iid} ${one.title}</h1>
    <p>
      ${one.state}, ${one.source_branch} → ${one.target_branch}
      <span class="quiet">${one.author.name}</span>
    </p>
    <p>${one.description ?? ""}</p>
    ${
      one.state === "opened"
        ? html`<p>${one.detailed_merge_status.replaceAll("_", " ")}</p>
            ${action(`/${path}/-/merge_requests/${iid}/merge`, "Merge", `!${iid} ${one.title}`)}`
        : ""
    }
    <h2>Pipelines</h2>
    ${(pipelines ?? []).map(
      ({ id, status: name, source }) =>
        html`<p>
          ${status(name)} <a href="/${path}/-/pipelines/${id}">#${id}</a>
          <span class="quiet">${source.replaceAll("_", " ")}</span>
        </p>`,
    )}
    <h2>Notes</h2>
    ${(notes ?? []).length === 0 ? html`<p class="quiet">None.</p>` : ""}
    ${(notes ?? []).map(
      ({ body, author, created_at }) =>
        html`<article class="card note">
          <p class="quiet">${author.name} · ${time(created_at)}</p>
          <pre>${body}</pre>
        </article>`,
    )}`;
}
