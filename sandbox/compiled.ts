import { join } from "node:path";

/**
 * What keeps what Node makes of the sandbox's programs, which takes it longer than starting them does:
 * beside that of the `slipway` command. Each user has their own there (Node's documentation, "Module
 * compile cache").
 */
export const compiled = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, "../node_modules/.cache/compiled"),
};
