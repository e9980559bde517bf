import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitLab, startGitLab } from "../../../../sandbox/gitlab/server.ts";
import { run } from "../support/command.ts";
import { stackFiles } from "./files.ts";

const platform = "Pulumi.platform.yaml";
const root = "a-token-for-tests";

interface MergeRequest {
  iid: number;
  state: string;
  title: string;
  source_branch: string;
  target_branch: string;
  force_remove_source_branch: boolean;
}

let gitlab: GitLab;
let folder: string;
/** The checkout; the stack files are in a folder of it. */
let checkout: string;
let commit: string;

const work = () => join(checkout, "ops");
const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": root, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};
const tokenOf = async (level: number) => {
  const made = await ask("POST", "projects/1/access_tokens", {
    ...{ name: "epoch", scopes: ["api"], access_level: level, expires_at: "2027-01-01" },
  });
  return (made as { token: string }).token;
};
const textAt = async (ref: string) => {
  const path = encodeURIComponent(`ops/${platform}`);
  const file = await ask("GET", `projects/1/repository/files/${path}?ref=${ref}`);
  return Buffer.from((file as { content: string }).content, "base64").toString("utf8");
};
const list = async () =>
  (await ask("GET", "projects/1/merge_requests?state=all")) as MergeRequest[];
const propose = (token: string, args: string[] = ["shop"]) =>
  run(["epoch", ...args, "--merge-request"], {
    cwd: work(),
    env: {
      ...{ CI_API_V4_URL: gitlab.baseUrl.slice(0, -1), CI_PROJECT_ID: "1" },
      ...{ CI_COMMIT_SHA: commit, CI_DEFAULT_BRANCH: "main", SLIPWAY_EPOCH_TOKEN: token },
    },
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  gitlab = await startGitLab({ folder, token: root });
  checkout = mkdtempSync(join(tmpdir(), "slipway-test-"));
  cpSync(stackFiles(), work(), { recursive: true });
  execFileSync("git", ["init", "--quiet", checkout]);
  const group = (await ask("POST", "groups", { name: "acme", path: "acme" })) as { id: number };
  const project = { name: "environments", namespace_id: group.id, initialize_with_readme: true };
  await ask("POST", "projects", project);
  const actions = readdirSync(work())
    .filter((name) => name.startsWith("Pulumi"))
    .map((name) => ({
      ...{ action: "create", file_path: `ops/${name}` },
      content: readFileSync(join(work(), name), "utf8"),
    }));
  const made = await ask("POST", "projects/1/repository/commits", {
    ...{ branch: "main", commit_message: "Begin", actions },
  });
  commit = (made as { id: string }).id;
});
afterEach(async () => {
  await gitlab.close();
  rmSync(folder, { recursive: true });
  rmSync(checkout, { recursive: true });
});

describe("slipway epoch --merge-request", () => {
  it("proposes it with a Developer's token, once, and leaves checkout and default branch alone", async () => {
    const token = await tokenOf(30);
    const before = await textAt("main");
    const first = await propose(token);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/^shop: epoch 1\nProposed: !1, http.*\/merge_requests\/1\n$/);
    expect(await list()).toMatchObject([
      {
        ...{ iid: 1, state: "opened", title: "Build shop anew", force_remove_source_branch: true },
        ...{ source_branch: "slipway-epoch", target_branch: "main" },
      },
    ]);
    expect(await textAt("slipway-epoch")).toMatch(/epoch: 1\b/);
    expect(await textAt("main")).toBe(before);
    expect(readFileSync(join(work(), platform), "utf8")).toBe(before);

    const again = await propose(token);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/^Open already: !1, http/);
    expect(await list()).toHaveLength(1);
  });

  it("proposes it anew once the last one is closed, from what the default branch is by then", async () => {
    const token = await tokenOf(30);
    await propose(token);
    await ask("PUT", "projects/1/merge_requests/1", { state_event: "close" });
    const moved = await ask("POST", "projects/1/repository/commits", {
      ...{ branch: "main", commit_message: "Go on" },
      actions: [{ action: "create", file_path: "new.txt", content: "new" }],
    });
    commit = (moved as { id: string }).id;
    expect((await propose(token)).stdout).toContain("Proposed: !2, ");
    expect(await ask("GET", "projects/1/repository/commits/slipway-epoch")).toMatchObject({
      parent_ids: [commit],
    });
  });

  it("says what a token must be that GitLab does not take, and shows none", async () => {
    const token = await tokenOf(20);
    const { code, stderr, stdout } = await propose(token);
    expect(code).toBe(1);
    expect(stderr).toContain("SLIPWAY_EPOCH_TOKEN must have the scope `api`, and be that of a");
    expect(stderr + stdout).not.toContain(token);
    expect(await list()).toEqual([]);
    const none = await propose("");
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("SLIPWAY_EPOCH_TOKEN is not set.");
  });
});
