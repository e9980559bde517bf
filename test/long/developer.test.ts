import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordTag } from "../../cli/registry/recordNames.ts";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import type { Checkout } from "../../sandbox/loop/checkout.ts";
import type { Who } from "../../sandbox/loop/people.ts";
import { messages } from "../../sandbox/messages/mailbox.ts";
import { runnerUsers, sandboxRunners } from "../../sandbox/runners.ts";
import { findSecrets, secretsOf, seenSecrets } from "../support/attacks/canaries.ts";
import {
  attemptsOf,
  expectNoneLingers,
  expectNothing,
  protectedPath,
  writeHostile,
  writeLinks,
} from "../support/attacks/job.ts";
import { refused } from "../support/attacks/requests.ts";
import { tagsOf, tryPush } from "../support/attacks/registry.ts";
import { type Loop, testLoop } from "../support/loop.ts";

/** Dana is a Developer who knows GitLab well, and means harm. Each attempt is shown to have been made. */
let loop: Loop;
let checkout: Checkout;
let secrets: Map<string, string>;

beforeAll(async () => {
  loop = await testLoop();
  secrets = await secretsOf(loop);
  checkout = await loop.clone("dana");
});
afterAll(() => loop?.close());

/** The jobs' names of the newest pipeline of a commit. */
async function passed(
  who: Who,
  ref: string,
  sha: string,
): Promise<{ id: number; names: string[] }> {
  const pipelines = loop.pipelines(who);
  const pipeline = await pipelines.of(ref, sha);
  await pipelines.passed(pipeline);
  return { id: pipeline.id, names: (await pipelines.jobs(pipeline)).map(({ name }) => name) };
}

/** As Dana asks GitLab, from her laptop. */
async function ask(method: string, path: string, body?: unknown): Promise<string> {
  const { client, token } = loop.people.dana;
  const answer = await fetch(`${client.origin}/api/v4/${path}`, {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return `${answer.status} ${await answer.text()}`;
}

const shop = "projects/acme%2Fshop";
const pushes = (...args: string[]) =>
  checkout.git("push", "--quiet", "origin", ...args).then(
    () => "pushed",
    (error: Error & { stderr?: string }) => error.stderr ?? error.message,
  );

let main: { id: number };

describe("A Developer's code", () => {
  it("puts nothing in the place of what jobs hand on", async () => {
    await checkout.branch("feature/attack", "develop");
    writeHostile(checkout.folder);
    writeLinks(checkout.folder);
    const commit = await checkout.commit("Take the place of a job's files");
    await checkout.push("feature/attack");
    const pipelines = loop.pipelines("dana");
    await expect(pipelines.passed(await pipelines.of("feature/attack", commit))).rejects.toThrow(
      ".slipway/change.json is tracked by git",
    );
    await checkout.git("rm", "--quiet", "-r", ".slipway");
  });

  it("gets nothing in a feature branch's jobs", async () => {
    const commit = await checkout.commit("Open the shop");
    await checkout.push("feature/attack");
    const { id, names } = await passed("dana", "feature/attack", commit);
    expect(names).toEqual(["inputs", "unit", "build"]);
    const found = await attemptsOf(loop, { id });
    expectNothing(found);
    expect(found.get("registry/cache-protected")).toBe(protectedPath);
    expectNoneLingers();
  });

  it("gets nothing when a Maintainer merges it to develop, and what is released is what was built", async () => {
    const request = await loop
      .mergeRequests("dana")
      .open("feature/attack", "develop", "Open the shop");
    const requests = loop.mergeRequests("mira");
    await requests.mergeable(request);
    const sha = await requests.merge(request);
    const { id, names } = await passed("mira", "develop", sha);
    expect(names).toContain("staging");
    const found = await attemptsOf(loop, { id });
    expectNothing(found);
    // A job has its starter's role, and builds of what Maintainers merge write this cache.
    expect(found.get("registry/cache-protected")).toBe("pull,push,delete 202");
    expectNoneLingers();
    expect(await loop.version("staging")).toBe(sha.slice(0, 8));
  });

  it("does not run again in main's pipeline, which stands at UAT's door", async () => {
    const request = await loop.mergeRequests("dana").open("develop", "main", "Release the shop");
    const requests = loop.mergeRequests("mira");
    await requests.mergeable(request);
    const sha = await requests.merge(request);
    const pipelines = loop.pipelines("mira");
    main = await pipelines.of("main", sha);
    await pipelines.job(main, "uat", "manual");
    await pipelines.job(main, "unit", "success");
    expect([...(await attemptsOf(loop, main)).keys()]).toEqual([]);
  });
});

describe("A Developer at their laptop", () => {
  it.each(refused)("may not %s %s", async (method, path, body) => {
    const where = path === "" ? shop : `${shop}/${path}`;
    expect(await ask(method, where, body)).toMatch(/^403 \{"message":"403 Forbidden/);
  });

  it("opens no door of main's pipeline, and retries, cancels and erases none of its jobs", async () => {
    const jobs = await loop.pipelines("mira").jobs(main);
    const of = (name: string) => jobs.find((job) => job.name === name)!.id;
    for (const [action, name] of [
      ["play", "uat"],
      ["play", "production"],
      ["play", "production:rollback"],
      ["retry", "staging"],
      ["retry", "release"],
      ["cancel", "uat:pull"],
      ["erase", "staging"],
    ] as const) {
      const said = await ask("POST", `${shop}/jobs/${of(name)}/${action}`);
      expect([action, name, said.slice(0, 3)]).toEqual([action, name, "403"]);
    }
    for (const action of ["retry", "cancel"]) {
      expect(await ask("POST", `${shop}/pipelines/${main.id}/${action}`)).toMatch(/^403 /);
    }
  });

  it("sets no variables: of a pipeline, a push, a schedule, a job that they may press", async () => {
    const variables = [{ key: "SLIPWAY_RUNNER", value: "slipway-trusted" }];
    const insufficient = /^400 .*Insufficient permissions to set pipeline variables/;
    expect(await ask("POST", `${shop}/pipeline`, { ref: "develop", variables })).toMatch(
      insufficient,
    );
    expect(await ask("POST", `${shop}/pipeline`, { ref: "main" })).toMatch(
      /^400 .*You do not have sufficient permission to run a pipeline on 'main'/,
    );
    const option = "ci.variable=SLIPWAY_RUNNER=slipway-trusted";
    const push = pushes("--push-option", option, "HEAD:refs/heads/feature/options");
    expect(await push).toBe("pushed");
    const started = `${shop}/pipelines?ref=feature/options&per_page=100`;
    for (const { id } of await loop.people.mira.client.get<{ id: number }[]>(started)) {
      expect(await loop.pipelines("mira").jobs({ id })).toEqual([]);
    }
    const schedule = { description: "Nightly", ref: "develop", cron: "0 3 * * *" };
    const made = await ask("POST", `${shop}/pipeline_schedules`, schedule);
    const { id } = JSON.parse(made.slice(4)) as { id: number };
    expect(await ask("POST", `${shop}/pipeline_schedules/${id}/variables`, variables[0])).toMatch(
      /^403 /,
    );
    const develop = (
      await loop.people.mira.client.get<{ id: number }[]>(
        `${shop}/pipelines?ref=develop&status=success&per_page=1`,
      )
    )[0]!;
    const back = (await loop.pipelines("mira").jobs(develop)).find(
      ({ name }) => name === "staging:rollback",
    )!;
    const body = { job_variables_attributes: [{ key: "BASH_ENV", value: "/tmp/x" }] };
    expect(await ask("POST", `${shop}/jobs/${back.id}/play`, body)).toMatch(/^403 /);
  });

  it("pushes to no protected branch, by git or by the API, and changes no pipeline's file", async () => {
    for (const ref of ["main", "develop"]) {
      await checkout.branch(`mine-${ref}`, ref);
      await checkout.commit("Mine");
      expect(await pushes(`HEAD:refs/heads/${ref}`)).toContain(
        "You are not allowed to push code to protected branches on this project.",
      );
      expect(await pushes(`:refs/heads/${ref}`)).toMatch(/remote rejected|cannot|not allowed/i);
    }
    const actions = [{ action: "create", file_path: "x", content: "x" }];
    const commit = { branch: "main", commit_message: "x", actions };
    expect(await ask("POST", `${shop}/repository/commits`, commit)).toMatch(/^(400|403) /);
    const pipelines = "projects/acme%2Fpipelines";
    expect(await ask("POST", `${pipelines}/repository/commits`, commit)).toMatch(/^(400|403) /);
    expect(await ask("PUT", pipelines, { builds_access_level: "enabled" })).toMatch(/^403 /);
  });

  it("pushes no image to release and to no protected build's cache", async () => {
    const { address } = loop.sandbox.registry;
    const account = { user: "dana", password: loop.people.dana.token };
    expect(await tryPush(address, "acme/shop/incoming", account)).toMatch(/push.* 202$/);
    for (const repository of ["release", "cache-protected"]) {
      expect(await tryPush(address, `acme/shop/${repository}`, account)).toBe(protectedPath);
    }
  });

  it("starts nothing with a key by tags and branches that are named like something else", async () => {
    for (const ref of ["refs/tags/develop", "refs/tags/staging", "refs/heads/slipway-release"]) {
      await pushes(`HEAD:${ref}`);
    }
    const path = `${shop}/pipelines?per_page=100`;
    const all = await loop.people.mira.client.get<{ id: number; ref: string }[]>(path);
    const made = all.filter(({ ref }) => ["staging", "slipway-release"].includes(ref));
    expect(made.length).toBeGreaterThan(0);
    for (const pipeline of made) {
      const names = (await loop.pipelines("mira").jobs(pipeline)).map(({ name }) => name);
      expect(names).toEqual(["inputs", "unit", "build"]);
    }
  });

  it("posts a deployment, which GitLab believes and nothing here asks for", async () => {
    const sha = await checkout.git("rev-parse", "HEAD");
    const said = { environment: "production", ref: "main", tag: false, status: "success", sha };
    expect(await ask("POST", `${shop}/deployments`, said)).toMatch(/^201 /);
    const production = (await loop.pipelines("mira").jobs(main)).find(
      ({ name }) => name === "production",
    )!;
    expect(production.status).not.toBe("success");
    await expect(loop.version("production")).rejects.toThrow();
  });
});

describe("After all of it", () => {
  it("an image's steps have read no more than their own job's token", async () => {
    await checkout.branch("feature/dockerfile", "develop");
    const file = join(checkout.folder, "Dockerfile");
    const look =
      "RUN (cat /proc/[0-9]*/environ; cat /run/secrets/* ~/.docker/config.json) 2>/dev/null | " +
      "tr '\\0' '\\n' | grep -o '^[A-Z_]*=' | sort -u | tr '\\n' ' ' | sed 's/^/STEP /'\n";
    writeFileSync(file, readFileSync(file, "utf8").replace("EXPOSE", `${look}EXPOSE`));
    const commit = await checkout.commit("Look around");
    await checkout.push("feature/dockerfile");
    const pipeline = await loop.pipelines("dana").of("feature/dockerfile", commit);
    const build = await loop.pipelines("dana").job(pipeline, "build", "success");
    const trace = await loop.people.dana.client.text(`${shop}/jobs/${build.id}/trace`);
    const [, seen = ""] = /^.*\bSTEP (PATH=|[A-Z].*)$/m.exec(trace) ?? [];
    expect(seen).toContain("PATH=");
    expect(seen.match(/SLIPWAY_(?!RUNNER|TRUSTED)\w*/g) ?? []).toEqual([]);
  });

  it("UAT serves the image that staging has served, and no record was forged", async () => {
    const pipelines = loop.pipelines("mira");
    await pipelines.play(await pipelines.job(main, "uat", "manual"));
    await pipelines.job(main, "uat:served", "success");
    expect(await loop.version("uat")).toEqual(await loop.version("staging"));
    const { address } = loop.sandbox.registry;
    const account = { user: "mira", password: loop.people.mira.token };
    const tags = await tagsOf(address, "acme/shop/release", account);
    const release = (await pipelines.jobs(main)).find(({ name }) => name === "release")!;
    const file = await loop.people.mira.client.get<{ image: string }>(
      `${shop}/jobs/${release.id}/artifacts/.slipway/release.json`,
    );
    const digest = file.image.slice(file.image.indexOf("@") + 1);
    const served = ["staging", "uat"].map((environment) =>
      recordTag({ kind: "served", says: { app: "shop", environment, digest } }),
    );
    expect(tags.filter((tag) => tag.startsWith("served-")).sort()).toEqual(served.sort());
    expect(tags.filter((tag) => tag.startsWith("built-"))).toHaveLength(1);
  });

  it("no secret is in a log, an artifact, a note, a message or a file that jobs of the app could read", async () => {
    expect(secrets.size).toBeGreaterThan(5);
    const { folder } = loop.sandbox;
    const jobs = join(gitLabFolder(folder), "jobs");
    expect(readdirSync(jobs).length).toBeGreaterThan(10);
    expect(messages(gitLabFolder(folder)).length).toBeGreaterThan(0);
    expect(await seenSecrets(loop, secrets.values())).toEqual([]);
    const code = sandboxRunners.filter(({ name }) => name !== "trusted");
    for (const user of code.flatMap((runner) => runnerUsers(folder, runner))) {
      expect(findSecrets(join("/home", user), secrets.values())).toEqual([]);
    }
    // Nothing that a job left has run in another: what it would have said is in no log.
    const logs = readdirSync(jobs).map((id) => readFileSync(join(jobs, id, "trace.log"), "utf8"));
    const before = logs.map((log) => log.split("ATTEMPT left")[0]!);
    expect(before.filter((log) => /^HOOKED/m.test(log))).toEqual([]);
  });
});
