import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { afterEach, vi } from "vitest";
import { application } from "../../../sandbox/gitlab/application.ts";
import type { Edition } from "../../../sandbox/gitlab/instance.ts";

// The server starts git for what it answers, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const token = "a-token-for-tests";
const folders: string[] = [];

/** Where the branches of the first project are, and their protections. */
export const branches = "projects/acme%2Fshop/repository/branches";
export const protections = "projects/1/protected_branches";

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

export interface Answer {
  status: number;
  /** The body as JSON, or as it is, or undefined when it is empty. */
  body: unknown;
  headers: Headers;
}

/** A GitLab of the sandbox, in this process, and requests to it with its token. */
export interface TestGitLab {
  folder: string;
  app: Hono;
  /** @param path below `/api/v4/`, or from the root with a slash */
  request(method: string, path: string, body?: unknown, headers?: object): Promise<Answer>;
  /** The same server started again on the same folder. */
  restarted(): TestGitLab;
}

export function startTestGitLab(edition: Edition = "ce", folder = makeFolder()): TestGitLab {
  const app = application(folder, token, edition);
  return {
    folder,
    app,
    async request(method, path, body, headers = { "private-token": token }) {
      const url = new URL(path, "http://127.0.0.1/api/v4/");
      const response = await app.request(url.href, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: parse(text), headers: response.headers };
    },
    restarted: () => startTestGitLab(edition, folder),
  };
}

/** The group `acme` and in it the project `shop`, whose default branch has a commit. */
export async function withProject(gitlab: TestGitLab, settings: object = {}): Promise<TestGitLab> {
  const group = await gitlab.request("POST", "groups", { name: "acme", path: "acme" });
  await gitlab.request("POST", "projects", {
    name: "shop",
    namespace_id: (group.body as { id: number }).id,
    initialize_with_readme: true,
    ...settings,
  });
  return gitlab;
}

/** A project with one of everything, and who may ask for it. */
export async function furnished(settings: object = {}): Promise<TestGitLab> {
  const gitlab = await withProject(startTestGitLab("ee"), settings);
  await gitlab.request("POST", "projects/1/protected_branches", { name: "x" });
  await gitlab.request("POST", "projects/1/variables", { key: "KEY", value: "long-enough" });
  await gitlab.request("POST", "projects/1/environments", { name: "production" });
  await gitlab.request("POST", "projects/1/hooks", { url: "https://example.com" });
  return gitlab;
}

/** What git says in the repository of the first project. */
export function git({ folder }: TestGitLab, ...args: string[]): string {
  const repository = join(folder, "repositories/1.git");
  return execFileSync("git", ["--git-dir", repository, ...args], { encoding: "utf8" }).trim();
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-gitlab-"));
  folders.push(folder);
  return folder;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
