import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pushed, type Shop, short, testShop } from "../support/loopShop.ts";

/** Which of several pipelines comes to an environment, and which never does any more. */
let shop: Shop;
let abandoned: Pushed;
let ahead: Pushed;
let hotfix: Pushed;

beforeAll(async () => {
  shop = await testShop((platform) => {
    const closing = { from: "2020-01-01 00:00", until: "2099-01-01 00:00", why: "nobody is there" };
    const freeze = ["config", "slipway:environments", "production", "freeze"];
    platform.setIn(freeze, platform.createNode({ closing }));
  });
});
afterAll(() => shop.close());

describe("two pushes in a row", () => {
  it("leave the newer one serving, and the older one never comes over it", async () => {
    const older = await shop.run("develop", "Open the shop", () => shop.open());
    ahead = await shop.run("develop", "Change it at once", () => shop.change("newer"));
    await shop.pipelines.passed(ahead);
    const { status, jobs } = await shop.ended(older);
    expect(["canceled", "failed"]).toContain(status);
    expect(jobs["staging"]).not.toBe("success");
    expect(await shop.version("staging")).toBe(short(ahead));
    expect(await shop.image("staging")).toBe((await shop.released(ahead)).image);
  });
});

describe("a hotfix on main", () => {
  it("passes through staging first, with develop ahead, and says to merge it back", async () => {
    abandoned = await shop.run("main", "Release the shop", async () => {
      await shop.checkout.git("checkout", "--quiet", "origin/develop", "--", ".");
    });
    await shop.pipelines.job(abandoned, "uat", "manual");
    expect(await shop.trace(abandoned, "staging")).toContain("serves this image already");
    ahead = await shop.run("develop", "Go on", () => shop.change("ahead"));
    await shop.pipelines.passed(ahead);
    expect(shop.told().at(-1)).not.toContain("back into develop");

    hotfix = await shop.run("main", "Mend the shop", () => shop.change("mended"));
    await shop.pipelines.job(hotfix, "uat", "manual");
    expect(await shop.version("staging")).toBe(short(hotfix));
    expect(shop.told().at(-1)).toContain("Merge main back into develop");
    await shop.openDoor(hotfix, "uat");
    expect(await shop.version("uat")).toBe(short(hotfix));
  });
});

describe("a door that nobody opened in time", () => {
  it("is refused once a newer pipeline has come through it", async () => {
    const door = await shop.job(abandoned, "uat");
    expect(door.status).toBe("manual");
    await expect(shop.pipelines.play(door)).rejects.toThrow("403");
    expect(await shop.version("uat")).toBe(short(hotfix));
  });
});

describe("a frozen environment", () => {
  it("refuses in the job itself, says until when, and changes nothing", async () => {
    const door = await shop.pipelines.job(hotfix, "production", "manual");
    await shop.pipelines.play(door);
    const { status, jobs } = await shop.ended(hotfix);
    expect(status).toBe("failed");
    expect(jobs).toMatchObject({ production: "failed", "production:served": "skipped" });
    expect(await shop.trace(hotfix, "production")).toContain(
      "production is frozen until 2099-01-01 00:00 (UTC): nobody is there",
    );
    expect(shop.told().at(-1)).toContain("was not deployed: production is closed to it");
    await expect(shop.version("production")).rejects.toThrow("fetch failed");
  });
});
