import { afterEach, describe, expect, it, vi } from "vitest";
import type { Change } from "../../../../cli/servers/change.ts";
import type { Host } from "../../../../cli/servers/host.ts";
import { restoreBackup } from "../../../../cli/servers/restoreBackup.ts";
import { run } from "../support/command.ts";
import { answer, status } from "../support/server.ts";
import { after, both, one, single, two } from "./production.ts";

const old = { name: "20261124T120000Z-release-41.dump", bytes: 1_234_567 };
const recent = { name: "20261125T164900Z-release-42.dump", bytes: 20_000_000 };
const restore = ["restore", "production", "shop"];

/** What is typed at the question. */
let typed = "no";

vi.mock(import("node:readline/promises"), async (original) => ({
  ...(await original()),
  createInterface: () => ({ question: () => Promise.resolve(typed), close: () => {} }) as never,
}));

describe("slipway restore", () => {
  it("lists what is kept, the newest first, and changes nothing", async () => {
    one.answer({ status: status(after, { backups: [old, recent] }) });
    const { code, stdout } = await run(restore, { cwd: single });
    expect(code).toBe(0);
    expect(stdout.trim().split("\n").slice(1).map(words)).toEqual([
      [recent.name, "20", "MB"],
      [old.name, "1.23", "MB"],
    ]);
    const told = await run([...restore, "--json"], { cwd: single });
    expect(JSON.parse(told.stdout)).toEqual({ backups: [recent, old] });
    expect(one.asked().map(({ action }) => action)).toEqual(["status", "status"]);
  });

  it("says how there come to be some", async () => {
    one.answer({ status: status(after) });
    const { code, stdout } = await run(restore, { cwd: single });
    expect(code).toBe(0);
    expect(stdout).toContain("It keeps none: `backup` in the app's settings");
  });

  it("asks for one as the app's deployer, with who did it", async () => {
    one.answer({
      status: status(after, { backups: [old] }),
      restore: answer({ outcome: "restored", message: "It is restored.", release: after }),
    });
    const args = [...restore, old.name, "--yes", "--author", "ada"];
    const { code, stdout } = await run(args, { cwd: single });
    expect(code).toBe(0);
    expect(stdout).toContain("prod-1: It is restored. (release 42");
    expect(one.asked().at(-1)).toMatchObject({
      role: "deployer",
      action: "restore",
      request: { app: "shop", backup: old.name, cause: { author: "ada" } },
    });
  });

  it("passes on that the data of before are there again", async () => {
    one.answer({
      status: status(after, { backups: [old] }),
      restore: answer({ code: 10, outcome: "put back", message: "It was put back." }),
    });
    const { code, stderr } = await run([...restore, old.name, "--yes"], { cwd: single });
    expect({ code, says: stderr.includes("prod-1: It was put back.") }).toEqual({
      code: 10,
      says: true,
    });
  });

  it("knows no other name, and does nothing unasked", async () => {
    one.answer({ status: status(after, { backups: [old] }) });
    const unknown = await run([...restore, "x", "--yes"], { cwd: single });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain(`There is no backup \`x\` on prod-1. It has: ${old.name}.`);
    const unasked = await run([...restore, old.name], { cwd: single });
    expect(unasked.code).toBe(1);
    expect(unasked.stderr).toContain("add --yes");
    expect(one.asked().map(({ action }) => action)).toEqual(["status", "status"]);
  });

  it("wants one server, since each has data of its own", async () => {
    one.answer({});
    two.answer({ status: status(after, { backups: [recent] }) });
    const refused = await run(restore, { cwd: both });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Say which one with --server");
    const { stdout } = await run([...restore, "--server", "prod-2"], { cwd: both });
    expect(stdout).toContain(recent.name);
    expect(one.asked()).toEqual([]);
  });
});

describe("the question", () => {
  const { isTTY } = process.stdin;
  afterEach(() => {
    process.stdin.isTTY = isTTY;
    vi.restoreAllMocks();
  });

  it("is answered with yes alone", async () => {
    process.stdin.isTTY = true;
    const errors = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const change = {
      ...{ stack: "production", app: "shop", request: { app: "shop" }, isOthers: false },
      get hosts(): Host[] {
        throw new Error("a server is asked");
      },
    } as Change;
    const kept = { host: { server: { name: "prod-1" } } as Host, backups: [old] };
    for (typed of ["no", "y", ""]) expect(await restoreBackup(change, kept, old.name, {})).toBe(0);
    expect(errors).toHaveBeenLastCalledWith(expect.stringContaining("Nothing was changed."));
    typed = "yes";
    await expect(restoreBackup(change, kept, old.name, {})).rejects.toThrow("a server is asked");
  });
});

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}
