import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, HistoryEntry } from "../../host/protocol.ts";
import { Disk, whyNoDisks } from "../support/disk.ts";
import { processes } from "../system/host/ssh/watch.ts";
import {
  configurationOf,
  deployRequest,
  eventually,
  startHost,
  type Host,
} from "../system/host/support.ts";

/** The power goes in the midst of a deploy: what is left is what a real file system had on its disk. */
const cuts = Number(process.env.CUTS ?? 6);

let host: Host;
let disk: Disk;
/** Milliseconds that a deploy takes here, at least. */
let usual = Infinity;
/** What was answered as done, the newest last. */
const done: Answer[] = [];

beforeAll(async () => {
  host = await startHost();
  const place = join(host.folder, "srv", host.environment);
  disk = new Disk(join(host.folder, "disk"), place);
  const configuration = configurationOf(host);
  for (const service of Object.values(configuration.compose.services as object)) {
    Object.assign(service as object, { restart: "unless-stopped", stop_grace_period: "0s" });
  }
  expect((await host.apply(configuration)).code).toBe(0);
  await deploy("2.0.0");
  await deploy("1.0.0");
});
afterAll(async () => {
  disk.remove();
  await host.close();
});

type Version = "1.0.0" | "2.0.0";

async function deploy(version: Version): Promise<Answer> {
  const began = Date.now();
  const { code, answer, stderr } = await host.deploy(host.machine.images.shop[version], version);
  usual = Math.min(usual, Date.now() - began);
  expect(code, stderr).toBe(0);
  done.push(answer);
  return answer;
}

describe.skipIf(whyNoDisks() !== undefined)("a power cut", () => {
  it("loses what is not synced, or nothing is held here", () => {
    writeFileSync(join(disk.place, "unsynced"), "x");
    const names = disk.look(disk.copy(), (folder) => readdirSync(folder));
    expect(names).toContain("shop");
    expect(names).not.toContain("unsynced");
  });

  it("loses nothing that was answered as done", async () => {
    const version = (await host.status()).release?.version === "1.0.0" ? "2.0.0" : "1.0.0";
    const { release } = await deploy(version);
    disk.look(disk.copy(), (folder) => expectThere(folder, release!.number));
    const back = await host.rollback();
    expect(back.code).toBe(0);
    done.push(back.answer);
    disk.look(disk.copy(), (folder) => {
      expectThere(folder, back.answer.release!.number);
      expect(readFileSync(join(folder, "shop/refused.json"), "utf8")).toContain("sha256:");
    });
    const image = host.machine.images.shop[version];
    expect((await host.call("allow", { image })).code).toBe(0);
    disk.look(disk.copy(), (folder) => {
      expect(readFileSync(join(folder, "shop/refused.json"), "utf8")).not.toContain("sha256:");
    });
  });

  it.each(Array.from({ length: cuts }, (_, index) => index))(
    "in the midst of a deploy leaves what can be gone on with: cut %i",
    async (index) => {
      const before = (await host.status()).release!;
      const version = before.version === "1.0.0" ? "2.0.0" : "1.0.0";
      const caller = host.start("deploy", "deployer", "shop");
      caller.stdin!.end(
        JSON.stringify(deployRequest(host.machine, host.machine.images.shop[version], version)),
      );
      let said = "";
      caller.stdout!.setEncoding("utf8").on("data", (text: string) => (said += text));
      // Spread over the whole of it, its end too.
      await sleep(((index + Math.random()) / cuts) * usual * 1.05);
      const copy = disk.copy();
      if (said.endsWith("\n")) done.push(JSON.parse(said) as Answer);
      await powerCut(copy);

      // Whatever it was: it is known what serves, and all that was answered is still there.
      const status = await host.status();
      expect([before.number, before.number + 1]).toContain(status.release?.number);
      expect(status.services.length).toBeGreaterThan(0);
      expectThere(disk.place, done.at(-1)!.release!.number);
      const { release } = await deploy(version);
      const after = await host.status();
      expect(after).toMatchObject({ healthy: true, release: { number: release!.number, version } });
      expect((await host.health()).version).toBe(version);
      expect(readdirSync(join(host.place, "requests"))).toEqual([]);
      expect(readdirSync(host.place)).not.toContain("switching.json");
      expect(readdirSync(host.place).filter((name) => name.endsWith(".new"))).toEqual([]);
      const numbers = history(disk.place).map((entry) => entry.release?.number);
      for (const answer of done) expect(numbers).toContain(answer.release?.number);
    },
  );
});

/** Everything ends at once, but for the daemon, and comes again as after a boot. */
async function powerCut(copy: string): Promise<void> {
  const project = `label=com.docker.compose.project=${host.environment}-shop`;
  await eventually(() => {
    const here = processes(join(host.folder, "srv"));
    for (const { id } of here) {
      try {
        process.kill(id, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
    return Promise.resolve(here.length === 0 || undefined);
  });
  const list = async () =>
    (await host.docker("ps", "--quiet", "--no-trunc", "--filter", project))
      .split("\n")
      .filter((id) => id !== "");
  // The daemon goes on with what it was asked for last.
  const running = new Set<string>();
  let isQuiet = 0;
  await eventually(async () => {
    const ids = await list();
    for (const id of ids) running.add(id);
    if (ids.length > 0) await host.docker("kill", ...ids).catch(() => undefined);
    isQuiet = ids.length > 0 ? 0 : isQuiet + 1;
    return isQuiet > 10 || undefined;
  });
  disk.becomes(copy);
  // As the daemon does with those that have a restart policy.
  for (const id of running) await host.docker("start", id).catch(() => undefined);
}

function history(folder: string): HistoryEntry[] {
  const lines = readFileSync(join(folder, "shop/history.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as HistoryEntry);
}

/** A release is whole, is the one that serves or was, and stands in the history. */
function expectThere(folder: string, number: number): void {
  const release = join(folder, "shop/releases", String(number));
  for (const name of ["compose.yaml", "configuration.json", "release.json"]) {
    expect(() => JSON.parse(readFileSync(join(release, name), "utf8")) as unknown).not.toThrow();
  }
  const current = Number(readlinkSync(join(folder, "shop/current")).replace("releases/", ""));
  expect(current).toBeGreaterThanOrEqual(number);
  expect(history(folder).map((entry) => entry.release?.number)).toContain(number);
}
