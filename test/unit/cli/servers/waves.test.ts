import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChangeResult } from "../../../../cli/servers/change.ts";
import { wavesFrom } from "../../../../cli/servers/waves.ts";
import { inWaves } from "../../../../settings/kinds/waves.ts";
import { run, start } from "../support/command.ts";
import { answer, digest, release, startTestServer, status } from "../support/server.ts";
import type { TestServer } from "../support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles, type Keys } from "../support/stackFiles.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe("the waves of so many servers", () => {
  it.each<[waves: string[], servers: number, sizes: number[]]>([
    [[], 3, [1, 1, 1]],
    [["100%"], 3, [3]],
    [["1", "50%", "100%"], 4, [1, 1, 2]],
    [["1", "50%", "100%"], 5, [1, 2, 2]],
    [["1", "50%", "100%"], 2, [1, 1]],
    [["1", "50%", "100%"], 1, [1]],
    [["3", "10%", "100%"], 5, [3, 2]],
    [["10", "100%"], 2, [2]],
    [["1%", "100%"], 200, [2, 198]],
  ])("%j of %i are of %j", (waves, servers, sizes) => {
    const all = Array.from({ length: servers }, (_, at) => at);
    const found = inWaves(all, waves);
    expect(found.map((wave) => wave.length)).toEqual(sizes);
    expect(found.flat()).toEqual(all);
  });

  it.each([
    ["1,50%,100%", undefined],
    ["1, 2, 50%, 100%", undefined],
    ["", '"" is not a wave. Allowed: a number'],
    ["0,100%", '"0" is not a wave.'],
    ["1,101%", '"101%" is not a wave.'],
    ["5,1,100%", '"1" is less than a wave before it. Fix: write them in rising order.'],
    ["50%,3,20%,100%", '"20%" is less than a wave before it.'],
    ["1,2", 'The last wave, "2", may leave servers out. Fix: end with `100%`.'],
  ])("%j is taken or told", (text, told) => {
    const { problem } = wavesFrom(text);
    if (told === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(told);
  });
});

describe("slipway deploy in waves", () => {
  let keys: Keys;
  let servers: TestServer[];
  let folder: string;
  const good = digest("b");
  const deploy = ["deploy", "production", "shop", "--image", good, "--version", "2.0.0"];
  const before = status(release(41, "1.0.0", digest("a")));
  const serving = answer({ release: release(42, "2.0.0", good) });
  const failed = answer({ code: 10, outcome: "put back", message: "It failed." });
  const actions = (server: TestServer) => server.asked().map(({ action }) => action);

  beforeAll(async () => {
    keys = await makeTestKeys();
    servers = await Promise.all([1, 2, 3, 4].map(() => startTestServer(keys)));
    const named = servers.map((server, index) => [`prod-${index + 1}`, server] as const);
    const settings = { keys, servers: Object.fromEntries(named) };
    folder = writeStackFiles({ ...settings, waves: "[1, 50%, 100%]" });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    removeFolder(folder);
  });
  beforeEach(() => {
    const well = { status: before, deploy: serving, rollback: serving, allow: serving };
    for (const server of servers) server.answer(well);
  });

  it("begins one when all of the one before serve, and its servers side by side", async () => {
    const [, two, three, four] = servers as [TestServer, TestServer, TestServer, TestServer];
    const held = { ...serving, progress: ["switching"], until: "go" };
    for (const server of [two, three, four]) server.answer({ status: before, deploy: held });
    const { output, finished } = start(deploy, { cwd: folder });
    await vi.waitFor(() => expect(output.stderr).toContain("prod-2: switching"), 30_000);
    for (const server of [three, four]) expect(actions(server)).toEqual(["status"]);
    writeFileSync(join(two.folder, "go"), "");
    await vi.waitFor(() => {
      expect(output.stderr).toContain("prod-3: switching");
      expect(output.stderr).toContain("prod-4: switching");
    }, 30_000);
    for (const server of [three, four]) writeFileSync(join(server.folder, "go"), "");
    const { code, stdout } = await finished;
    expect(code).toBe(0);
    const lines = [1, 2, 3, 4].map((number) => `prod-${number}: It is serving.`);
    expect(stdout.match(/^prod-\d: It is serving\./gm)).toEqual(lines);
  });

  it("waits for those beside one that fails, then puts all back, the last first", async () => {
    const [, , three, four] = servers as [TestServer, TestServer, TestServer, TestServer];
    three.answer({ status: before, deploy: { ...failed, progress: ["failing"] } });
    const held = { ...serving, progress: ["switching"], until: "done" };
    four.answer({ status: before, deploy: held, rollback: serving, allow: serving });
    const { output, finished } = start(deploy, { cwd: folder });
    await vi.waitFor(() => {
      expect(output.stderr).toContain("prod-3: failing");
      expect(output.stderr).toContain("prod-4: switching");
    }, 30_000);
    expect(output.stderr).not.toContain("putting back");
    writeFileSync(join(four.folder, "done"), "");
    const { code, stderr } = await finished;
    expect(code).toBe(10);
    expect(stderr.match(/^prod-\d: putting back/gm)).toEqual([
      "prod-4: putting back",
      "prod-2: putting back",
      "prod-1: putting back",
    ]);
    expect(actions(three)).toEqual(["status", "deploy"]);
  });

  it("begins none behind one that fails", async () => {
    servers[1]!.answer({ status: before, deploy: failed });
    const { code, stderr } = await run(deploy, { cwd: folder });
    expect(code).toBe(10);
    expect(stderr).toContain("prod-3, prod-4: not touched.");
    expect(actions(servers[3]!)).toEqual(["status"]);
  });

  it("lets all that switch finish when it is told to stop, then puts them back", async () => {
    const [one, two, three] = servers as [TestServer, TestServer, TestServer];
    const held = { ...serving, progress: ["switching"], until: "end" };
    const rest = { status: before, rollback: serving, allow: serving };
    for (const server of [one, two]) server.answer({ ...rest, deploy: held });
    const { child, output, finished } = start([...deploy, "--waves", "2,100%"], { cwd: folder });
    for (const number of [1, 2]) {
      await vi.waitFor(() => expect(output.stderr).toContain(`prod-${number}: switching`), 30_000);
    }
    child.kill("SIGTERM");
    await vi.waitFor(() => expect(output.stderr).toContain("Stopping: "), 30_000);
    expect(output.stderr).not.toContain("putting back");
    for (const server of [one, two]) writeFileSync(join(server.folder, "end"), "");
    const { code, stderr } = await finished;
    expect(code).toBe(143);
    expect(stderr.match(/^prod-\d: putting back/gm)).toEqual([
      "prod-2: putting back",
      "prod-1: putting back",
    ]);
    expect(stderr).toContain("prod-3, prod-4: not touched.");
    expect(actions(three)).toEqual(["status"]);
  });

  it("ends with what is gravest of a wave", async () => {
    const [, , three, four] = servers as [TestServer, TestServer, TestServer, TestServer];
    three.answer({ status: before, deploy: failed });
    const lost = answer({ code: 11, outcome: "put back failed", message: "It is down." });
    four.answer({ status: before, deploy: lost });
    const { code, stdout } = await run([...deploy, "--json", "--waves", "100%"], { cwd: folder });
    expect(code).toBe(11);
    const { servers: told } = JSON.parse(stdout) as ChangeResult;
    expect(told.map(({ code, putBack }) => putBack?.code ?? code)).toEqual([0, 0, 10, 11]);
  });

  it("takes the command line's in place of the settings'", async () => {
    const held = { ...serving, progress: ["switching"], until: "all" };
    for (const server of servers) server.answer({ status: before, deploy: held });
    const { output, finished } = start([...deploy, "--waves", "100%"], { cwd: folder });
    for (const number of [1, 2, 3, 4]) {
      await vi.waitFor(() => expect(output.stderr).toContain(`prod-${number}: switching`), 30_000);
    }
    for (const server of servers) writeFileSync(join(server.folder, "all"), "");
    expect((await finished).code).toBe(0);

    const { code, stderr } = await run([...deploy, "--waves", "1,2"], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain('The last wave, "2", may leave servers out. Fix: end with `100%`.');
  });

  it("takes a job's from SLIPWAY_WAVES, and tells what is wrong there with the rest", async () => {
    const file = (name: string, content: string) => {
      writeFileSync(join(servers[0]!.folder, name), content, { mode: 0o600 });
      return join(servers[0]!.folder, name);
    };
    const address = ({ user, port }: TestServer) => `${user}@127.0.0.1:${port}`;
    const hosts = servers.map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`);
    const env = {
      SLIPWAY_SERVERS: servers.map(address).join(" "),
      SLIPWAY_KNOWN_HOSTS: file("known_hosts", hosts.join("")),
      SLIPWAY_DEPLOYER_KEY: file("key", keys.deployers.shop!.private),
      SLIPWAY_WAVES: "2,100%",
    };
    const [one, two] = servers as [TestServer, TestServer];
    const held = { ...serving, progress: ["switching"], until: "both" };
    for (const server of [one, two]) server.answer({ status: before, deploy: held });
    const { output, finished } = start(deploy, { cwd: folder, env });
    for (const { port } of [one, two]) {
      await vi.waitFor(() => expect(output.stderr).toContain(`:${port}: switching`), 30_000);
    }
    expect(actions(servers[2]!)).toEqual(["status"]);
    for (const server of [one, two]) writeFileSync(join(server.folder, "both"), "");
    expect((await finished).code).toBe(0);

    const wrong = { ...env, SLIPWAY_WAVES: "half" };
    const { code, stderr } = await run(deploy, { cwd: folder, env: wrong });
    expect(code).toBe(1);
    expect(stderr).toContain('SLIPWAY_WAVES: "half" is not a wave. Allowed: a number of servers');
  });
});
