import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { keepNote } from "../../../cli/review/keepNote.ts";
import { MergeRequest } from "../../../cli/review/mergeRequest.ts";
import { runReview, textOf } from "../../../cli/review/review.ts";
import { reviewJob } from "../../../cli/review/reviewJob.ts";
import { forMachines } from "../../../review/json.ts";
import { type GitLab, startGitLab } from "../../../sandbox/gitlab/server.ts";
import { after } from "../review/said.ts";
import { compose, goodFiles, production, secret, staging, toText } from "../settings/fixture.ts";
import { run } from "./support/command.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = "a-token-for-tests";
const texts = Object.fromEntries(
  Object.entries(goodFiles()).map(([path, content]) => [
    path,
    typeof content === "string" ? content : toText(content),
  ]),
);
const level = (name: string) => texts[staging]!.replace("LOG_LEVEL: Debug", `LOG_LEVEL: ${name}`);

let folder: string;
let gitlab: GitLab;
let token: string;
let iid = 0;
let pipeline = 0;

async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  const answer = await fetch(new URL(path, gitlab.baseUrl), {
    method,
    headers: { "private-token": root, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

/** @returns the commit */
async function commit(branch: string, files: Record<string, string>, from?: string) {
  const actions = Object.entries(files).map(([path, content]) => ({
    ...{ action: from === "nothing" ? "create" : "update", file_path: path, content },
  }));
  const start = from && from !== "nothing" ? { start_branch: from } : {};
  const body = { branch, commit_message: "A change", actions, ...start };
  return (await ask<{ id: string }>("POST", "projects/1/repository/commits", body)).id;
}

async function open(branch: string, target = "main"): Promise<void> {
  const asked = { source_branch: branch, target_branch: target, title: "A change" };
  ({ iid } = await ask<{ iid: number }>("POST", "projects/1/merge_requests", asked));
}

const notes = () =>
  ask<{ body: string }[]>("GET", `projects/1/merge_requests/${iid}/notes?sort=asc`);

/** What GitLab sets in a job, and the token. */
function job(sha: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const repository = new URL("acme/environments.git", `${gitlab.url}/`);
  Object.assign(repository, { username: "oauth2", password: root });
  return {
    ...{ CI_API_V4_URL: gitlab.baseUrl.slice(0, -1), CI_REPOSITORY_URL: repository.href },
    ...{ CI_MERGE_REQUEST_PROJECT_ID: "1", CI_MERGE_REQUEST_IID: String(iid) },
    ...{ CI_PIPELINE_ID: String(++pipeline), CI_COMMIT_SHA: sha, SLIPWAY_REVIEW_TOKEN: token },
    ...more,
  };
}

const json = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8")) as unknown;

async function reviewed(sha: string, reports = {}) {
  const review = await runReview(folder, reports, job(sha));
  const all = await notes();
  return { ...review, body: all.at(-1)!.body, count: all.length };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  gitlab = await startGitLab({ folder: join(folder, "gitlab"), token: root });
  const group = await ask<{ id: number }>("POST", "groups", { name: "acme", path: "acme" });
  const project = { name: "environments", namespace_id: group.id, initialize_with_readme: true };
  await ask("POST", "projects", project);
  await commit("main", texts, "nothing");
  ({ token } = await ask<{ token: string }>("POST", "projects/1/access_tokens", {
    ...{ name: "review", scopes: ["api"], access_level: 20, expires_at: "2027-01-01" },
  }));
});
afterAll(async () => {
  await gitlab.close();
  rmSync(folder, { recursive: true });
});

let branch: string;
beforeEach(() => {
  branch = `feature-${iid + 1}`;
});

describe("slipway review", () => {
  it("says in one note what merging would change, and writes reports", async () => {
    const first = await commit(branch, { [staging]: level("Info") }, "main");
    await open(branch);
    const args = ["review", "--code-quality", "quality.json", "--terraform", "counts.json"];
    writeFileSync(join(folder, "elsewhere"), "kept");
    symlinkSync(join(folder, "elsewhere"), join(folder, "quality.json"));
    const env = job(first);
    const done = await run(args, { cwd: folder, env });
    expect({ ...done, stdout: done.stdout.trim() }).toMatchObject({
      ...{ code: 0, stderr: "" },
      stdout: `!${iid}: 2 other changes. By \`slipway up\`: 2 to update. The note is posted.`,
    });
    expect(json("quality.json")).toEqual([]);
    expect(json("counts.json")).toEqual({ create: 0, update: 2, delete: 0 });
    expect(readFileSync(join(folder, "elsewhere"), "utf8")).toBe("kept");
    const [note, ...others] = await notes();
    expect(others).toEqual([]);
    expect(note!.body).toMatch(
      new RegExp(
        `^<!-- slipway review, pipeline ${pipeline} -->\n### What this changes\n\n2 other changes\\.`,
      ),
    );
    expect(note!.body).toContain("`Debug` → `Info`");
    expect(note!.body).toMatch(
      new RegExp(`\nMerging \`${first.slice(0, 8)}\` into \`main\`, as of \`[0-9a-f]{8}\`\\.$`),
    );

    const again = await run(["review", "--json"], { cwd: folder, env });
    expect(JSON.parse(again.stdout)).toMatchObject({
      ...{ note: "unchanged", mergeRequest: `!${iid}`, conflicts: false, differs: true },
      ...{ from: { name: "main" }, to: { name: `!${iid}`, commit: first } },
    });
    for (const text of [done.stdout, again.stdout, again.stderr, note!.body]) {
      for (const hidden of [token, root]) expect(text).not.toContain(hidden);
    }
  });

  it("tells nothing of what the target has become since, and all of what the branch makes of it", async () => {
    const sha = await commit(branch, { [staging]: level("Info") }, "main");
    await open(branch);
    const moved = texts[production]!.replace("LOG_LEVEL: Debug", "LOG_LEVEL: Warn");
    const moving = texts[compose]!.replace(/image: postgres:.*/, "image: example.com/db:latest");
    const files = { [production]: `${moved}# moved\n`, [compose]: moving };
    const target = await commit(`${branch}-target`, files, "main");
    await ask("PUT", `projects/1/merge_requests/${iid}`, { target_branch: `${branch}-target` });
    const { body, difference, conflicts } = await reviewed(sha, { codeQuality: "quality.json" });
    expect(difference.changes.map(({ stack }) => stack)).toEqual(["staging", "staging"]);
    expect(difference).toMatchObject({ others: [], warnings: [] });
    expect(conflicts).toBe(false);
    expect(body).toContain(`as of \`${target.slice(0, 8)}\``);
    // GitLab compares the report with the target's own, which has the warning too.
    expect(json("quality.json")).toMatchObject([
      { severity: "minor", check_name: "image.moving", location: { path: compose } },
    ]);
  });

  it("says that it conflicts, and what the branch has changed since it began", async () => {
    const sha = await commit(branch, { [staging]: level("Info") }, "main");
    await open(branch);
    const other = await commit(`${branch}-target`, { [staging]: level("Warn") }, "main");
    await ask("PUT", `projects/1/merge_requests/${iid}`, { target_branch: `${branch}-target` });
    const { body, difference, conflicts } = await reviewed(sha);
    expect(conflicts).toBe(true);
    expect(body).toContain("`Debug` → `Info`");
    expect(body).toContain(
      `\`${sha.slice(0, 8)}\` conflicts with \`${branch}-target\`, as of \`${other.slice(0, 8)}\``,
    );
    expect(difference.from.commit).not.toBe(other);
  });

  it("posts problems as well, writes them with file and line, no counts, and exits with 1", async () => {
    const wrong = level("Info").replace("\nencryption", "\n  slipway:nothing: 1\nencryption");
    const sha = await commit(branch, { [staging]: wrong }, "main");
    await open(branch);
    const args = ["review", "--code-quality", "quality.json", "--terraform", "counts.json"];
    const { code, stdout, stderr } = await run(args, { cwd: folder, env: job(sha) });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain("The note is posted.\n\nThe settings have 1 problem.\n");
    expect((await notes())[0]!.body).toContain("#### What cannot be done");
    expect(json("quality.json")).toMatchObject([
      {
        severity: "blocker",
        location: {
          path: staging,
          lines: { begin: wrong.split("\n").indexOf("  slipway:nothing: 1") + 1 },
        },
      },
    ]);
    expect(json("counts.json")).toEqual({});
  });

  it("keeps one note when somebody pushes while it is being written", async () => {
    const first = await commit(branch, { [staging]: level("Info") }, "main");
    await open(branch);
    const second = await commit(branch, { [staging]: level("Error") });
    const [old, now] = [job(first), job(second)];
    await Promise.all([run(["review"], { cwd: folder, env: old }), runReview(folder, {}, now)]);
    const all = await notes();
    expect(all).toHaveLength(1);
    expect(all[0]!.body).toContain("`Debug` → `Error`");
    expect(await runReview(folder, {}, old)).toMatchObject({ note: "older" });
  });

  it("is no mention, link, quick action or secret, whatever a branch holds", async () => {
    const evil =
      "\n/merge\n</details> @all <img src=x onerror=alert(1)> ${PULUMI_CONFIG_PASSPHRASE}";
    const file = texts[staging]!.replace(
      "LOG_LEVEL: Debug",
      `LOG_LEVEL: ${JSON.stringify(evil)}`,
    ).replace(/secure: .+/, `secure: ${secret("canary-secret").secure}`);
    const service = texts[compose]!.replace(
      "services:\n",
      `services:\n  hostile:\n    image: ${JSON.stringify("x:1@`@all`")}\n    environment:\n      A: \${PULUMI_CONFIG_PASSPHRASE}\n`,
    );
    const sha = await commit(branch, { [staging]: file, [compose]: service }, "main");
    await open(branch);
    const passphrase = "canary-passphrase";
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", passphrase);
    const { body, difference } = await reviewed(sha).finally(() => vi.unstubAllEnvs());
    expect(body).toContain("\\n/merge");
    for (const line of body.split("\n")) {
      expect(line).toMatch(/^(- |#|<|$|[A-Z0-9`])/);
      const outside = line.replace(/(`+)(?:.*?[^`])\1(?!`)/g, "");
      expect(outside).not.toMatch(/@|onerror|\/merge|PULUMI/);
    }
    for (const text of [body, JSON.stringify(forMachines(difference))]) {
      for (const hidden of ["canary", token, passphrase]) expect(text).not.toContain(hidden);
    }
  });
});

describe("a note that is too long", () => {
  it("is cut to what GitLab takes: its marker, the summary and what it is of stay", async () => {
    await commit(branch, { [staging]: level("Info") }, "main");
    await open(branch);
    const difference = after([staging, "slipway:apps.shop.env.LOG_LEVEL", "Info"]);
    const value = "é@👍".repeat(100);
    const changes = Array.from({ length: 3000 }, () => ({
      ...difference.changes[0]!,
      what: [{ quoted: value }],
    }));
    const sides = { from: { name: "main" }, to: { name: "!1" } };
    const target = { branch: "b".repeat(250), commit: "0123456789" };
    const text = textOf(
      { ...difference, ...sides, changes },
      { target, conflicts: true },
      "abcdef0123",
    );
    const mergeRequest = new MergeRequest(reviewJob(job("0123456789".repeat(4))));
    const me = await mergeRequest.me();
    expect(await keepNote(mergeRequest, { me, pipeline: 9, text })).toBe("posted");
    const [{ body } = { body: "" }] = await notes();
    expect(body.length).toBeGreaterThan(995_000);
    expect(body).toMatch(
      /^<!-- slipway review, pipeline 9 -->\n### What this changes\n\n3000 other/,
    );
    expect(body).toMatch(/\d+ more lines do not fit here: .*\n\n`abcdef01` conflicts with .*\.$/);
  });
});

describe("what a job lacks", () => {
  it("is told at once, and nothing is asked of anybody", async () => {
    const env = {
      CI_API_V4_URL: "file:///etc",
      CI_MERGE_REQUEST_IID: "1/../2",
      CI_PIPELINE_ID: "3",
    };
    const { code, stderr, stdout } = await run(["review"], { cwd: folder, env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(
      "CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, CI_REPOSITORY_URL, " +
        "SLIPWAY_REVIEW_TOKEN are not set, or not as GitLab sets it.",
    );
  });

  it("is a commit that is nowhere: the password is in no word of it", async () => {
    const failed = await runReview(folder, {}, job("0123456789".repeat(4))).catch(String);
    expect(failed).toContain("git fetch: ");
    expect(failed).not.toContain(root);
  });
});
