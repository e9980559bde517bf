import { html } from "hono/html";
import type { Ask } from "./ask.ts";
import { action, type Html, status, time } from "./layout.ts";

interface Pipeline {
  id: number;
  ref: string;
  sha: string;
  status: string;
  source: string;
  created_at: string;
  user: { name: string } | null;
}

interface Job {
  id: number;
  name: string;
  stage: string;
  status: string;
  duration: number | null;
  allow_failure: boolean;
}

const underWay = ["created", "waiting_for_resource", "preparing", "pending", "running"];

/** A pipeline as its stages, in order, with a button at each door. */
export async function pipeline(ask: Ask, path: string, id: string): Promise<Html> {
  const at = `projects/${encodeURIComponent(path)}/pipelines/${id}`;
  const [one, jobs] = await Promise.all([
    ask.get<Pipeline>(at),
    ask.get<Job[]>(`${at}/jobs?per_page=100`),
  ]);
  // GitLab lists the newest first.
  const ordered = jobs.toSorted((a, b) => a.id - b.id);
  const stages = [...new Set(ordered.map(({ stage }) => stage))];
  const here = `/${path}/-/pipelines/${id}`;
  return html`<p><a href="/${path}">${path}</a></p>
    <h1>Pipeline #${one.id} ${status(one.status)}</h1>
    <p>
      ${one.ref} <code>${one.sha.slice(0, 8)}</code>
      <span class="quiet"
        >${one.source.replaceAll("_", " ")} · ${one.user?.name ?? ""} ·
        ${time(one.created_at)}</span
      >
    </p>
    ${
      underWay.includes(one.status)
        ? action(`${here}/cancel`, "Cancel", `pipeline ${one.id}`, true)
        : ""
    }
    <div class="stages">
      ${stages.map(
        (stage) =>
          html`<section aria-label="Stage ${stage}">
            <h3>${stage}</h3>
            <ul>
              ${ordered.filter((job) => job.stage === stage).map((job) => jobCard(path, job))}
            </ul>
          </section>`,
      )}
    </div>`;
}

function jobCard(path: string, job: Job): Html {
  const here = `/${path}/-/jobs/${job.id}`;
  // The name may break where an environment's ends.
  const [first, ...rest] = job.name.split(":");
  return html`<li class="job">
    <div>
      <a href="${here}">${first}${rest.map((part) => html`:<wbr />${part}`)}</a>
      <div class="small">
        ${status(job.status)}
        ${job.duration === null ? "" : html`<span class="quiet">${job.duration.toFixed(1)} s</span>`}
      </div>
    </div>
    ${buttons(here, job)}
  </li>`;
}

/** What may be done to a job, as GitLab offers it. */
export function buttons(here: string, job: Pick<Job, "name" | "status">): Html {
  if (job.status === "manual") return action(`${here}/play`, "Run", job.name);
  if (underWay.includes(job.status)) return action(`${here}/cancel`, "Cancel", job.name, true);
  if (["success", "failed", "canceled"].includes(job.status)) {
    return action(`${here}/retry`, "Run again", job.name, true);
  }
  return html``;
}
