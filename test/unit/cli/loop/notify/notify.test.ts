import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ChangeFile } from "../../../../../cli/loop/changeFile.ts";
import { messages } from "../../../../../sandbox/messages/mailbox.ts";
import { slack } from "../../../../../sandbox/messages/slack.ts";
import { telegram } from "../../../../../sandbox/messages/telegram.ts";
import { Checkout } from "../../support/checkout.ts";
import { run } from "../../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
const secret = "a1b2c3d4e5f6a1b2c3d4e5f6";
const token = `12345:${"canary-".padEnd(35, "x")}`;
const digest = (letter: string) =>
  `registry.example.com/acme/shop/release@sha256:${letter.repeat(64)}`;

let checkout: Checkout;
/** Commits in turn: what served, a feature's merge, a later commit that no one deploys. */
let commits: string[];
let server: Server;
let base: string;
let mergeRequests: object[];
let tokens: (string | undefined)[];

beforeAll(async () => {
  checkout = new Checkout({ a: "1" });
  commits = [checkout.git("rev-parse", "HEAD"), checkout.commit({ a: "2" })];
  commits.push(checkout.commit({ a: "3" }));
  const app = new Hono();
  slack(app, folder);
  telegram(app, folder);
  app.get("/api/v4/projects/7/merge_requests", (context) => {
    tokens.push(context.req.header("job-token"));
    return context.json(mergeRequests);
  });
  app.post("/proxy/*", (context) => context.text(`Cannot POST ${context.req.path}`, 502));
  app.get("/api/v4/job", (context) => {
    tokens.push(context.req.header("job-token"));
    return context.json({ commit: { author_name: "Ada" }, user: { name: "Bob & Co" } });
  });
  app.post("/elsewhere", (context) => context.redirect(job().SLIPWAY_SLACK_WEBHOOK, 307));
  await new Promise<void>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => resolve()) as Server;
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  checkout.remove();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  rmSync(join(folder, "messages.jsonl"), { force: true });
  rmSync(join(folder, ".slipway"), { recursive: true, force: true });
  tokens = [];
  mergeRequests = [];
});
tokens = [];
mergeRequests = [];

const job = () => ({
  ...{ CI_JOB_ID: "9", CI_JOB_TOKEN: "canary-job-token", CI_PROJECT_ID: "7" },
  ...{ CI_API_V4_URL: `${base}/api/v4`, CI_REPOSITORY_URL: `file://${checkout.folder}` },
  ...{ CI_COMMIT_BRANCH: "main", CI_COMMIT_SHA: commits[1]!, CI_PIPELINE_ID: "12" },
  // As a runner puts it, where somebody's name is `$DB_PASSWORD`.
  ...{ CI_COMMIT_AUTHOR: "canary-password <>", GITLAB_USER_NAME: "canary-password" },
  GITLAB_USER_LOGIN: "bob",
  ...{ CI_PIPELINE_URL: "https://gitlab.example.com/acme/shop/-/pipelines/12" },
  CI_PROJECT_URL: "https://gitlab.example.com/acme/shop",
  DEPLOY_URL: "https://app.example.com",
  SLIPWAY_SLACK_WEBHOOK: `${base}/slack/services/T0ACME/B0DEPLOYS/${secret}`,
  ...{ SLIPWAY_TELEGRAM_TOKEN: token, SLIPWAY_TELEGRAM_CHAT: "-100123" },
  SLIPWAY_TELEGRAM_API: `${base}/telegram`,
});

function changed(more: Partial<ChangeFile> = {}): void {
  const change: ChangeFile = {
    ...{ job: "9", environment: "production", app: "shop", action: "deploy", outcome: "serving" },
    release: { image: digest("b"), version: "2.0.0", commit: commits[1]! },
    before: { image: digest("a"), version: "1.0.0", commit: commits[0]! },
    ...{ began: "2026-11-22T14:03:05Z", seconds: 75 },
    ...more,
  };
  mkdirSync(join(folder, ".slipway"), { recursive: true });
  writeFileSync(join(folder, ".slipway", "change.json"), JSON.stringify(change));
}

async function notify(more: Record<string, string> = {}, ...options: string[]) {
  const env = { ...job(), ...more };
  const finished = await run(["notify", "production", "shop", ...options], { cwd: folder, env });
  expect(finished).toMatchObject({ code: 0, stdout: "" });
  for (const canary of [secret, token, "canary-job-token", "canary-password"]) {
    expect(finished.stderr).not.toContain(canary);
    for (const { text } of messages(folder)) expect(text).not.toContain(canary);
  }
  return finished.stderr;
}
const told = () => Object.fromEntries(messages(folder).map(({ service, text }) => [service, text]));
const merged = (iid: number, title: string, shas: object) => {
  const web_url = `https://gitlab.example.com/acme/shop/-/merge_requests/${iid}`;
  const none = { merge_commit_sha: null, squash_commit_sha: null, sha: "x" };
  return { iid, title, web_url, ...none, ...shas };
};

describe("slipway notify", () => {
  it("tells Slack and Telegram what serves, from which commit, and what changed", async () => {
    changed();
    mergeRequests = [
      merged(5, "Not deployed yet", { merge_commit_sha: commits[2] }),
      merged(4, "Show <b>prices</b> & taxes", { merge_commit_sha: commits[1] }),
      merged(3, "Served before", { merge_commit_sha: commits[0] }),
    ];
    expect(await notify()).toBe("Told Slack and Telegram: shop 2.0.0 serves on production\n");
    expect(tokens).toEqual(["canary-job-token", "canary-job-token"]);
    expect(told().telegram).toBe(
      [
        "<b>✅ shop 2.0.0 serves on production</b>",
        'Environment: <a href="https://app.example.com">production</a>',
        "Version: 2.0.0",
        "Before: 1.0.0",
        `Commit: <a href="https://gitlab.example.com/acme/shop/-/commit/${commits[1]}">${commits[1]!.slice(0, 8)}</a>`,
        "Author: Ada",
        "Started by: Bob &amp; Co",
        'Pipeline: <a href="https://gitlab.example.com/acme/shop/-/pipelines/12">#12</a>',
        "Took: 1 min 15 s",
        "",
        "<b>What changed</b>",
        '• <a href="https://gitlab.example.com/acme/shop/-/merge_requests/4">!4 Show &lt;b&gt;prices&lt;/b&gt; &amp; taxes</a>',
      ].join("\n"),
    );
    expect(told().slack).toContain("*✅ shop 2.0.0 serves on production*");
    expect(told().slack).toContain("Environment: <https://app.example.com|production>");
    expect(told().slack).toContain("|!4 Show &lt;b&gt;prices&lt;/b&gt; &amp; taxes>");
  });

  it.each<[string, Partial<ChangeFile>, string]>([
    [
      "what was put back",
      { outcome: "put back", message: "It reports <1>." },
      "❌ shop 2.0.0 failed on production and was put back: 1.0.0 serves",
    ],
    [
      "a failure",
      { outcome: "failed", message: "It is down." },
      "❌ The deploy of shop 2.0.0 to production failed",
    ],
    [
      "a closed environment",
      { outcome: "closed", message: "Frozen." },
      "❌ shop 2.0.0 was not deployed",
    ],
    [
      "what was cut off",
      { outcome: "begun" },
      "❌ The deploy of shop 2.0.0 to production was cut off",
    ],
    [
      "a rollback",
      { action: "rollback", release: { image: digest("a"), version: "1.0.0" } },
      "⚠️ shop on production was rolled back to 1.0.0",
    ],
    [
      "an emergency",
      { emergency: "the shop is down" },
      "⚠️ Emergency (the shop is down): shop 2.0.0 serves on production",
    ],
  ])("tells of %s", async (_, change, headline) => {
    changed(change);
    await notify();
    expect(told().telegram).toContain(headline);
    expect(told().slack).toContain(headline);
    if (change.message)
      expect(told().telegram).toContain(change.message.replace("<1>", "&lt;1&gt;"));
  });

  it("tells what an older commit takes back", async () => {
    changed({
      release: { image: digest("a"), version: "1.0.0", commit: commits[0]! },
      before: { image: digest("b"), version: "2.0.0", commit: commits[1]! },
    });
    mergeRequests = [merged(4, "Prices", { squash_commit_sha: commits[1] })];
    await notify();
    expect(told().telegram).toMatch(/<b>Taken back<\/b>\n• .*!4 Prices/);
    expect(told().telegram).toContain("⚠️ shop 1.0.0 serves on production");
    expect(told().telegram).toContain("GitLab refuses the doors of newer pipelines");
    expect(told().telegram).toContain("start a new pipeline on main");
  });

  it("tells what it ended that was started by hand, and calls no release what served", async () => {
    changed({ byHand: digest("c") });
    await notify();
    expect(told().telegram).toContain("✅ shop 2.0.0 serves on production");
    expect(told().telegram).toContain(
      `Until then ${"c".repeat(12)} ran, started by hand on a server; that is over.`,
    );
    expect(told().telegram).not.toContain("Before:");
    changed({ byHand: digest("c"), outcome: "put back", message: "It is down." });
    await notify();
    expect(told().telegram).toMatch(/failed on production and was put back<\/b>/);
  });

  it("tells what to merge back, where the environment's own branch does not hold it", async () => {
    checkout.git("branch", "--force", "develop", commits[0]!);
    changed();
    await notify({}, "--branch", "develop");
    expect(told().telegram).toContain("Merge main back into develop");
    // What has these files is not behind, whatever the commit is.
    checkout.git("branch", "--force", "develop", commits[2]!);
    changed();
    await notify({}, "--branch", "develop");
    expect(told().telegram).not.toContain("back into");
  });

  it("tells a job that failed before its deploy began, whatever lies there of another", async () => {
    changed({ job: "8" });
    await notify();
    expect(told().slack).toContain("The deploy of shop to production failed");
    expect(told().slack).toContain("its log says why");
  });

  it("tells nobody that nothing changed, and says where nobody is named", async () => {
    changed({ outcome: "unchanged" });
    expect(await notify()).toContain("Nothing changed on production");
    const none = { SLIPWAY_SLACK_WEBHOOK: "", SLIPWAY_TELEGRAM_TOKEN: "" };
    expect(await notify(none)).toContain("settings name nobody");
    expect(messages(folder)).toEqual([]);
  });

  it("cuts what is long, so that each service takes it", async () => {
    changed({ outcome: "failed", message: "<".repeat(9_000) });
    mergeRequests = Array.from({ length: 60 }, (_, index) =>
      merged(index, "&".repeat(255), { merge_commit_sha: commits[1] }),
    );
    expect(await notify()).toContain("Told Slack and Telegram");
    expect(told().telegram).toContain("• and 50 more");
    expect(told().slack).toContain("• and 50 more");
  });

  it("goes where settings say, and not where an answer sends it", async () => {
    changed();
    const said = await notify({ SLIPWAY_SLACK_WEBHOOK: `${base}/elsewhere` });
    expect(said).toContain("Warning: Slack could not be told: no connection.");
    expect(Object.keys(told())).toEqual(["telegram"]);
  });

  it("tells no address that an answer repeats", async () => {
    changed();
    const more = {
      SLIPWAY_SLACK_WEBHOOK: `${base}/proxy/services/T0ACME/B0DEPLOYS/${secret}`,
      SLIPWAY_TELEGRAM_API: `${base}/proxy`,
    };
    const said = await notify(more);
    expect(said).toContain("Slack could not be told: it answers 502: Cannot POST [redacted]");
    expect(said).toContain("Telegram could not be told: it answers 502: Cannot POST /proxy/bot[r");
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a service that refuses",
      { SLIPWAY_TELEGRAM_CHAT: "@" },
      "Telegram could not be told: it answers 400: ",
    ],
    [
      "a service that is not there",
      { SLIPWAY_TELEGRAM_API: "http://127.0.0.1:1" },
      "Telegram could not be told: no connection.",
    ],
    [
      "a webhook that is no address",
      { SLIPWAY_SLACK_WEBHOOK: `${secret}${secret}` },
      "SLIPWAY_SLACK_WEBHOOK is no https address.",
    ],
    [
      "half of an account",
      { SLIPWAY_TELEGRAM_CHAT: "" },
      "SLIPWAY_TELEGRAM_TOKEN and SLIPWAY_TELEGRAM_CHAT go together",
    ],
    [
      "a GitLab that is down",
      { CI_API_V4_URL: "http://127.0.0.1:1" },
      "What changed can't be told",
    ],
    [
      "a repository that is gone",
      { CI_REPOSITORY_URL: "file:///gone" },
      "What changed can't be told",
    ],
  ])("warns of %s, and tells whom it can", async (_, more, sentence) => {
    changed();
    const said = await notify(more);
    expect(said).toContain(`Warning: ${sentence}`);
    expect(messages(folder).length).toBeGreaterThan(0);
  });
});
