import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gitLabFolder } from "../../sandbox/gitlabDaemon.ts";
import { keep } from "../../sandbox/messages/mailbox.ts";
import { secretsOf, seenSecrets } from "../support/attacks/canaries.ts";
import { type Pushed, type Shop, short, testShop } from "../support/loopShop.ts";

/** Forwards through the doors, and every way back: put back, reverted, an old deploy run again. */
let shop: Shop;
let first: Pushed;
let second: Pushed;
let landed: Pushed;

beforeAll(async () => {
  shop = await testShop();
});
afterAll(() => shop.close());

describe("doors", () => {
  it("are not there before the environment that they come after has served", async () => {
    first = await shop.run("main", "Open the shop", () => shop.open());
    const door = await shop.pipelines.job(first, "uat", "manual");
    const production = await shop.job(first, "production");
    expect(production.status).toBe("created");
    await expect(shop.pipelines.play(production)).rejects.toThrow("Unplayable Job");
    expect(await shop.version("staging")).toBe(short(first));
    await shop.pipelines.play(door);
    await shop.pipelines.job(first, "production", "manual");
    expect(await shop.version("uat")).toBe(short(first));
    await expect(shop.version("production")).rejects.toThrow("fetch failed");
  });

  it("let the very image through that served before", async () => {
    await shop.openDoor(first, "production");
    expect(await shop.version("production")).toBe(short(first));
    const { image } = await shop.released(first);
    const images = [await shop.image("staging"), await shop.image("uat")];
    expect([...images, await shop.image("production")]).toEqual([image, image, image]);
    expect((await shop.ended(first)).status).toBe("success");
  });

  it("open for the next one as well", async () => {
    second = await shop.run("main", "Change the shop", () => shop.change("second"));
    await shop.openDoor(second, "uat");
    await shop.openDoor(second, "production");
    expect(await shop.version("production")).toBe(short(second));
  });
});

describe("an unhealthy release", () => {
  it("is put back on staging, says so without what it gave away, and goes no further", async () => {
    const image = await shop.image("staging");
    const bad = await shop.run("main", "Break the shop", () => shop.break("crash"));
    const { status, jobs } = await shop.ended(bad);
    expect(status).toBe("failed");
    expect(jobs).toMatchObject({
      ...{ unit: "success", build: "success", release: "success", staging: "failed" },
      ...{ "staging:served": "skipped", uat: "skipped", production: "skipped" },
    });
    expect(await shop.version("staging")).toBe(short(second));
    expect(await shop.image("staging")).toBe(image);
    // What it says before it ends has the database's password in it.
    expect(await shop.trace(bad, "staging")).toContain("postgres://shop:[redacted]@database");
    expect(shop.told().at(-1)).toContain(
      `shop ${short(bad)} failed on staging and was put back: ${short(second)} serves`,
    );
  });
});

describe("a revert on main", () => {
  it("builds and tests nothing, and stands at its door with the old image", async () => {
    const back = await shop.run("main", "Go back to the first shop", () => restore(first));
    const door = await shop.pipelines.job(back, "uat", "manual");
    expect(await shop.trace(back, "unit")).toContain("These tests have passed");
    expect(await shop.trace(back, "build")).toContain("These inputs are built");
    const { image } = await shop.released(first);
    expect((await shop.released(back)).image).toBe(image);
    expect(await shop.image("staging")).toBe(image);
    expect(await shop.version("uat")).toBe(short(second));
    await shop.pipelines.play(door);
    await shop.pipelines.job(back, "production", "manual");
    expect(await shop.image("uat")).toBe(image);
    expect(await shop.version("uat")).toBe(short(first));
    expect(shop.told().at(-1)).toContain(`shop ${short(first)} serves on uat`);
  });

  it("lands again as it was", async () => {
    landed = await shop.run("main", "Land it again", () => restore(second));
    await shop.openDoor(landed, "uat");
    const { image } = await shop.released(second);
    expect((await shop.released(landed)).image).toBe(image);
    expect(await shop.image("uat")).toBe(image);
    await shop.pipelines.job(landed, "production", "manual");
  });
});

describe("an old deploy job that is run again", () => {
  it("rolls back to what it deployed, in less than 30 seconds", async () => {
    const began = Date.now();
    expect(await shop.version("production")).toBe(short(second));
    await shop.retry(await shop.job(first, "production"));
    await shop.pipelines.job(first, "production", "success");
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(await shop.version("production")).toBe(short(first));
    expect(await shop.image("production")).toBe((await shop.released(first)).image);
  });

  it("closes the doors of newer pipelines, and says what to do", async () => {
    const door = await shop.job(landed, "production");
    expect(door.status).toBe("manual");
    await expect(shop.pipelines.play(door)).rejects.toThrow("403");
    expect(await shop.version("production")).toBe(short(first));
    expect(shop.told().at(-1)).toContain("GitLab refuses the doors of newer pipelines");
  });
});

describe("the rollback job", () => {
  it("goes back to what served before, and says so", async () => {
    await shop.pipelines.play(await shop.job(landed, "production:rollback"));
    expect((await shop.over(landed, "production:rollback")).status).toBe("success");
    expect(await shop.version("production")).toBe(short(second));
    expect(await shop.image("production")).toBe((await shop.released(second)).image);
    expect(shop.told().at(-1)).toContain(`shop on production was rolled back to ${short(second)}`);
  });

  it("has the servers refuse what it left", async () => {
    await shop.retry(await shop.job(first, "production"));
    expect((await shop.over(first, "production")).status).toBe("failed");
    expect(await shop.trace(first, "production")).toContain("A rollback left sha256:");
    expect(await shop.version("production")).toBe(short(second));
    expect(shop.told().at(-1)).toContain(
      `shop ${short(first)} was not deployed: production is closed to it`,
    );
  });
});

describe("an emergency on a server", () => {
  it("closes deploy jobs, which say so", async () => {
    await shop.startByHand("uat", (await shop.released(first)).image);
    await shop.retry(await shop.job(landed, "uat"));
    expect((await shop.over(landed, "uat")).status).toBe("failed");
    const trace = await shop.trace(landed, "uat");
    expect(trace).toContain("started by hand");
    expect(trace).toContain("slipway allow uat shop sha256:");
    expect(shop.told().at(-1)).toContain(
      `shop ${short(second)} was not deployed: uat is closed to it`,
    );
    expect(shop.told().at(-1)).toContain("merge the revert and open its door");
    expect(await shop.image("uat")).toBe((await shop.released(first)).image);
  });

  it("is over with the deploy of what was started", async () => {
    await shop.retry(await shop.job(first, "uat"));
    expect((await shop.over(first, "uat")).status).toBe("success");
    expect(await shop.image("uat")).toBe((await shop.released(first)).image);
    expect(shop.told().at(-1)).toContain("started by hand on a server; that is over");
  });
});

describe("a secret", () => {
  let secrets: string[];

  it("is seen nowhere in all of it: in no log, artifact, note or message", async () => {
    secrets = [...(await secretsOf(shop.loop)).values()];
    expect(secrets.length).toBeGreaterThan(5);
    expect(await seenSecrets(shop.loop, secrets)).toEqual([]);
  });

  it("would be found, if one lay about", async () => {
    const folder = gitLabFolder(shop.loop.sandbox.folder);
    const [secret = ""] = secrets;
    const { id } = await shop.job(first, "production");
    appendFileSync(join(folder, "jobs", String(id), "trace.log"), "[MASKED]");
    const message = { time: new Date().toISOString(), service: "slack", to: "B0" } as const;
    keep(folder, { ...message, text: [...secret].reverse().join("") });
    await shop.checkout.branch("feature/note", "main");
    shop.change("noted");
    await shop.checkout.commit("Be talked about [skip ci]");
    await shop.checkout.push("feature/note");
    const { iid } = await shop.loop.mergeRequests("mira").open("feature/note", "main", "Note it");
    const notes = `projects/acme%2Fshop/merge_requests/${iid}/notes`;
    await shop.client().send("POST", notes, { body: `It is ${secret}.` });
    const seen = await seenSecrets(shop.loop, secrets);
    expect(seen).toEqual([`production (${id}): [MASKED]`, "notes", "messages"]);
  });
});

/** Every file as it was in an earlier commit, as `git revert` makes it. */
async function restore({ sha }: Pushed): Promise<void> {
  await shop.checkout.git("checkout", "--quiet", sha, "--", ".");
}
