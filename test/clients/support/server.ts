import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Edition } from "../../../sandbox/gitlab/instance.ts";
import { readRequests, isWrite, startGitLab } from "../../../sandbox/gitlab/server.ts";

/** The sandbox's GitLab behind HTTP, for one test. */
export interface Server {
  url: string;
  /** Root's. */
  token: string;
  /** An empty folder beside its data. */
  folder: string;
  /** @returns the answer's body. @throws if it is none of success */
  request: (method: string, path: string, body?: object) => Promise<unknown>;
  /** What was asked of it that could change anything and was not refused, as `POST /api/v4/projects`. */
  writes: () => string[];
}

export async function startServer(edition: Edition = "ee"): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-clients-"));
  const token = "a-token-for-tests";
  const data = join(folder, "gitlab");
  const gitlab = await startGitLab({ folder: data, token, edition });
  onTestFinished(async () => {
    await gitlab.close();
    rmSync(folder, { recursive: true });
  });
  return {
    ...{ url: gitlab.url, token, folder },
    async request(method, path, body) {
      const response = await fetch(`${gitlab.baseUrl}${path}`, {
        method,
        headers: { "private-token": token, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : (JSON.parse(text) as unknown);
    },
    writes: () =>
      readRequests(data)
        .filter((entry) => isWrite(entry) && entry.status < 400)
        .map(({ method, path }) => `${method} ${path}`),
  };
}
