import { join } from "node:path";
import { compiled } from "./compiled.ts";
import { startDaemon } from "./daemon.ts";

export interface GitLabAddress {
  /** The API's, with a slash at its end. */
  baseUrl: string;
  token: string;
}

/** Where GitLab's stand-in keeps its data. */
export function gitLabFolder(folder: string): string {
  return join(folder, "gitlab");
}

/** Starts GitLab's stand-in in the background, or finds it running. */
export async function startGitLabDaemon(options: {
  folder: string;
  port: number;
  token: string;
  edition: "ce" | "ee";
  /** Where its registry is, if it has one: `127.0.0.1:5000`. */
  registry?: string;
}): Promise<GitLabAddress> {
  const { folder, port, token, edition, registry } = options;
  const baseUrl = `http://127.0.0.1:${port}/api/v4/`;
  await startDaemon({
    name: "gitlab",
    folder,
    command: process.execPath,
    args: [
      join(import.meta.dirname, "gitlab", "server.ts"),
      ...["--folder", gitLabFolder(folder), "--port", String(port), "--edition", edition],
      ...(registry === undefined ? [] : ["--registry", registry]),
    ],
    env: { PATH: process.env.PATH, GITLAB_TOKEN: token, ...compiled },
    ready: () => answers(baseUrl),
  });
  return { baseUrl, token };
}

async function answers(baseUrl: string): Promise<boolean> {
  try {
    // Without a token it says 401, which is an answer.
    return (await fetch(new URL("metadata", baseUrl))).status > 0;
  } catch {
    return false;
  }
}
