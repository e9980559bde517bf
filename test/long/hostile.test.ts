import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "../../host/limits.ts";
import { startHeld, type Held } from "../system/host/ssh/held.ts";
import { hostile } from "../system/host/ssh/requests.ts";
import { send, ended } from "../system/host/ssh/send.ts";

/** What `test/system/host/hostile.test.ts` asks, more of it, and what takes its time. */
let held: Held;

beforeAll(async () => {
  held = await startHeld();
});
afterAll(async () => {
  // In mebibytes. It was 110.
  expect(await held.close()).toBeLessThan(256);
});

it("answers 200 requests that are wrong somewhere by the protocol", async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (asked) => void (await held.ask(asked))),
    { numRuns: 200, endOnFailure: true },
  );
});

/** The largest that a configurator may send, each of what takes the most memory of its kind. */
const large: [string, string][] = [
  ["empty lists", "[],"],
  ["empty objects", "{},"],
  ["numbers", "1.5,"],
  ["texts", '"é",'],
];

it.each(large)("reads %s to the limit of an apply, and goes on", async (_, item) => {
  const most = limits.applyBytes - 30;
  const body = Buffer.from(`{"app":"shop","x":[${item.repeat(most / Buffer.byteLength(item))}0]}`);
  await held.ask({ role: "configurator", command: "apply", env: {}, body, codes: [20] });
});

it("ends a request that comes too slowly", async () => {
  const client = await held.as("observer");
  const began = Date.now();
  const end = await new Promise<Awaited<ReturnType<typeof ended>>>((resolve, reject) => {
    client.exec("status", (error, channel) => {
      if (error) {
        reject(error);
        return;
      }
      const timer = setInterval(() => channel.write(" "), 500);
      channel.on("error", () => undefined);
      void ended(channel).then((each) => {
        clearInterval(timer);
        resolve(each);
      });
    });
  });
  expect(end.code).toBe(20);
  expect(end.stdout).toContain(`did not arrive within ${limits.requestSeconds} s`);
  expect((Date.now() - began) / 1000).toBeGreaterThan(limits.requestSeconds - 1);
  expect((await send(await held.as("observer"), "status", Buffer.from("{}"))).code).toBe(0);
});

it("has written nothing that it should not, and left nothing running", () => held.expectHeld());
