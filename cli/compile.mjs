// Compiles what jobs' commands are made of, for users who may read what is kept and not write there, and
// prints where it is.
import { chmodSync, globSync, readdirSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";
import { folder, keepCompiled } from "./compiled.mjs";

keepCompiled();
const cwd = import.meta.dirname;
for (const path of globSync("{program,{commands,loop,registry,servers,terminal}/**/*}.ts", {
  cwd,
})) {
  await import(`./${path}`);
}
module.flushCompileCache();
// Node keeps each for its own user alone.
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isSymbolicLink()) chmodSync(path, entry.isDirectory() ? 0o755 : 0o644);
}
console.log(folder);
