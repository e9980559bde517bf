import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HistoryAnswer } from "../../host/protocol.ts";
import { stopDaemon } from "../../sandbox/daemon.ts";
import { removeProjects } from "../../sandbox/projects.ts";
import { admit, startServer, type SandboxServer } from "../../sandbox/sshd.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

// What docs/lost-server.md says, step by step.
describe("a server that is lost", () => {
  let sandbox: TestSandbox;
  let anew: SandboxServer;
  const shop = () => sandbox.machine.images.shop;
  const deploy = (version: "1.0.0" | "2.0.0") =>
    sandbox.expectExit(0, [
      ...["deploy", "staging", "shop", "--image", shop()[version], "--version", version],
    ]);
  const healthy = async () =>
    (await (await fetch(`${sandbox.address("staging")}/health`)).json()) as { version: string };

  beforeAll(async () => {
    sandbox = await testSandbox();
    await sandbox.expectExit(0, ["up", "platform", "--yes"]);
    await sandbox.expectExit(0, ["up", "staging", "--yes"]);
    await deploy("1.0.0");
    await deploy("2.0.0");
    // Another machine is there, with a disk and a host key of its own.
    const { folder, machine, server } = sandbox;
    await stopDaemon(folder, "sshd");
    await removeProjects(machine.docker, folder);
    await rm(join(folder, "server"), { recursive: true });
    anew = await startServer(folder, server.port, machine.docker, process.env.PATH!);
  });
  afterAll(() => sandbox.close());

  it("is told from another that has taken its place", async () => {
    expect(anew.hostKey).not.toBe(sandbox.server.hostKey);
    const { code, stderr, stdout } = await sandbox.slipway(["status", "staging"]);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain("host key");
    const up = await sandbox.slipway(["up", "staging", "--yes"]);
    // Nothing is to be brought to it, as far as the state knows.
    expect([up.code, existsSync(anew.folder)], up.stdout + up.stderr).toEqual([0, false]);
    expect(up.stderr).toMatch(/What is on staging-1 was not looked at: .* shows another host key/);
  });

  it("is set up anew by up, once its host key is in the stack file and the first contact's on it", async () => {
    await sandbox.edit("staging", (file) =>
      file.setIn(["config", "slipway:servers", "staging-1", "hostKey"], anew.hostKey),
    );
    const printed = await sandbox.expectExit(0, ["keys", "staging"]);
    const line = /^ssh-ed25519 \S+.*$/m.exec(printed)![0];
    await admit(sandbox.folder, line);
    const preview = await sandbox.expectExit(0, ["preview", "staging"]);
    expect(preview).toContain("hostKey");
    await sandbox.expectExit(0, ["up", "staging", "--yes"]);
    const { stdout, stderr } = await sandbox.slipway(["status", "staging"]);
    expect(stdout).toContain("not deployed");
    expect(stdout + stderr).toContain(
      "its configuration is laid down; deploy an image to start it",
    );
  });

  it("serves what it served after a deploy of that image, and knows nothing of before", async () => {
    await deploy("2.0.0");
    expect((await healthy()).version).toBe("2.0.0");
    expect((await sandbox.slipway(["status", "staging"])).code).toBe(0);
    const { entries } = await sandbox.json<HistoryAnswer>(["history", "staging"]);
    expect(entries.map(({ action }) => action)).toEqual(["deploy", "apply"]);
    const back = await sandbox.slipway(["rollback", "staging", "shop"]);
    expect(back.code, back.stdout + back.stderr).toBe(20);
    const { changes } = await sandbox.json<{ changes: object }>(["up", "staging", "--yes"]);
    expect(Object.keys(changes)).toEqual(["same"]);
  });

  it("is set up again where it knows nothing any more under its old host key, but for new keys", async () => {
    const file = join(sandbox.folder, "server/home/.ssh/authorized_keys");
    const lines = (await readFile(file, "utf8")).split("\n");
    await writeFile(file, lines.filter((line) => !line.includes("slipway-host")).join("\n"));
    await rm(anew.folder, { recursive: true });
    const said = await sandbox.expectExit(0, ["up", "staging", "--yes"]);
    expect(said).toContain("does not know staging's keys any more, or has no slipway-host");
    expect(existsSync(join(anew.folder, "staging/shop/applied.json"))).toBe(true);
    const again = await sandbox.json<{ changes: object }>(["up", "staging", "--yes"]);
    expect(Object.keys(again.changes)).toEqual(["same"]);

    // It does not know them yet, which the engine has seen for itself.
    await sandbox.expectExit(0, ["keys", "staging", "--rotate", "--only", "observer"]);
    const { changes } = await sandbox.json<{ changes: object }>(["up", "staging", "--yes"]);
    expect(changes).toMatchObject({ update: 2 });
    expect(changes).not.toHaveProperty("replace");
  });
});
