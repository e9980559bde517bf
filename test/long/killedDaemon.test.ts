import { deploysThroughKilledDaemons, steps, type Step } from "../system/host/killedDaemon.ts";

deploysThroughKilledDaemons(Object.keys(steps) as Step[]);
