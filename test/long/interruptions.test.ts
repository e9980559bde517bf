import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import type { HistoryAnswer } from "../../host/protocol.ts";
import { repository } from "../../sandbox/sandbox.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

describe("an up that does not run alone to its end", () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await testSandbox({ edition: "ee" });
    await sandbox.expectExit(0, ["up", "platform", "--yes"]);
  });
  afterAll(() => sandbox.close());

  async function locks(): Promise<string[]> {
    const folder = join(sandbox.folder, "state", ".pulumi", "locks");
    const all = await readdir(folder, { recursive: true }).catch(() => []);
    return all.filter((name) => name.endsWith(".json"));
  }

  it("protects branches in the Enterprise Edition's shape", async () => {
    const rule = await sandbox.get<{ merge_access_levels: { access_level: number }[] }>(
      "projects/acme%2Fshop/protected_branches/develop",
    );
    expect(rule.merge_access_levels.map((level) => level.access_level)).toEqual([30]);
    const { result, changes } = await sandbox.json<OperationResult>(["up", "platform", "--yes"]);
    expect([result, ...Object.keys(changes)]).toEqual(["succeeded", "same"]);
  });

  it("goes on after a kill in the middle of a server's first contact, and forgets it", async () => {
    // What GitLab holds is made first, so that the kill meets the server's part alone.
    const keys = join(sandbox.folder, "server/home/.ssh/authorized_keys");
    await rename(keys, `${keys}.away`);
    await sandbox.expectExit(1, ["up", "production", "--yes"]);
    await rename(`${keys}.away`, keys);

    const killed = spawn(
      process.execPath,
      [join(repository, "cli/slipway.mjs"), "up", "production", "--yes"],
      {
        cwd: sandbox.work,
        env: { ...process.env, ...sandbox.variables },
        detached: true,
        stdio: "ignore",
      },
    );
    const ended = once(killed, "close");
    while (!existsSync(join(sandbox.server.folder, "production"))) await sleep(5);
    process.kill(-killed.pid!, "SIGKILL");
    await ended;
    expect(await locks()).toHaveLength(1);

    const said = await sandbox.expectExit(0, ["up", "production", "--yes"]);
    expect(said).toContain('A former operation on "production" was killed and left its lock');
    const again = await sandbox.json<OperationResult>(["up", "production", "--yes"]);
    expect(again.messages).toEqual([]);
    expect([again.result, ...Object.keys(again.changes)]).toEqual(["succeeded", "same"]);
  });

  it("takes a lock away that a killed process of this machine left, and no other", async () => {
    const lock = (pid: number, host: string) =>
      writeFile(
        join(sandbox.folder, "state/.pulumi/locks/organization/slipway/production", "left.json"),
        JSON.stringify({ pid, username: "root", hostname: host, timestamp: new Date() }),
      );
    const { pid } = spawnSync("true");
    await lock(pid, "another-machine");
    await sandbox.expectExit(12, ["up", "production", "--yes"]);
    await lock(process.pid, hostname());
    await sandbox.expectExit(12, ["up", "production", "--yes"]);
    await lock(pid, hostname());
    const said = await sandbox.expectExit(0, ["up", "production", "--yes"]);
    expect(said).toContain('A former operation on "production" was killed and left its lock');
    expect(await locks()).toEqual([]);
  });

  it("lets one of two at once through, and tells the other to wait", async () => {
    await sandbox.edit("uat", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "env", "LOG_LEVEL"], "Error"),
    );
    const both = await Promise.all([
      sandbox.slipway(["up", "uat", "--yes"]),
      sandbox.slipway(["up", "uat", "--yes"]),
    ]);
    expect(both.map(({ code }) => code).sort((a, b) => a - b)).toEqual([0, 12]);
    const told = both.find(({ code }) => code === 12)!;
    expect(told.stderr).toContain('Another operation on "uat" holds its lock');
    expect(await locks()).toEqual([]);
  });

  it("puts back what a hand has changed of the keys and the configurations on a server", async () => {
    const file = join(sandbox.folder, "server/home/.ssh/authorized_keys");
    const before = await readFile(file, "utf8");
    const changed = before.replace(/^.*--role deployer --environment uat.*\n/m, "");
    await writeFile(file, `${changed}ssh-ed25519 AAAAC3 somebody\n`);
    expect((await sandbox.slipway(["status", "uat"])).stdout).toContain(
      `${file} is not as \`up\` has written it: 1 of its lines missing, and 0 there that it did not`,
    );
    const away = join(sandbox.server.folder, "uat");
    await rename(away, `${away}.away`);
    const variables = { GITLAB_USER_LOGIN: "ada" };
    const up = await sandbox.slipway(["up", "uat", "--yes"], { variables });
    const said = up.stdout + up.stderr;
    expect(up.code, said).toBe(0);
    expect(said).toContain("and 0 there that it did not write. It is written anew.");
    expect(said).toContain("what was laid down for shop is not there any more.");
    const after = (await readFile(file, "utf8")).split("\n").sort();
    expect(after).toEqual(`${before}ssh-ed25519 AAAAC3 somebody\n`.split("\n").sort());
    expect(existsSync(join(away, "shop/applied.json"))).toBe(true);
    await unchanged("uat");

    // Nobody writes the environment's folder before it is there again, and the next one is announced.
    const level = ["config", "slipway:apps", "shop", "env", "LOG_LEVEL"];
    await sandbox.edit("uat", (file) => file.setIn(level, "Debug"));
    await sandbox.slipway(["up", "uat", "--yes"], { variables });
    const { entries } = await sandbox.json<HistoryAnswer>(["history", "uat"]);
    expect(entries.map(({ action, cause }) => [action, cause?.author])).toEqual([
      ["apply", "ada"],
      ["apply", undefined],
    ]);
    expect(existsSync(join(away, "announced.json"))).toBe(false);
  });

  async function unchanged(stack: string): Promise<void> {
    const { changes } = await sandbox.json<OperationResult>(["up", stack, "--yes"]);
    expect(Object.keys(changes)).toEqual(["same"]);
  }
});
