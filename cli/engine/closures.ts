import { createRequire, Module } from "node:module";

/**
 * Pulumi's SDK loads what turns JavaScript functions into files, TypeScript's compiler and npm's
 * dependency trees among it, in a quarter of the time that a command takes before the engine runs.
 * Slipway has nothing done to functions. Imported before the SDK is, this has both loaded at their
 * first use instead: never.
 */
const require = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
for (const name of ["./typescript-shim.js", "@npmcli/arborist"]) loadedLater(name);

function loadedLater(name: string): void {
  const path = require.resolve(name);
  if (require.cache[path]) return;
  const placeholder = new Module(path);
  placeholder.loaded = true;
  placeholder.exports = new Proxy(
    {},
    {
      get(_, key) {
        // It is taken for a module as a compiler makes them, and not copied.
        if (key === "__esModule") return true;
        if (require.cache[path] === placeholder) delete require.cache[path];
        return (require(path) as Record<string | symbol, unknown>)[key];
      },
    },
  );
  require.cache[path] = placeholder;
}
