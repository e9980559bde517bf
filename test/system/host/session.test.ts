import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protocol } from "../../../host/protocol.ts";
import {
  configurationOf,
  deployRequest,
  eventually,
  killGroup,
  startHost,
  until,
  type Host,
} from "./support.ts";

let host: Host;
let slow: string;

beforeAll(async () => {
  host = await startHost();
  slow = await host.build("2.0.0", "slow");
  const configuration = configurationOf(host);
  configuration.health!.within = 20;
  await host.apply(configuration);
  expect((await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0")).code).toBe(0);
});
afterAll(() => host.close());

/** Begins a deploy of an app that takes two seconds to get healthy. */
function deploySlowly() {
  const caller = host.start("deploy", "deployer", "shop");
  const cause = { author: "Ada", pipeline: "4711" };
  caller.stdin!.end(JSON.stringify(deployRequest(host.machine, slow, "2.0.0", { cause })));
  const closed = new Promise((resolve) => caller.once("close", resolve));
  return { caller, closed };
}

describe("the lock", () => {
  it("tells the next who has it, waits as long as it was asked to, and then says busy", async () => {
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    const { code, answer } = await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0", {
      wait: 0,
    });
    expect({ code, outcome: answer.outcome }).toEqual({ code: 12, outcome: "busy" });
    expect(answer.message).toMatch(/^Busy: deploy by Ada, pipeline 4711, since 20.*Z\.$/);
    // One that waits gets its turn.
    const next = await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0");
    expect(next.stderr).toMatch(/^waiting for deploy by Ada, pipeline 4711/);
    expect({ code: next.code, outcome: next.answer.outcome }).toEqual({
      code: 0,
      outcome: "serving",
    });
    expect(await closed).toBe(0);
  });
});

describe("a connection that breaks", () => {
  it("takes a call out of the queue, and what it sent goes too", async () => {
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    const waiting = deploySlowly().caller;
    await until(waiting, "waiting for deploy");
    const gone = new Promise((resolve) => waiting.once("exit", resolve));
    // As sshd does when the other side is gone.
    waiting.stdout!.destroy();
    waiting.stderr!.destroy();
    await gone;
    expect(await closed).toBe(0);
    await host.call("allow", { protocol, image: slow });
    expect((await host.history()).slice(-2)).toMatchObject([
      { action: "deploy", outcome: "serving" },
      { action: "allow" },
    ]);
    expect(readdirSync(join(host.place, "requests"))).toEqual([]);
    expect((await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0")).code).toBe(0);
  });

  it("does not stop the switch, and the history has it", async () => {
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    killGroup(caller);
    await closed;
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
    await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0");
    const before = (await host.status()).release!.number;
    const database = await host.container("database");
    const { caller, closed } = deploySlowly();
    await until(caller, "starting release");
    // Compose is done, and the app not healthy yet.
    await eventually(async () => ((await version()) === "2.0.0" ? true : undefined));
    for (const pid of sessions()) process.kill(pid, "SIGKILL");
    expect(await closed).toBe(1);

    const cut = await host.status();
    expect(cut.release?.number).toBe(before);
    expect(cut.message).toMatch(/^A switch was interrupted; the next call puts it right\./);

    const { code, stderr } = await host.deploy(host.machine.images.shop["2.0.0"], "2.0.0");
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

  /** The sessions of this test's server. */
  function sessions(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
          return line.includes("--session") && line.includes(host.folder);
        } catch {
          return false;
        }
      })
      .map(Number);
  }
});
