import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { keep } from "../../../sandbox/messages/mailbox.ts";
import { page } from "../../../sandbox/page/page.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pipeline = { id: 7, ref: "main", sha: "0123456789abcdef", source: "push", status: "blocked" };
const jobs = [
  { id: 3, name: "production", stage: "production", status: "manual", duration: null },
  { id: 2, name: "uat", stage: "uat", status: "running", duration: null },
  { id: 1, name: "unit", stage: "test", status: "success", duration: 1.25 },
];
const answers: Record<string, unknown> = {
  users: [
    { username: "root", name: "Administrator" },
    { username: "dana", name: "Dana <i>Developer</i>" },
  ],
  projects: [{ path_with_namespace: "acme/shop", description: "<b>The web shop</b>" }],
  "projects/acme%2Fshop/environments": [{ id: 1, name: "staging", external_url: null }],
  "projects/acme%2Fshop/pipelines": [pipeline],
  "projects/acme%2Fshop/merge_requests": [
    { iid: 4, title: "Sell <hats>", source_branch: "feature/hats", target_branch: "develop" },
  ],
  "projects/acme%2Fshop/deployments": [
    {
      ...{ id: 1, iid: 1, status: "success", sha: "fedcba9876543210", user: { name: "Mira" } },
      deployable: { id: 2, pipeline: { id: 7 } },
    },
  ],
  "projects/acme%2Fshop/pipelines/7": pipeline,
  "projects/acme%2Fshop/pipelines/7/jobs": jobs,
  "projects/acme%2Fshop/jobs/1": { ...jobs[2], ref: "main", pipeline: { id: 7 } },
  "projects/acme%2Fshop/jobs/1/trace":
    "section_start:1:script\r\u001b[0K\u001b[32m$ npm test\u001b[0m\nok <all>\nsection_end:2:script\r\u001b[0K",
  "projects/acme%2Fshop/merge_requests/4": {
    ...{ iid: 4, title: "Sell <hats>", description: "@all", state: "opened" },
    ...{ source_branch: "feature/hats", target_branch: "develop", author: { name: "Dana" } },
    detailed_merge_status: "ci_still_running",
  },
  "projects/acme%2Fshop/merge_requests/4/pipelines": [pipeline],
  "projects/acme%2Fshop/merge_requests/4/notes": [
    { body: "<script>alert(1)</script>", author: { name: "Mira" }, created_at: "2026-11-24" },
  ],
};

/** What GitLab was asked to change: `root POST projects/…`. */
let sent: string[];
beforeEach(() => {
  sent = [];
});

const app = new Hono();
app.all("/api/v4/*", (context) => {
  const path = context.req.path.slice("/api/v4/".length);
  const { "private-token": token, sudo = "" } = context.req.header();
  if (token !== "a-token") return context.json({ message: "401 Unauthorized" }, 401);
  if (context.req.method !== "GET") {
    sent.push(`${sudo} ${context.req.method} ${path}`);
    if (sudo === "dana") return context.json({ message: "403 Forbidden" }, 403);
    return context.json({});
  }
  const answer = answers[path];
  if (answer === undefined) return context.json({ message: "404 Project Not Found" }, 404);
  return typeof answer === "string" ? context.text(answer) : context.json(answer);
});
page(app, folder, "a-token");
app.onError((error, context) =>
  error instanceof HTTPException ? error.getResponse() : context.text(String(error), 500),
);

const origin = "http://127.0.0.1:8080";

async function get(path: string): Promise<[number, string]> {
  const answer = await app.request(origin + path);
  return [answer.status, await answer.text()];
}

function post(path: string, { as = "root", from = origin, body = "" } = {}) {
  return app.request(origin + path, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: from,
      referer: `${origin}/acme/shop/-/pipelines/7`,
      cookie: `slipway_as=${as}`,
    },
    body,
  });
}

describe("what people wrote is text on every page", () => {
  it.each([
    ["/", "&lt;b&gt;The web shop&lt;/b&gt;"],
    ["/", "Dana &lt;i&gt;Developer&lt;/i&gt;"],
    ["/acme/shop", "!4 Sell &lt;hats&gt;"],
    ["/acme/shop/-/merge_requests/4", "&lt;script&gt;alert(1)&lt;/script&gt;"],
    ["/acme/shop/-/jobs/1", "ok &lt;all&gt;"],
  ])("%s", async (path, escaped) => {
    const [status, text] = await get(path);
    expect(status).toBe(200);
    expect(text).toContain(escaped);
  });

  it("in messages too", async () => {
    keep(folder, { time: "2026-11-24T10:00:00Z", service: "slack", to: "B0", text: "<b>shop</b>" });
    expect((await get("/-/messages"))[1]).toContain("Slack · B0");
    expect((await get("/-/messages"))[1]).toContain("&lt;b&gt;shop&lt;/b&gt;");
  });

  it.each([
    ["slack", "*shop &lt;1&gt;* is <http://127.0.0.1/a?b&amp;c|there>"],
    ["telegram", '<b>shop &lt;1&gt;</b> is <a href="http://127.0.0.1/a?b&amp;c">there</a>'],
  ] as const)("but for %s's own links and bold text", async (service, text) => {
    keep(folder, { time: "2026-11-24T10:00:00Z", service, to: "B0", text });
    expect((await get("/-/messages"))[1]).toContain(
      '<b>shop &lt;1&gt;</b> is <a href="http://127.0.0.1/a?b&amp;c">there</a>',
    );
  });
});

describe("a pipeline", () => {
  it("shows its stages in order, with a button for what may be done to each job", async () => {
    const [, text] = await get("/acme/shop/-/pipelines/7");
    const stages = [...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, stage]) => stage);
    expect(stages).toEqual(["test", "uat", "production"]);
    const buttons = [...text.matchAll(/action="(.*?)">\s*<button class=".*?" aria-label="(.*?)"/g)];
    expect(buttons.map(([, path, words]) => `${path} ${words}`)).toEqual([
      "/acme/shop/-/jobs/1/retry Run again: unit",
      "/acme/shop/-/jobs/2/cancel Cancel: uat",
      "/acme/shop/-/jobs/3/play Run: production",
    ]);
  });

  it("has a log without the marks that terminals and GitLab read", async () => {
    const [, text] = await get("/acme/shop/-/jobs/1");
    expect(/<pre class="log".*?>([^]*)<\/pre>/.exec(text)?.[1]).toBe(
      "$ npm test\nok &lt;all&gt;\n",
    );
  });
});

it("shows what an environment has served, and that nothing says what it serves now", async () => {
  const [, text] = await get("/acme/shop");
  expect(text).toContain("<code>fedcba98</code>");
  expect(text).toContain("it has no address");
});

describe("a button", () => {
  it("does what it says as whoever looks, and comes back", async () => {
    const answer = await post("/acme/shop/-/jobs/3/play", { as: "mira" });
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      "/acme/shop/-/pipelines/7",
    ]);
    expect(sent).toEqual(["mira POST projects/acme%2Fshop/jobs/3/play"]);
  });

  it("merges", async () => {
    await post("/acme/shop/-/merge_requests/4/merge");
    expect(sent).toEqual(["root PUT projects/acme%2Fshop/merge_requests/4/merge"]);
  });

  it("shows GitLab's no", async () => {
    const answer = await post("/acme/shop/-/jobs/3/play", { as: "dana" });
    expect(answer.status).toBe(403);
    const text = await answer.text();
    expect(text).toContain("403: 403 Forbidden");
    // Whoever becomes somebody else then stands before the button again.
    expect(text).toContain('name="back" value="/acme/shop/-/pipelines/7"');
  });

  it("is not pressed by another's page", async () => {
    const answer = await post("/acme/shop/-/jobs/3/play", { from: "https://elsewhere.example" });
    expect(answer.status).toBe(403);
    expect(sent).toEqual([]);
  });
});

describe("whom the page is shown to", () => {
  it("is chosen, and leads back", async () => {
    const answer = await post("/-/as", { body: "username=dana&back=/acme/shop" });
    expect(answer.headers.get("location")).toBe("/acme/shop");
    expect(answer.headers.get("set-cookie")).toContain("slipway_as=dana");
  });

  it.each(["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example"])(
    "leads to no other's address, as %s",
    async (back) => {
      const body = new URLSearchParams({ username: "dana", back }).toString();
      const answer = await post("/-/as", { body });
      expect(answer.headers.get("location")).toBe("/");
    },
  );

  it("is not chosen by another's page", async () => {
    const body = "username=mira&back=/";
    const answer = await post("/-/as", { body, from: "https://elsewhere.example" });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  });
});

it("says that there is no such project", async () => {
  expect(await get("/acme/none/-/pipelines/7")).toEqual([
    404,
    expect.stringContaining("404: 404 Project Not Found"),
  ]);
});

it("leaves git's and the API's addresses to others", async () => {
  expect((await get("/acme/shop.git/info/refs"))[0]).toBe(404);
  expect((await get("/acme/shop.git/info/refs"))[1]).not.toContain("<html");
});
