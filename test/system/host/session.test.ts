import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protocol } from "../../../host/protocol.ts";
import {
  configurationOf,
  deployRequest,
  eventually,
  killGroup,
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

/** Begins a deploy that takes until the gate is opened. */
function deploySlowly() {
  gate.shut();
  return begin(two, "2.0.0");
}

function begin(image: string, version: string) {
  const caller = host.start("deploy", "deployer", "shop");
  const cause = { author: "Ada", pipeline: "4711" };
  caller.stdin!.end(JSON.stringify(deployRequest(host.machine, image, version, { cause })));
  const closed = new Promise((resolve) => caller.once("close", resolve));
  return { caller, closed };
}

describe("the lock", () => {
  it("tells the next who has it, waits as long as it was asked to, and then says busy", async () => {
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    const { code, answer } = await host.deploy(one, "1.0.0", { wait: 0 });
    expect({ code, outcome: answer.outcome }).toEqual({ code: 12, outcome: "busy" });
    expect(answer.message).toMatch(/^Busy: deploy by Ada, pipeline 4711, since 20.*Z\.$/);
    // One that waits gets its turn.
    const next = begin(one, "1.0.0");
    await until(next.caller, "waiting for deploy by Ada, pipeline 4711");
    gate.open();
    expect(await closed).toBe(0);
    expect(await next.closed).toBe(0);
    expect((await host.history()).at(-1)).toMatchObject({
      outcome: "serving",
      release: { version: "1.0.0" },
    });
  });
});

describe("a connection that breaks", () => {
  it("takes a call out of the queue, and what it sent goes too", async () => {
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    const waiting = begin(two, "2.0.0").caller;
    await until(waiting, "waiting for deploy");
    const gone = new Promise((resolve) => waiting.once("exit", resolve));
    // As sshd does when the other side is gone.
    waiting.stdout!.destroy();
    waiting.stderr!.destroy();
    await gone;
    gate.open();
    expect(await closed).toBe(0);
    await host.call("allow", { protocol, image: two });
    expect((await host.history()).slice(-2)).toMatchObject([
      { action: "deploy", outcome: "serving" },
      { action: "allow" },
    ]);
    expect(readdirSync(join(host.place, "requests"))).toEqual([]);
    expect((await host.deploy(one, "1.0.0")).code).toBe(0);
  });

  it("does not stop the switch, and the history has it", async () => {
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    killGroup(caller);
    await closed;
    gate.open();
    const entry = await eventually(async () => {
      const last = (await host.history()).at(-1);
      return last?.release?.version === "2.0.0" ? last : undefined;
    });
    expect(entry).toMatchObject({ action: "deploy", code: 0, outcome: "serving" });
    expect((await host.health()).version).toBe("2.0.0");
    const said = readdirSync(join(host.place, "log")).sort().at(-1)!;
    expect(readFileSync(join(host.place, "log", said), "utf8")).toContain("healthy after");
  });
});

describe("a session that is killed", () => {
  it("is put back by the next call, before that does what it is for", async () => {
    await host.deploy(one, "1.0.0");
    const before = (await host.status()).release!.number;
    const database = await host.container("database");
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    // Compose is done, and the app not healthy yet.
    await eventually(async () => ((await version()) === "2.0.0" ? true : undefined));
    for (const pid of sessions(host)) process.kill(pid, "SIGKILL");
    expect(await closed).toBe(1);
    gate.open();

    const cut = await host.status();
    expect(cut.release?.number).toBe(before);
    expect(cut.message).toMatch(/^A switch was interrupted; the next call puts it right\./);

    const { code, stderr } = await host.deploy(two, "2.0.0");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      `putting back release ${before}: an earlier deploy was interrupted while it switched to release ${before + 1}`,
    );
    expect((await host.history()).slice(-2)).toMatchObject([
      { action: "deploy", code: 10, release: { number: before } },
      { action: "deploy", code: 0, release: { number: before + 2 } },
    ]);
    expect(await host.container("database")).toBe(database);
    expect(readdirSync(join(host.place, "requests"))).toEqual([]);
  });

  async function version(): Promise<string | undefined> {
    try {
      return (await host.health()).version;
    } catch {
      // Between the one container and the next.
      return undefined;
    }
  }
});
