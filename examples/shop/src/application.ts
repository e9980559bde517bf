import { Hono } from "hono";
import type { Configuration } from "./configuration.ts";
import type { Log } from "./log.ts";
import { parseOrder } from "./order.ts";
import type { Orders } from "./orders.ts";
import { page } from "./page.ts";

/** The shop's pages and its API. */
export function application(
  orders: Orders,
  { version, logLevel }: Pick<Configuration, "version" | "logLevel">,
  log: Log,
): Hono {
  const shop = new Hono();

  shop.use(async (context, next) => {
    await next();
    log("Debug", `${context.req.method} ${context.req.path} ${context.res.status}`);
  });

  shop.onError((error, context) => {
    log("Error", `${context.req.method} ${context.req.path}: ${error.message}`);
    return context.json({ status: "failing" }, 500);
  });

  shop.get("/", async (context) => context.html(page(await orders.latest(10), version)));

  /** What a deploy waits for: this version, and a database that takes orders. */
  shop.get("/health", async (context) => {
    try {
      await orders.check();
      return context.json({ status: "ok", version, logLevel, database: "ok" });
    } catch (error) {
      log("Error", `health: ${(error as Error).message}`);
      return context.json({ status: "failing", version, logLevel, database: "failing" }, 503);
    }
  });

  shop.get("/api/v1/status", (context) => context.json({ status: "ok" }));

  shop.get("/api/v1/orders", async (context) => context.json(await orders.latest(100)));

  shop.post("/api/v1/orders", async (context) => {
    const parsed = parseOrder(await context.req.json().catch(() => undefined));
    if ("problems" in parsed) return context.json(parsed, 422);
    const order = await orders.place(parsed.order);
    log("Information", `order ${order.id}: ${order.quantity} ${order.product}`);
    return context.json(order, 201);
  });

  shop.post("/orders", async (context) => {
    const parsed = parseOrder(await context.req.parseBody());
    if ("problems" in parsed) return context.text(parsed.problems.join("\n"), 422);
    await orders.place(parsed.order);
    return context.redirect("/", 303);
  });

  return shop;
}
