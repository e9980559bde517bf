import { beforeEach, expect, it } from "vitest";
import { application } from "../../src/application.ts";
import type { Order } from "../../src/order.ts";
import type { Orders } from "../../src/orders.ts";

let kept: Order[];
let reachable: boolean;
let logged: string[];

const orders: Orders = {
  place: (order) => {
    kept.unshift({ ...order, id: kept.length + 1, placedAt: new Date(0) });
    return Promise.resolve(kept[0]!);
  },
  latest: (count) => Promise.resolve(kept.slice(0, count)),
  check: () => (reachable ? Promise.resolve() : Promise.reject(new Error("no database"))),
};
const shop = application(orders, { version: "1.2.3", logLevel: "Debug" }, (level, message) => {
  logged.push(`${level} ${message}`);
});

beforeEach(() => {
  kept = [];
  reachable = true;
  logged = [];
});

const json = (body: unknown) => ({ method: "POST", body: JSON.stringify(body) });

it("is healthy, with its version, while the database takes orders", async () => {
  const answer = await shop.request("/health");
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    status: "ok",
    version: "1.2.3",
    logLevel: "Debug",
    database: "ok",
  });
});

it("is not healthy without its database, and logs why", async () => {
  reachable = false;
  const answer = await shop.request("/health");
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ status: "failing", database: "failing" });
  expect(logged).toContain("Error health: no database");
});

it("answers for its API", async () => {
  const answer = await shop.request("/api/v1/status");
  expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
});

it("takes an order as JSON and lists it", async () => {
  const placed = await shop.request("/api/v1/orders", json({ product: "paint", quantity: 3 }));
  expect(placed.status).toBe(201);
  expect(await placed.json()).toMatchObject({ id: 1, product: "paint", quantity: 3 });
  const list = (await (await shop.request("/api/v1/orders")).json()) as Order[];
  expect(list.map(({ product }) => product)).toEqual(["paint"]);
});

it("refuses what is no order, and keeps nothing of it", async () => {
  const refused = await shop.request("/api/v1/orders", json({ product: "paint" }));
  expect(refused.status).toBe(422);
  expect(await refused.json()).toEqual({ problems: ["quantity: a whole number from 1 to 100"] });
  expect((await shop.request("/api/v1/orders", { method: "POST", body: "{" })).status).toBe(422);
  const form = new URLSearchParams({ product: "none", quantity: "1" });
  expect((await shop.request("/orders", { method: "POST", body: form })).status).toBe(422);
  expect(kept).toEqual([]);
});

it("takes an order from its page and shows it there", async () => {
  const body = new URLSearchParams({ product: "anvil", quantity: "2" });
  const answer = await shop.request("/orders", { method: "POST", body });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  const text = await (await shop.request("/")).text();
  expect(text).toContain("2 × Anvil");
  expect(text).toContain("Version 1.2.3");
});

it("shows what it no longer sells as text", async () => {
  kept.push({ id: 1, product: "<script>", quantity: 1, placedAt: new Date(0) });
  expect(await (await shop.request("/")).text()).toContain("1 × &lt;script&gt;");
});

it("says no more than that it fails when it does, and logs the rest", async () => {
  const broken = application(
    { ...orders, latest: () => Promise.reject(new Error("table gone")) },
    { version: "1", logLevel: "Error" },
    (level, message) => logged.push(`${level} ${message}`),
  );
  const answer = await broken.request("/");
  expect([answer.status, await answer.text()]).toEqual([500, '{"status":"failing"}']);
  expect(logged).toContain("Error GET /: table gone");
});
