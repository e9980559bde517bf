import { Pool } from "pg";
import type { DatabaseConfiguration } from "./configuration.ts";
import type { Log } from "./log.ts";

/** Connections to the database, made when they are needed. */
export function connect(configuration: DatabaseConfiguration, log: Log): Pool {
  const pool = new Pool({ ...configuration, connectionTimeoutMillis: 3000, query_timeout: 5000 });
  // A connection that waits in the pool and is cut; the next query gets a new one.
  pool.on("error", (error) => log("Warning", `database: ${error.message}`));
  return pool;
}
