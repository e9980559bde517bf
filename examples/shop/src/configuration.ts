import { isLevel, type Level, levels } from "./log.ts";

/** What the shop is told by its environment. */
export interface Configuration {
  port: number;
  logLevel: Level;
  /** Of the commit that the image was built from. */
  version: string;
  database: DatabaseConfiguration;
}

export interface DatabaseConfiguration {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

type Variables = Record<string, string | undefined>;

/** @throws with what is wrong in all of the variables. */
export function readConfiguration(variables: Variables): Configuration {
  const logLevel = variables.LOG_LEVEL ?? "Information";
  const wrong: string[] = [];
  if (!isLevel(logLevel)) {
    wrong.push(`LOG_LEVEL is "${logLevel}". Allowed: ${levels.join(", ")}.`);
  }
  if (!variables.DB_PASSWORD) wrong.push("DB_PASSWORD is not set.");
  if (wrong.length > 0) throw new Error(wrong.join(" "));
  return {
    // Inside the container; what the server publishes it on is the compose file's.
    port: 3000,
    logLevel: logLevel as Level,
    version: variables.VERSION ?? "dev",
    database: readDatabase(variables),
  };
}

/** The process's own configuration. What is wrong with it is the last that the process says. */
export function configurationOrExit(): Configuration {
  try {
    return readConfiguration(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

/** Where the database is, by the names that Compose's and a pipeline's services have in common. */
export function readDatabase(variables: Variables): DatabaseConfiguration {
  return {
    host: variables.DB_HOST ?? "database",
    port: Number(variables.DB_PORT ?? 5432),
    user: variables.DB_USER ?? "shop",
    password: variables.DB_PASSWORD ?? "",
    database: variables.DB_NAME ?? "shop",
  };
}
