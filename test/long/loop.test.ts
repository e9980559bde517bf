import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import { startGitLabRegistry, stopGitLabRegistry } from "../../sandbox/gitlabRegistry.ts";
import { startRunners } from "../../sandbox/runnerDaemon.ts";
import { type Pushed, type Shop, short, testShop } from "../support/loopShop.ts";

/** What goes wrong around a pipeline, and what is left to do about it. */
let shop: Shop;
let first: Pushed;

beforeAll(async () => {
  shop = await testShop();
});
afterAll(() => shop.close());

describe("two pipelines with one input hash at once", () => {
  it("release one image, whichever of the two is built first", async () => {
    // Long enough for both to be built: they are to be released at one time.
    const open = () => {
      shop.open();
      shop.write("tests", "sleep 20\n");
    };
    const sha = await shop.push("develop", "Open the shop", open);
    const other = await shop.run("main", "Open it here too", open);
    first = await shop.pipelineOf("develop", sha);
    await shop.pipelines.passed(first);
    await shop.pipelines.job(other, "uat", "manual");
    const both = [first, other];
    const said = await Promise.all(both.map((one) => shop.trace(one, "release")));
    expect(said.filter((trace) => trace.includes("Released before"))).toHaveLength(1);
    const [image, ...others] = await Promise.all(both.map((one) => shop.released(one)));
    expect(others.map((one) => one.image)).toEqual([image!.image]);
  });
});

describe("a registry that is down", () => {
  const asking = ["inputs", "build", "release", "staging:served"];

  it.each(asking)("fails %s, which says so, and passes when it is run again", async (name) => {
    const { folder, gitlab } = shop.loop.sandbox;
    await stopGitLabRegistry(folder);
    await shop.retry(await shop.job(first, name));
    expect((await shop.over(first, name)).status).toBe("failed");
    expect(await shop.trace(first, name)).toContain("Run the job again when the registry answers");
    const url = new URL(gitlab.baseUrl).origin;
    await startGitLabRegistry({ folder, gitlab: { url, folder: gitLabFolder(folder) } });
    await shop.retry(await shop.job(first, name));
    expect((await shop.over(first, name)).status).toBe("success");
  });
});

describe("a deploy that is cut off while the server switches", () => {
  it("is finished by the server when it is canceled, and the next one is right", async () => {
    const cut = await slowly("canceled");
    await shop.cancel(await shop.job(cut, "staging"));
    expect((await shop.over(cut, "staging")).status).toBe("canceled");
    await untilServes(cut);
    const next = await shop.run("develop", "Go on", () => shop.change("after a cancel"));
    await shop.pipelines.passed(next);
    expect(await shop.version("staging")).toBe(short(next));
  });

  it("is finished by the server when its runner is killed, and the next one is right", async () => {
    const cut = await slowly("killed");
    const { folder, machine } = shop.loop.sandbox;
    const run = join(folder, "run", "runner-trusted.json");
    process.kill((JSON.parse(readFileSync(run, "utf8")) as { pid: number }).pid, "SIGKILL");
    await untilServes(cut);
    await startRunners({ ...shop.loop.sandbox, docker: machine.docker }, () => {});
    // Nobody tells GitLab of it for an hour: somebody ends the job that no runner has any more.
    await shop.cancel(await shop.job(cut, "staging"), true);
    const next = await shop.run("develop", "Go on", () => shop.change("after a kill"));
    await shop.pipelines.passed(next);
    expect(await shop.version("staging")).toBe(short(next));
  });
});

/** A release that takes its time to be healthy. @returns its pipeline while the server switches */
async function slowly(words: string): Promise<Pushed> {
  const pushed = await shop.run("develop", `Be slow: ${words}`, () => {
    shop.change(words);
    shop.write("tests", "echo tested\n");
    const start = readFileSync(join(shop.checkout.folder, "start"), "utf8");
    shop.write("start", start.replace(/^(sleep \d+\n)?date/m, "sleep 5\ndate"));
  });
  await shop.pipelines.job(pushed, "staging", "running");
  while (!(await shop.trace(pushed, "staging")).includes("starting release")) await sleep(100);
  return pushed;
}

async function untilServes(pushed: Pushed): Promise<void> {
  const version = () => shop.version("staging").catch(() => undefined);
  while ((await version()) !== short(pushed)) await sleep(100);
}
