import { afterAll, beforeAll, expect, it } from "vitest";
import { protocol, type Cause } from "../../../host/protocol.ts";
import { configurationOf, startGate, startHost, type Gate, type Host } from "./support.ts";

let host: Host;
let gate: Gate;

beforeAll(async () => {
  host = await startHost();
  gate = await startGate(host);
  const configuration = configurationOf(host);
  configuration.health = { ...configuration.health!, url: gate.url, proxy: true, within: 3 };
  expect((await host.apply(configuration)).code).toBe(0);
  expect((await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0")).code).toBe(0);
});
afterAll(async () => {
  await gate.close();
  await host.close();
});

const restart = (more: { services?: string[]; cause?: Cause } = {}) =>
  host.call("restart", { protocol, ...more });
/** Which container it is, and since when it runs. */
const started = async (service: string) => {
  const container = await host.container(service);
  const at = await host.docker("inspect", "--format", "{{.State.StartedAt}}", container);
  return { container, at: at.trim() };
};

it("starts the same containers again", async () => {
  const before = { app: await started("app"), database: await started("database") };
  const { code, answer } = await restart({ cause: { author: "ada" } });
  expect({ code, outcome: answer.outcome }).toEqual({ code: 0, outcome: "restarted" });
  expect(answer.message).toBe("Release 1 is serving, version 1.0.0; restarted: app, database.");
  for (const service of ["app", "database"] as const) {
    const after = await started(service);
    expect(after.container).toBe(before[service].container);
    expect(Date.parse(after.at)).toBeGreaterThan(Date.parse(before[service].at));
  }
  expect((await host.health()).version).toBe("1.0.0");
  expect((await host.history()).at(-1)).toMatchObject({
    ...{ action: "restart", code: 0, outcome: "restarted", cause: { author: "ada" } },
  });
});

it("starts those again that are named, and no other", async () => {
  const before = { app: await started("app"), database: await started("database") };
  expect((await restart({ services: ["app"] })).code).toBe(0);
  expect(await started("database")).toEqual(before.database);
  expect((await started("app")).at).not.toBe(before.app.at);
});

it("says where it does not serve then, and puts nothing back", async () => {
  gate.shut();
  const { code, answer } = await restart();
  gate.open();
  expect({ code, outcome: answer.outcome }).toEqual({ code: 11, outcome: "restart failed" });
  expect(answer.message).toMatch(
    /^Release 1 failed its health check\. .* so there is nothing to put back/,
  );
  expect(answer.release?.number).toBe(1);
  expect((await host.status()).healthy).toBe(true);
});
