import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it, vi } from "vitest";
import { removeAbandoned } from "../../../cli/engine/locks.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-locks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A lock file, and the line of the engine's about it, as Pulumi 3.230.0 writes it. */
function lock(name: string, pid: number, host = hostname()) {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ pid, hostname: host }));
  return {
    line: `\n  ${pathToFileURL(path).href}: created by root@${host} (pid ${pid}) at 2026-11-22T10:00:00Z`,
    isThere: () => existsSync(path),
  };
}

/** The id of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "close");
  return child.pid!;
}

describe("a lock", () => {
  it("that a process of this machine left which is gone is taken away", async () => {
    const dead = lock("dead", await gone());
    const message = `the stack is currently locked by 1 lock(s).${dead.line}`;
    expect(await removeAbandoned(message)).toBe("removed");
    expect(dead.isThere()).toBe(false);
  });

  it("that somebody takes between the look and the removal stays", async () => {
    const dead = lock("dead", await gone());
    const [one, other] = [removeAbandoned(dead.line), removeAbandoned(dead.line)];
    expect(await one).toBe("removed");
    const taken = lock("taken by the first of two", process.pid);
    expect(await other).toBe("removed");
    expect(await removeAbandoned(dead.line)).toBe("removed");
    expect(taken.isThere()).toBe(true);
  });

  it.each([
    ["of a process that is there", () => Promise.resolve(process.pid), hostname()],
    ["of another machine", gone, "elsewhere"],
  ])("%s stays", async (_, holder, host) => {
    const held = lock("held", await holder(), host);
    expect(await removeAbandoned(held.line)).toBe("none");
    expect(held.isThere()).toBe(true);
  });

  it("of a process that may not be asked stays, since it is there", async () => {
    const others = lock("another user's", process.pid);
    const denied = Object.assign(new Error("kill EPERM"), { code: "EPERM" });
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw denied;
    });
    expect(await removeAbandoned(others.line)).toBe("none");
    kill.mockRestore();
    expect(others.isThere()).toBe(true);
  });

  it("of a process that has ended and nobody has collected is taken away", async () => {
    // What a shell starts, it collects no more once it has become another program.
    const script = "exec 3<&0; (read line <&3) & echo $!; exec sleep 60";
    const parent = spawn("sh", ["-c", script], { stdio: ["pipe", "pipe", "ignore"] });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(line));
    const of = (id: number, file: string) => readFileSync(`/proc/${id}/${file}`, "utf8");
    await vi.waitFor(() => expect(of(parent.pid!, "comm")).toBe("sleep\n"), 10_000);
    parent.stdin.end();
    await vi.waitFor(() => expect(of(pid, "stat")).toContain(") Z "), 10_000);
    expect(await removeAbandoned(lock("zombie", pid).line)).toBe("removed");
    parent.kill();
  });

  it("stays when another of the stack's is held", async () => {
    const [dead, held] = [lock("dead", await gone()), lock("held", process.pid)];
    expect(await removeAbandoned(dead.line + held.line)).toBe("none");
    expect([dead.isThere(), held.isThere()]).toEqual([true, true]);
  });

  it("that is no file is told, and stays", async () => {
    const { line } = lock("dead", await gone());
    const elsewhere = line.replace(/file:\S+(?=:)/, "s3://acme-pulumi-state/locks/dead.json");
    expect(await removeAbandoned(elsewhere)).toBe("left");
  });

  it("that the engine does not describe stays", async () => {
    expect(await removeAbandoned("the stack is locked")).toBe("none");
  });
});
