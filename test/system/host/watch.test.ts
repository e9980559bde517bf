import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  configurationOf,
  deployRequest,
  eventually,
  sessions,
  startGate,
  startHost,
  until,
  type Gate,
  type Host,
} from "./support.ts";

let host: Host;
let gate: Gate;
let one: string;
let two: string;

beforeAll(async () => {
  host = await startHost();
  gate = await startGate(host);
  ({ "1.0.0": one, "2.0.0": two } = host.machine.images.shop);
  const configuration = configurationOf(host);
  Object.assign(configuration.health!, { url: gate.url, proxy: true, smoke: [], within: 300 });
  await host.apply(configuration);
  expect((await host.deploy(one, "1.0.0")).code).toBe(0);
});
afterAll(async () => {
  await host.close();
  await gate.close();
});

const last = async () => (await host.history()).at(-1)!;

describe("a watch", () => {
  it("puts back what served and fails two seconds later", async () => {
    const cause = { author: "Ada" };
    const { code, answer } = await host.deploy(two, "2.0.0", { watch: 600, cause });
    expect({ code, watch: answer.watch }).toEqual({ code: 0, watch: 600 });
    expect((await host.status()).watch).toMatchObject({ release: answer.release!.number });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    gate.shut("2.0.0");
    const entry = await eventually(async () => {
      const newest = await last();
      return newest.code === 10 ? newest : undefined;
    });
    expect(entry).toMatchObject({
      action: "deploy",
      outcome: "put back",
      release: { version: "1.0.0" },
      failure: { check: "health", release: { version: "2.0.0" } },
      cause,
    });
    expect((await host.health()).version).toBe("1.0.0");
    const { watch, refused, healthy } = await host.status();
    expect({ watch, refused, healthy }).toEqual({ watch: undefined, refused: [], healthy: true });
    gate.open();
  });

  it("is over with the next change", async () => {
    expect((await host.deploy(two, "2.0.0", { watch: 600 })).code).toBe(0);
    expect((await host.rollback()).answer.release!.version).toBe("1.0.0");
    expect((await host.status()).watch).toBeUndefined();
    await eventually(() => Promise.resolve(sessions(host).length === 0 || undefined));
    await host.call("allow", { image: two });
  });
});

describe("recover", () => {
  it("alone puts back a switch whose session was killed", async () => {
    gate.shut("2.0.0");
    const caller = host.start("deploy", "deployer", "shop");
    caller.stdin!.end(JSON.stringify(deployRequest(host.machine, two, "2.0.0")));
    await until(caller, "starting release");
    await eventually(async () =>
      (await host.docker("ps", "--quiet", "--filter", `ancestor=${two}`)) === "" ? undefined : true,
    );
    for (const session of sessions(host)) process.kill(session, "SIGKILL");
    await new Promise((resolve) => caller.once("close", resolve));
    expect(existsSync(join(host.place, "switching.json"))).toBe(true);

    // What it had started goes on for a moment, and holds the lock.
    const told = await eventually(async () => {
      const found = await host.recover();
      return found.apps[0]?.outcome === "busy" ? undefined : found;
    });
    expect(told).toMatchObject({ code: 0, apps: [{ app: "shop", outcome: "put back" }] });
    expect((await host.health()).version).toBe("1.0.0");
    expect((await host.status()).healthy).toBe(true);
    expect(await host.recover()).toEqual({ protocol: 1, code: 0, apps: [] });
    gate.open();
  });
});
