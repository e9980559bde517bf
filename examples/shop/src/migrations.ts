import type { Pool } from "pg";

/**
 * In the order in which they are applied, and never changed once one of them has served. They only
 * add, so that the release before still runs on what they leave: it may be put back at any time.
 */
export const migrations: { name: string; statement: string }[] = [
  {
    name: "001 orders",
    statement: `create table orders (
      id bigint generated always as identity primary key,
      product text not null,
      quantity integer not null check (quantity > 0),
      placed_at timestamptz not null default now()
    )`,
  },
];

/** Any number will do, as long as it stays: two migrations at once wait for each other. */
const lock = 7_310_226;

/** Applies those that the database does not have, all or none. @returns their names. */
export async function migrate(pool: Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [lock]);
    await client.query("create table if not exists migrations (name text primary key)");
    const { rows } = await client.query<{ name: string }>("select name from migrations");
    const applied = new Set(rows.map(({ name }) => name));
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const { name, statement } of missing) {
      await client.query(statement);
      await client.query("insert into migrations (name) values ($1)", [name]);
    }
    await client.query("commit");
    return missing.map(({ name }) => name);
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
