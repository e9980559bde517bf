import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protocol, type HistoryAnswer, type StatusAnswer } from "../../host/protocol.ts";
import {
  configurationOf,
  deployRequest,
  former,
  sessions,
  startGate,
  startHost,
  until,
  type Gate,
  type Host,
} from "../system/host/support.ts";

/** A server goes on from what the script left that was slipway-host before. */
let host: Host;
let gate: Gate;
let one: string;
let two: string;

const files = { "app.conf": Buffer.from("level=1\n").toString("base64") };

function configuration() {
  const made = configurationOf(host, { files });
  const { app } = made.compose.services as Record<string, { volumes?: string[] }>;
  app!.volumes = ["./files/app.conf:/etc/app.conf:ro"];
  Object.assign(made.health!, { url: gate.url, proxy: true, smoke: [], within: 300 });
  // Characters that JSON may be written with in more than one way, and numbers.
  Object.assign(made.env, { SPECIAL: 'é \u2028 \u007f " \\ $ \t' });
  Object.assign(made.compose, { "x-numbers": [1, 0.5, 1e-7, 100000] });
  return made;
}

beforeAll(async () => {
  host = await startHost();
  gate = await startGate(host);
  ({ "1.0.0": one, "2.0.0": two } = host.machine.images.shop);
  host.use(former);
  await host.apply(configuration());
  for (let round = 0; round < 5; round += 1) {
    await host.deploy(one, "1.0.0");
    await host.deploy(two, "2.0.0");
  }
  expect((await host.rollback()).code).toBe(0);
});
afterAll(async () => {
  await host.close();
  await gate.close();
});

/** Which containers run, and since when. */
async function running(): Promise<string> {
  const ids = await host.docker(
    "ps",
    "--quiet",
    "--no-trunc",
    "--filter",
    `label=com.docker.compose.project=${host.environment}-shop`,
  );
  return host.docker(
    "inspect",
    "--format",
    "{{.Id}} {{.State.StartedAt}}",
    ...ids.trim().split("\n"),
  );
}

describe("a server at rest", () => {
  it("is told of in the very words, with ten releases and a refused digest", async () => {
    const look = async () => [
      (await host.call<StatusAnswer>("status", {}, "observer")).answer,
      (await host.call<HistoryAnswer>("history", { last: 100 }, "observer")).answer,
    ];
    const before = await look();
    host.use();
    expect(await look()).toEqual(before);
    expect(before).toMatchObject([{ apps: [{ healthy: true, refused: [two.split("@")[1]] }] }, {}]);
  });

  it("has its first calls change nothing, and find nothing that was changed by hand", async () => {
    const before = await running();
    for (const called of [await host.apply(configuration()), await host.deploy(one, "1.0.0")]) {
      expect(called.answer, called.stderr).toMatchObject({ code: 0, outcome: "unchanged" });
      expect(called.answer.restored).toBeUndefined();
      expect(called.stderr).not.toContain("by hand");
    }
    expect(await running()).toBe(before);
  });

  it("goes on refusing what a rollback left, until it is allowed", async () => {
    expect((await host.deploy(two, "2.0.0")).code).toBe(13);
    expect((await host.call("allow", { protocol, image: two })).code).toBe(0);
    const database = await host.container("database");
    expect((await host.deploy(two, "2.0.0")).answer).toMatchObject({ release: { number: 12 } });
    expect(await host.container("database")).toBe(database);
  });

  it("goes back to a release of then", async () => {
    const { answer } = await host.rollback(11);
    expect(answer).toMatchObject({ code: 0, release: { number: 13, image: one } });
  });
});

describe("a switch that the script began", () => {
  it("is put back by the next call", async () => {
    host.use(former);
    await host.call("allow", { protocol, image: two });
    gate.shut();
    const caller = host.start("deploy", "deployer", "shop");
    caller.stdin!.end(JSON.stringify(deployRequest(host.machine, two, "2.0.0")));
    await until(caller, "starting release");
    for (const pid of sessions(host)) process.kill(pid, "SIGKILL");
    gate.open();
    expect(existsSync(`${host.place}/switching.json`)).toBe(true);
    host.use();
    const { code, stderr } = await host.deploy(two, "2.0.0");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("putting back release 13: an earlier deploy was interrupted");
  });
});
