import { serve } from "@hono/node-server";
import { application } from "./application.ts";
import { configurationOrExit } from "./configuration.ts";
import { connect } from "./database.ts";
import { logger } from "./log.ts";
import { ordersIn } from "./orders.ts";

const configuration = configurationOrExit();
const log = logger(configuration.logLevel);
const pool = connect(configuration.database, log);
const shop = application(ordersIn(pool), configuration, log);
const { port, version } = configuration;

const server = serve({ fetch: shop.fetch, port }, () =>
  log("Information", `shop ${version} listens on port ${port}`),
);

// What is being answered is answered; then the process has nothing left to do.
process.once("SIGTERM", () => {
  server.close(() => void pool.end());
});
