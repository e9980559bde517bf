import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Checkout } from "../../sandbox/loop/checkout.ts";
import { tryPush } from "../support/attacks/registry.ts";
import { refused } from "../support/attacks/requests.ts";
import { type Loop, testLoop } from "../support/loop.ts";

/** Dana is a Developer who knows GitLab well, and means harm. */
let loop: Loop;
let checkout: Checkout;

beforeAll(async () => {
  loop = await testLoop();
  checkout = await loop.clone("dana");
});
afterAll(() => loop?.close());

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

describe("A Developer's commit", () => {
  it("puts nothing in the place of what jobs hand on", async () => {
    await checkout.branch("feature/attack", "develop");
    const { folder } = checkout;
    cpSync(join(import.meta.dirname, "../support/shop/app"), folder, { recursive: true });
    writeFileSync(join(folder, "tests"), "echo tested\n");
    writeFileSync(join(folder, "theirs.json"), '{"passed": true}\n');
    mkdirSync(join(folder, ".slipway"));
    for (const name of ["inputs.json", "release.json", "change.json"]) {
      symlinkSync("../theirs.json", join(folder, ".slipway", name));
    }
    const commit = await checkout.commit("Take the place of a job's files");
    await checkout.push("feature/attack");
    const pipelines = loop.pipelines("dana");
    await expect(pipelines.passed(await pipelines.of("feature/attack", commit))).rejects.toThrow(
      ".slipway/change.json is tracked by git",
    );
    await checkout.git("rm", "--quiet", "-r", ".slipway");
  });
});

describe("A Developer at their laptop", () => {
  it.each(refused)("may not %s %s", async (method, path, body) => {
    const where = path === "" ? shop : `${shop}/${path}`;
    expect(await ask(method, where, body)).toMatch(/^403 \{"message":"403 Forbidden/);
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
      expect(await tryPush(address, `acme/shop/${repository}`, account)).toBe(
        "403 DENIED Pushing to protected repository path forbidden 401",
      );
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
});
