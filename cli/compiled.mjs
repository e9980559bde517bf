import module from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Where Node keeps modules that it has compiled: in the project's own folder, since a shared one under
 * /tmp would let others put code there.
 */
export const folder = fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url));

/** Has Node take modules from there, wherever the repository lies then, and keep new ones there. */
export function keepCompiled() {
  // As an option it would be an error to a Node that does not know it.
  process.env.NODE_COMPILE_CACHE_PORTABLE = "1";
  module.enableCompileCache(folder);
  delete process.env.NODE_COMPILE_CACHE_PORTABLE;
}
