import { randomBytes } from "node:crypto";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readDatabase } from "../../src/configuration.ts";
import { migrate, migrations } from "../../src/migrations.ts";
import { ordersIn } from "../../src/orders.ts";

/** Against the PostgreSQL that DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME name. */
const database = readDatabase(process.env);
const schema = `test_${randomBytes(6).toString("hex")}`;
const pools: Pool[] = [];

/** Connections that see this run's own schema. */
function connections(): Pool {
  const pool = new Pool({ ...database, options: `-c search_path=${schema}` });
  pools.push(pool);
  return pool;
}

beforeAll(async () => {
  await untilReady();
  await connections().query(`create schema ${schema}`);
}, 60_000);

afterAll(async () => {
  await pools[0]?.query(`drop schema if exists ${schema} cascade`);
  await Promise.all(pools.map((pool) => pool.end()));
});

it("cannot check orders before it is migrated", async () => {
  await expect(ordersIn(connections()).check()).rejects.toThrow('relation "orders" does not exist');
});

it("applies each migration once, two at a time included", async () => {
  const applied = await Promise.all([migrate(connections()), migrate(connections())]);
  expect(applied.flat()).toEqual(migrations.map(({ name }) => name));
  expect(await migrate(connections())).toEqual([]);
});

it("keeps orders, the newest first, for whoever connects later", async () => {
  const orders = ordersIn(connections());
  await orders.check();
  const first = await orders.place({ product: "anvil", quantity: 2 });
  const second = await orders.place({ product: "paint", quantity: 1 });
  expect(second.id).toBeGreaterThan(first.id);
  expect(await ordersIn(connections()).latest(10)).toEqual([second, first]);
  expect(await orders.latest(1)).toEqual([second]);
});

it("keeps none that asks for nothing", async () => {
  await expect(ordersIn(connections()).place({ product: "anvil", quantity: 0 })).rejects.toThrow(
    "orders_quantity_check",
  );
});

/** A service of a pipeline may be starting still. */
async function untilReady(): Promise<void> {
  const end = Date.now() + 50_000;
  for (;;) {
    const pool = new Pool({ ...database, connectionTimeoutMillis: 2000 });
    try {
      await pool.query("select 1");
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    } finally {
      await pool.end();
    }
  }
}
