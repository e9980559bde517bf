import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { configurationOf, startHost, type Configuration, type Host } from "./support.ts";

/** What counts as serving, as real containers end and real ports are published. */

let host: Host;
let one: string;

beforeAll(async () => {
  host = await startHost();
  one = host.machine.images.shop["1.0.0"];
});
afterAll(() => host.close());

/** The example, with a migration that ends with a code and that the app waits for, or not. */
function withMigration(code: number, waits: boolean, more: Partial<Configuration> = {}) {
  const made = configurationOf(host);
  const services = made.compose.services as Record<string, Record<string, unknown>>;
  services.migrate = { image: "${IMAGE}", command: ["sh", "-c", `exit ${code}`] };
  if (waits)
    services.app!.depends_on = { migrate: { condition: "service_completed_successfully" } };
  return { ...made, ...more };
}

async function deployed(configuration: Configuration) {
  expect((await host.apply(configuration, { withNextImage: true })).code).toBe(0);
  return host.deploy(one, "1.0.0");
}

it("fails where a service has ended that nothing waits for", async () => {
  const { code, answer } = await deployed(withMigration(0, false));
  expect(code).toBe(10);
  expect(answer.failure?.message).toContain("say `once: [migrate]` in the settings");
});

it("fails where what runs once ends with an error", async () => {
  const { code, answer } = await deployed(withMigration(3, false, { once: ["migrate"] }));
  expect(code).toBe(10);
  expect(answer.failure?.message).toBe("Service migrate ended with exit code 3.");
});

it("serves once it has ended well, and runs it no second time with the same deploy", async () => {
  expect((await deployed(withMigration(0, false, { once: ["migrate"] }))).code).toBe(0);
  const before = await host.docker("inspect", await host.container("migrate"));
  const { answer } = await host.deploy(one, "1.0.0");
  expect({ outcome: answer.outcome, restored: answer.restored }).toEqual({ outcome: "unchanged" });
  expect(await host.docker("inspect", await host.container("migrate"))).toBe(before);
});

it("serves where the app waits for it", async () => {
  expect((await deployed(withMigration(0, true))).answer.outcome).toBe("serving");
});

it("takes no other program's answer for the app's", async () => {
  const other = createServer((_, response) => response.end(JSON.stringify({ version: "1.0.0" })));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/health`;
  const made = configurationOf(host);
  Object.assign(made.health!, { url, smoke: [] });
  try {
    const { code, answer } = await deployed(made);
    expect(code).toBe(10);
    expect(answer.failure?.message).toContain("none of this app's containers");
    expect((await host.status()).healthy).toBe(true);
    Object.assign(made.health!, { proxy: true });
    expect((await deployed(made)).answer.outcome).toBe("serving");
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});
