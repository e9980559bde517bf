import { html } from "hono/html";
import type { Ask } from "./ask.ts";
import { type Html, status, time } from "./layout.ts";

interface Project {
  path_with_namespace: string;
  description: string | null;
}

interface Pipeline {
  id: number;
  ref: string;
  sha: string;
  source: string;
  status: string;
  created_at: string;
}

interface Environment {
  id: number;
  name: string;
  external_url: string | null;
}

interface Deployment {
  id: number;
  iid: number;
  status: string;
  sha: string;
  created_at: string;
  user: { name: string } | null;
  deployable: { id: number; pipeline: { id: number } } | null;
}

interface MergeRequest {
  iid: number;
  title: string;
  source_branch: string;
  target_branch: string;
}

export async function projects(ask: Ask): Promise<Html> {
  const all = await ask.get<Project[]>("projects?per_page=100&order_by=path&sort=asc");
  return html`<h1>Projects</h1>
    ${all.map(
      ({ path_with_namespace: path, description }) =>
        html`<p><a href="/${path}">${path}</a> <span class="quiet">${description ?? ""}</span></p>`,
    )}`;
}

export async function project(ask: Ask, path: string): Promise<Html> {
  const at = `projects/${encodeURIComponent(path)}`;
  const [environments, pipelines, requests] = await Promise.all([
    ask.find<Environment[]>(`${at}/environments`),
    ask.find<Pipeline[]>(`${at}/pipelines?per_page=10`),
    ask.find<MergeRequest[]>(`${at}/merge_requests?state=opened`),
  ]);
  const rows = await Promise.all(
    (environments ?? [])
      .filter(isDeployedTo)
      .map((environment) => environmentRow(ask, at, path, environment)),
  );
  return html`<h1>${path}</h1>
    <h2>Environments</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Environment</th>
            <th scope="col">Serves now</th>
            <th scope="col">Deployments</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    <h2>Merge requests</h2>
    ${(requests ?? []).length === 0 ? html`<p class="quiet">None is open.</p>` : ""}
    ${(requests ?? []).map(
      (one) =>
        html`<p>
          <a href="/${path}/-/merge_requests/${one.iid}">!${one.iid} ${one.title}</a>
          <span class="quiet">${one.source_branch} → ${one.target_branch}</span>
        </p>`,
    )}
    <h2>Pipelines</h2>
    <div class="wide">
      <table>
        <tbody>
          ${(pipelines ?? []).map((one) => pipelineRow(path, one))}
        </tbody>
      </table>
    </div>`;
}

/** Others are scopes of variables: nothing is ever there. */
function isDeployedTo({ name }: Environment): boolean {
  return !name.startsWith("slipway-");
}

function pipelineRow(path: string, { id, ref, sha, source, status: name, created_at }: Pipeline) {
  return html`<tr>
    <td>${status(name)}</td>
    <td><a href="/${path}/-/pipelines/${id}">#${id}</a></td>
    <td>${refName(ref)} <code>${sha.slice(0, 8)}</code></td>
    <td class="quiet">${source.replaceAll("_", " ")}</td>
    <td class="quiet">${time(created_at)}</td>
  </tr>`;
}

/** What people call it: a merge request's by its number. */
function refName(ref: string): string {
  return ref.replace(/^refs\/merge-requests\/(\d+)\/head$/, "!$1");
}

async function environmentRow(ask: Ask, at: string, path: string, environment: Environment) {
  const query = new URLSearchParams({
    environment: environment.name,
    ...{ order_by: "id", sort: "desc", per_page: "5" },
  });
  const [served, now] = await Promise.all([
    ask.find<Deployment[]>(`${at}/deployments?${query.toString()}`),
    serving(environment.external_url),
  ]);
  return html`<tr>
    <th scope="row">
      ${
        environment.external_url
          ? html`<a href="${environment.external_url}">${environment.name}</a>`
          : environment.name
      }
    </th>
    <td>${now}</td>
    <td>
      ${(served ?? []).map(
        (one) =>
          html`<div>
            ${status(one.status)} <code>${one.sha.slice(0, 8)}</code>
            ${
              one.deployable
                ? html`<a href="/${path}/-/pipelines/${one.deployable.pipeline.id}"
                    >#${one.deployable.pipeline.id}</a
                  >`
                : ""
            }
            <span class="quiet">${one.user?.name ?? ""} ${time(one.created_at)}</span>
          </div>`,
      )}
    </td>
  </tr>`;
}

/** What the apps of the sandbox answer. */
interface Health {
  status?: string;
  version?: string;
}

/** Asked of the app itself: GitLab knows what was deployed, not what runs. */
async function serving(url: string | null): Promise<Html> {
  if (!url) return html`<span class="quiet">it has no address</span>`;
  try {
    const answer = await fetch(new URL("/health", url), { signal: AbortSignal.timeout(2000) });
    const { status: name, version } = (await answer.json()) as Health;
    return html`${version ?? "no version"} <span class="quiet">${name ?? ""}</span>`;
  } catch {
    return html`<span class="quiet">nothing answers</span>`;
  }
}
