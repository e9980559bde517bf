#!/usr/bin/env node
// The command itself. Plain JavaScript that Node 18 can read, so that an old Node gets a sentence
// and not a syntax error; everything else is TypeScript, which Node runs as it is.
import { keepCompiled } from "./compiled.mjs";

const [major, minor] = process.versions.node.split(".").map(Number);
// 23.0 to 23.5 are newer than 22.18 and yet can't run TypeScript without a flag.
const stripsTypes = major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

if (stripsTypes) {
  keepCompiled();
  await import("./main.ts");
} else {
  console.error(
    `slipway needs Node 22.18 or newer, and this is ${process.versions.node}.\n` +
      "`npx slipway` finds the right one by itself after `npm ci` in the repository; elsewhere, put a newer Node first on the PATH.",
  );
  process.exitCode = 1;
}
