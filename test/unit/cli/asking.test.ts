import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { hostname } from "node:os";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Operation } from "../../../cli/engine/run.ts";
import { runOperation } from "../../../cli/engine/operation.ts";

/** What is typed at the question: a text, or Ctrl-C. */
let answer: string | Error;
/** What the engine was asked to do, in order. */
let done: string[];
/** How each of its operations ends. */
let ends: (show: Show) => Promise<void>;

type Show = { onError: (text: string) => void };

vi.mock(import("../../../cli/engine/stack.ts"), async (original) => ({
  ...(await original()),
  openStack: () => Promise.resolve(engine()),
}));

vi.mock(import("../../../cli/engine/stackState.ts"), async (original) => ({
  ...(await original()),
  exportState: () => Promise.resolve({ deployment: { resources: [], pending_operations: [] } }),
}));

vi.mock(import("node:readline/promises"), async (original) => ({
  ...(await original()),
  createInterface: () => ({ question, close: () => {} }) as never,
}));

const question = () =>
  typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(answer);

function engine(): Stack {
  const step = (name: string) => async (show: Show) => {
    done.push(name);
    await ends(show);
  };
  const names = ["previewDestroy", "destroy", "previewRefresh", "refresh"];
  return {
    name: "staging",
    exportStack: () => Promise.resolve({ version: 3, deployment: { resources: [] } }),
    ...Object.fromEntries(names.map((name) => [name, step(name)])),
  } as unknown as Stack;
}

const { isTTY } = process.stdin;

beforeEach(() => {
  [answer, done, ends] = ["yes", [], () => Promise.resolve()];
  process.stdin.isTTY = true;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockReturnValue(true);
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  process.stdin.isTTY = isTTY;
});

const run = (operation: Operation, yes = false) =>
  runOperation("staging", "/nowhere", operation, { yes });

it.each([
  ["destroy", "yes", ["previewDestroy", "destroy"]],
  ["destroy", " YES ", ["previewDestroy", "destroy"]],
  ["destroy", "y", ["previewDestroy"]],
  ["destroy", "", ["previewDestroy"]],
  ["refresh", "yes", ["previewRefresh", "refresh"]],
  ["refresh", "no", ["previewRefresh"]],
] as const)("%s at a terminal looks first, and with the answer %j does %j", async (...row) => {
  const [operation, typed, expected] = row;
  answer = typed;
  expect(await run(operation)).toBe(0);
  expect(done).toEqual(expected);
});

it("asks nothing where --yes is given", async () => {
  answer = new Error("asked");
  expect(await run("destroy", true)).toBe(0);
  expect(done).toEqual(["destroy"]);
});

it("ends as a shell expects it at Ctrl-C, and changes nothing", async () => {
  answer = Object.assign(new Error("Ctrl-C"), { name: "AbortError" });
  await expect(run("destroy")).rejects.toMatchObject({
    ...{ message: "Nothing was changed.", exitCode: 130 },
  });
  expect(done).toEqual(["previewDestroy"]);
});

it("asks nothing after a look that failed", async () => {
  answer = new Error("asked");
  ends = () => Promise.reject(new Error("failed"));
  expect(await run("refresh")).toBe(1);
  expect(done).toEqual(["previewRefresh"]);
});

it("takes a dead process's lock away once, and does not try for ever", async () => {
  ends = ({ onError }) => {
    const pid = 2 ** 22 + 1;
    onError(`  file:///nowhere/1.json: created by root@${hostname()} (pid ${pid}) at 2026-11-22\n`);
    return Promise.reject(
      new ConcurrentUpdateError({ toString: () => "locked", code: 255 } as never),
    );
  };
  expect(await run("destroy", true)).toBe(12);
  expect(done).toEqual(["destroy", "destroy"]);
});
