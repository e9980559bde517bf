import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { clearPendingCreates } from "../../../cli/engine/stackState.ts";
import { abandoned } from "../../../cli/engine/locks.ts";

/** A line of the engine's, as Pulumi 3.230.0 writes it. */
function lock(pid: number, host = hostname()): string {
  return `file:///state/.pulumi/locks/a.json: created by root@${host} (pid ${pid}) at 2026-11-22T10:00:00Z\n`;
}

/** The id of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "close");
  return child.pid!;
}

describe("a lock", () => {
  it("is abandoned when a process of this machine left it that is gone", async () => {
    expect(abandoned(`the stack is locked by 1 lock(s)\n${lock(await gone())}`)).toBe(true);
  });

  it("of a process that is there, or of another machine, is not", async () => {
    expect(abandoned(lock(process.pid))).toBe(false);
    expect(abandoned(lock(await gone(), "elsewhere"))).toBe(false);
  });

  it("is not, when one of several is held", async () => {
    expect(abandoned(lock(await gone()) + lock(process.pid))).toBe(false);
  });

  it("that the engine does not describe is not", () => {
    expect(abandoned("the stack is locked")).toBe(false);
  });
});

describe("what a killed operation left pending", () => {
  const [made, unknown] = ["urn:made", "urn:unknown"];

  /** A stack whose state holds `made`; notes whether it was cleared. */
  function stack(pending: { urn: string; type: string }[]) {
    const cleared: unknown[] = [];
    const pendingOperations = pending.map(({ urn, type }) => ({ resource: { urn }, type }));
    const deployment = { resources: [{ urn: made }], pending_operations: pendingOperations };
    const stand = {
      exportStack: () => Promise.resolve({ version: 3, deployment }),
      refresh: (options: unknown) => Promise.resolve(void cleared.push(options)),
    };
    return { stack: stand as unknown as Stack, cleared };
  }

  it.each([
    ["a creation that is in the state by now", [{ urn: made, type: "creating" }], true],
    ["a creation that may or may not exist", [{ urn: unknown, type: "creating" }], false],
    ["another kind of step", [{ urn: made, type: "updating" }], false],
    [
      "one of each",
      [
        { urn: made, type: "creating" },
        { urn: unknown, type: "creating" },
      ],
      false,
    ],
    ["nothing", [], false],
  ])("is cleared for %s: %j → %s", async (_, pending, expected) => {
    const { stack: target, cleared } = stack(pending);
    expect(await clearPendingCreates(target)).toBe(expected);
    expect(cleared).toEqual(expected ? [{ clearPendingCreates: true }] : []);
  });
});
