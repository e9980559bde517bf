import { configurationOrExit } from "./configuration.ts";
import { connect } from "./database.ts";
import { logger } from "./log.ts";
import { migrate } from "./migrations.ts";

/** Runs once, before the app of the same image starts. */
const { database, logLevel, version } = configurationOrExit();
const log = logger(logLevel);
const pool = connect(database, log);
try {
  const applied = await migrate(pool);
  log("Information", `migrated for ${version}: ${applied.join(", ") || "nothing to do"}`);
} catch (error) {
  log("Error", `migration: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await pool.end();
}
