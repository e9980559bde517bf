import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import { type GitLab, startGitLab } from "../../../sandbox/gitlab/server.ts";
import { Store } from "../../../sandbox/gitlab/store.ts";
import { startTestGitLab, type TestGitLab } from "./client.ts";

/** What a git command came to. */
export interface Ended {
  status: number;
  /** Both streams, as somebody at a terminal sees them. */
  said: string;
}

/** A GitLab over HTTP, and a folder to clone into. */
export interface Served {
  gitlab: TestGitLab;
  server: GitLab;
  store: Store;
  folder: string;
  /** The address of a project for git, with a token in it. */
  address: (token?: string, path?: string, name?: string) => string;
}

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Serves a test's GitLab to git. */
export async function serve(gitlab: TestGitLab = startTestGitLab()): Promise<Served> {
  const store = new Store(gitlab.folder);
  const server = await startGitLab({ folder: gitlab.folder, token: "a-token-for-tests", store });
  const folder = mkdtempSync(join(tmpdir(), "slipway-clone-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  cleanups.push(() => server.close());
  return {
    gitlab: overHttp(gitlab, server),
    server,
    store,
    folder,
    address: (token, path = "acme/shop", name = "oauth2") => {
      const url = new URL(`${server.url}/${path}.git`);
      if (token !== undefined) Object.assign(url, { username: name, password: token });
      return url.href;
    },
  };
}

/** The same requests, to the server that git talks to: each keeps its data in memory. */
function overHttp(gitlab: TestGitLab, server: GitLab): TestGitLab {
  return {
    ...gitlab,
    async request(method, path, body, headers = { "private-token": "a-token-for-tests" }) {
      const response = await fetch(new URL(path, server.baseUrl), {
        method,
        headers: { "content-type": "application/json", ...headers } as Record<string, string>,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json");
      const parsed: unknown = text === "" ? undefined : isJson ? JSON.parse(text) : text;
      return { status: response.status, body: parsed, headers: response.headers };
    },
  };
}

/** Runs the real git in a folder, as somebody who has no settings of their own. */
export async function git(folder: string, ...args: string[]): Promise<Ended> {
  const child = spawn("git", ["-c", "init.defaultBranch=main", ...args], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: "/nonexistent",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.com",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.com",
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const status = await new Promise<number>((resolve) =>
    child.on("close", (code) => resolve(code ?? 1)),
  );
  return { status, said };
}

/** Commits a file in a clone. */
export async function commit(clone: string, path: string, content: string): Promise<string> {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), content);
  await git(clone, "add", "-A");
  await git(clone, "commit", "--quiet", "-m", `Change ${path}`);
  return (await git(clone, "rev-parse", "HEAD")).said.trim();
}
