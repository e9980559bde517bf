import { deploysThroughKilledDaemons } from "./killedDaemon.ts";

// Each step: `npm run test:long`.
deploysThroughKilledDaemons(["at the start of containers", "while it waits for health"]);
