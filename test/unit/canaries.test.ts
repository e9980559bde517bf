import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { canary, watchProcesses } from "../support/canaries.ts";

const value = canary("planted");
const encoded = Buffer.from(`user:${value}`).toString("base64");

it("sees a secret in a command line and in an environment, encoded as well", async () => {
  const programs: [name: string, said: string, env: NodeJS.ProcessEnv][] = [
    ["line", value, {}],
    ["encoded-line", encoded, {}],
    ["environment", "", { X: value }],
    ["encoded-environment", "", { X: encoded }],
    ["nothing", "", { X: "x" }],
  ];
  const stop = watchProcesses([value]);
  // Each lives for many looks.
  const children = programs.map(([name, said, env]) =>
    spawn("sh", ["-c", "sleep 0.5; :", `planted-${name}`, said], { env, stdio: "ignore" }),
  );
  await Promise.all(children.map((child) => once(child, "close")));
  const { seen, inEnvironment } = stop();
  const named = (lines: string[]) =>
    lines.flatMap((line) => /planted-([a-z-]+)/.exec(line)?.[1] ?? []).sort();
  expect(named(seen)).toEqual(["encoded-line", "line"]);
  expect(named(inEnvironment)).toEqual(["encoded-environment", "environment"]);
});
