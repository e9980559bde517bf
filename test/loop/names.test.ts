import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { appendFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import type { Checkout } from "../../sandbox/loop/checkout.ts";
import { messages } from "../../sandbox/messages/mailbox.ts";
import { secretsOf } from "../support/attacks/canaries.ts";
import { lookScript, oddBranch, oddNames, seenBy } from "../support/attacks/names.ts";
import { tagsOf } from "../support/attacks/registry.ts";
import { type Loop, testLoop } from "../support/loop.ts";

/** Dana chooses names: of a branch, of files, of a commit's author, and of what a merge request brings. */
let loop: Loop;
let checkout: Checkout;
let sha: string;
/** Where a shell that ran a part of a name would have left a file. */
const touched = mkdtempSync(join(tmpdir(), "slipway-names-"));
const branch = oddBranch((name) => join(touched, name));
const author = "$SLIPWAY_SLACK_WEBHOOK ${SLIPWAY_TELEGRAM_TOKEN} %DB_PASSWORD% <!channel>";
const message = "\u001b[31mRed\u001b[2J <!channel> @channel $(id)\n\nsection_end:1:x\r\u001b[0K\n";
const shop = "projects/acme%2Fshop";

beforeAll(async () => {
  chmodSync(touched, 0o777);
  loop = await testLoop();
  checkout = await loop.clone("dana");
  await checkout.branch("odd", "develop");
  cpSync(join(import.meta.dirname, "../support/shop/app"), checkout.folder, { recursive: true });
  write(
    "tests",
    `printf 'REF %s\\n' "$(printf %s "$CI_COMMIT_REF_NAME" | base64 | tr -d '\\n')"\n`,
  );
  for (const name of oddNames) write(name, `the file ${name}\n`);
  symlinkSync("/etc/hostname", join(checkout.folder, "out"));
  symlinkSync("/etc", join(checkout.folder, "etc"));
  write("look", lookScript);
  appendFileSync(join(checkout.folder, "Dockerfile"), "COPY . /all/\nRUN sh /all/look\n");
  await checkout.git("add", "--all");
  const by = `${author.replaceAll(/[<>]/g, "")} <dana@example.com>`;
  await checkout.git("commit", "--quiet", "--cleanup=verbatim", "--author", by, "-m", message);
  sha = await checkout.git("rev-parse", "HEAD");
});
afterAll(async () => {
  await loop?.close();
  rmSync(touched, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout.folder, path)), { recursive: true });
  writeFileSync(join(checkout.folder, path), text);
}

async function trace(ref: string, name: string, commit = sha): Promise<string> {
  const pipelines = loop.pipelines("dana");
  const job = await pipelines.job(await pipelines.of(ref, commit), name, "success");
  return loop.people.dana.client.text(`${shop}/jobs/${job.id}/trace`);
}

it("a branch's name runs nothing in its jobs, nor where they come from", async () => {
  await checkout.push(branch);
  const pipelines = loop.pipelines("dana");
  const pipeline = await pipelines.of(branch, sha);
  await pipelines.passed(pipeline);
  const names = (await pipelines.jobs(pipeline)).map(({ name }) => name);
  expect(names).toEqual(["inputs", "unit", "build"]);
  const [, ref = ""] = /^REF (\S+)$/m.exec(await trace(branch, "unit")) ?? [];
  const [before = "", after] = branch.split("$CI_JOB_TOKEN$$");
  const seen = Buffer.from(ref, "base64").toString();
  // A runner puts the token in the place of its name: it is this job's own.
  expect(seen.startsWith(`${before}glcbt-`) && seen.endsWith(`$${after}`)).toBe(true);
  expect(readdirSync(touched)).toEqual([]);
  const page = await fetch(
    `${loop.people.dana.client.origin}/acme/shop/-/pipelines/${pipeline.id}`,
  );
  const shown = await page.text();
  expect(shown).toContain("%0a%41&lt;b&gt;&amp;amp;$CI_JOB_TOKEN");
  expect(shown).not.toContain("%41<b>");
});

it("files of any name are in the image as git has them, and links lead nowhere", async () => {
  const listed = execFileSync("git", ["ls-tree", "-r", "-z", sha], { cwd: checkout.folder })
    .toString()
    .split("\0")
    .flatMap((line) => /^(\d{6}) blob (\w+)\t([^]+)$/.exec(line)?.slice(1, 4) ?? []);
  const tracked = Array.from({ length: listed.length / 3 }, (_, at) => {
    const [mode, object, path] = listed.slice(at * 3);
    return { mode: mode!, object: object!, path: path! };
  });
  expect(tracked.map(({ path }) => path)).toEqual(expect.arrayContaining(oddNames));
  const { files, links } = seenBy(await trace(branch, "build"));
  const blobs = tracked.filter(({ mode }) => mode !== "120000");
  expect(files).toEqual(new Map(blobs.map(({ path, object }) => [path, object])));
  expect(links).toEqual(
    new Map([
      ["etc", "/etc"],
      ["out", "/etc/hostname"],
    ]),
  );
});

it("an author's name puts no secret into a message, and a title calls nobody", async () => {
  const secrets = await secretsOf(loop);
  expect([...secrets.keys()].join()).toMatch(
    /SLIPWAY_SLACK_WEBHOOK.*DB_PASSWORD|DB_PASSWORD.*SLIPWAY_SLACK/,
  );
  // So that the commit that staging's pipeline is of is Dana's own.
  await loop.sandbox.send("PUT", shop, { merge_method: "ff" });
  const request = await loop.mergeRequests("dana").open(branch, "develop", message);
  const requests = loop.mergeRequests("mira");
  await requests.mergeable(request);
  expect(await requests.merge(request)).toBe(sha);
  const pipelines = loop.pipelines("mira");
  await pipelines.passed(await pipelines.of("develop", sha));
  expect(await loop.version("staging")).toBe(sha.slice(0, 8));
  const told = messages(gitLabFolder(loop.sandbox.folder));
  expect(told.map(({ service }) => service).sort()).toEqual(["slack", "telegram"]);
  for (const { text } of told) {
    expect(text).toContain(
      "Author: $SLIPWAY_SLACK_WEBHOOK ${SLIPWAY_TELEGRAM_TOKEN} %DB_PASSWORD%",
    );
    for (const secret of secrets.values()) expect(text).not.toContain(secret);
    expect(text).not.toContain("<!channel>");
  }
  const log = await trace("develop", "staging");
  expect(log).toContain("Told Slack");
  for (const secret of secrets.values()) expect(log).not.toContain(secret);
  expect(readdirSync(touched)).toEqual([]);
});

it("nothing but this one image is released", async () => {
  const { address } = loop.sandbox.registry;
  const account = { user: "mira", password: loop.people.mira.token };
  const tags = (await tagsOf(address, "acme/shop/release", account)).map((tag) =>
    tag.replace(/-[0-9a-f-]{8,}$/, "-…"),
  );
  expect(tags.sort()).toEqual(
    ["built-…", "develop", "kept-staging-1", "served-…", "tested-…", sha.slice(0, 8)].sort(),
  );
});
