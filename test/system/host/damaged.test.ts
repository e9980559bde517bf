import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationOf, startHost, type Host } from "./support.ts";

/** What a power cut leaves empty, or somebody has changed, is put in order and said. */
let host: Host;
let one: string;
let two: string;

beforeAll(async () => {
  host = await startHost();
  ({ "1.0.0": one, "2.0.0": two } = host.machine.images.shop);
  await host.apply(configurationOf(host));
  await host.deploy(one, "1.0.0");
  await host.deploy(two, "2.0.0");
});
afterAll(() => host.close());

const serving = async () => (await host.status()).release!.number;
const mended = async () =>
  (await host.history()).filter(({ outcome }) => outcome === "mended").at(-1)?.message;

describe("an empty file", () => {
  it("of a switch is one that is put back", async () => {
    writeFileSync(join(host.place, "switching.json"), "");
    expect((await host.status()).message).toContain("switching.json can not be read");
    expect((await host.deploy(two, "2.0.0")).answer).toMatchObject({ outcome: "unchanged" });
    expect(await mended()).toContain("switching.json could not be read.");
    expect((await host.status()).healthy).toBe(true);
  });

  it("of the release that serves is made anew from its containers", async () => {
    const before = (await host.status()).release;
    truncateSync(join(host.place, `releases/${before!.number}/release.json`));
    expect((await host.status()).message).toContain("can not be read");
    const { code, answer, stderr } = await host.deploy(two, "2.0.0");
    expect({ code, outcome: answer.outcome }, stderr).toEqual({ code: 0, outcome: "unchanged" });
    const { since, ...release } = before!;
    expect(answer.release).toMatchObject(release);
    expect(Date.parse(answer.release!.since)).toBeLessThanOrEqual(Date.parse(since));
  });

  it("of what serves, or none, is made anew", async () => {
    const before = await serving();
    rmSync(join(host.place, "current"));
    expect((await host.deploy(two, "2.0.0")).answer.outcome).toBe("unchanged");
    expect(await serving()).toBe(before);
  });

  it("of what is refused lets nothing through", async () => {
    expect((await host.rollback()).code).toBe(0);
    truncateSync(join(host.place, "refused.json"));
    expect((await host.deploy(two, "2.0.0")).code).toBe(13);
    expect((await host.status()).refused).toEqual([two.split("@")[1]]);
  });

  it("of the configuration that serves keeps none from being put back", async () => {
    const next = configurationOf(host, { env: { LOG_LEVEL: "Debug" } });
    await host.apply(next, { withNextImage: true });
    const before = await serving();
    truncateSync(join(host.place, `releases/${before}/configuration.json`));
    const { code, answer } = await host.deploy(await host.build("3.0.0", "crash"), "3.0.0");
    expect(code).toBe(10);
    expect(answer.release?.number).toBe(before);
    expect(await host.health()).toMatchObject({ version: "1.0.0", logLevel: "Warning" });
  });

  it("of what `up` laid down is set aside, and `up` lays it down again", async () => {
    truncateSync(join(host.place, "applied.json"));
    const refused = await host.deploy(one, "1.0.0");
    expect({ code: refused.code, message: refused.answer.message }).toEqual({
      code: 20,
      message: expect.stringContaining("`up` lays it down.") as string,
    });
    expect((await host.health()).version).toBe("1.0.0");
    expect((await host.apply(configurationOf(host))).code).toBe(0);
    expect((await host.status()).healthy).toBe(true);
  });
});
