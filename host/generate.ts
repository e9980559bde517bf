import { writeFileSync } from "node:fs";
import { pythonProtocol } from "./pythonProtocol.ts";

/** `npm run host`: writes what slipway-host has of the protocol. A test tells when it is stale. */
writeFileSync(new URL("slipway_host/generated.py", import.meta.url), pythonProtocol());
