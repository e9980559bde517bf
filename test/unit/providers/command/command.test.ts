import { describe, expect, it } from "vitest";
import { secret, unknown } from "../engine.ts";
import { connection, connections, keys, plugin, run, type } from "./server.ts";

describe("A remote command", () => {
  it("runs with its standard input, and keeps what it said", async () => {
    const stdin = secret("x".repeat(3_000_000));
    const { id, state } = await run("wc -c; echo warning >&2", { stdin });
    expect(id).toMatch(/^it[0-9a-f]{8}$/);
    expect(state).toMatchObject({ stdout: "3000000", stderr: "warning", stdin });
    expect(state["connection"]).toEqual(connection());
  });

  it("isn't run by a preview, which knows nothing of what it will say", async () => {
    const before = connections;
    const inputs = { connection: connection(), create: "echo" };
    const { state } = await plugin.create(type, inputs, true);
    expect(state).toEqual({ ...inputs, stdout: unknown, stderr: unknown });
    const news = { ...inputs, stdin: "x" };
    const olds = { ...inputs, stdout: "", stderr: "" };
    const after = await plugin.update(type, { id: "x", state: olds, news, preview: true });
    expect(after).toEqual({ ...news, stdout: unknown, stderr: unknown });
    expect(connections).toBe(before);
  });

  it("fails with its status and all it said, and not with what it read", async () => {
    const failed = run("cat >/dev/null; echo out; echo err >&2; exit 10", {
      stdin: secret("a canary"),
    });
    await expect(failed).rejects.toThrow(
      /Process exited with status 10: running "cat >\/dev\/null; echo out; echo err >&2; exit 10":\n(out\nerr|err\nout)/,
    );
    await expect(failed).rejects.not.toThrow("canary");
  });

  it.each([
    ["TERM", 143],
    ["KILL", 137],
    ["HUP", 129],
    ["USR1", 128],
  ])("fails when it is killed, by %s with status %i", async (signal, status) => {
    await expect(run(`kill -${signal} $$`)).rejects.toThrow(
      `Process exited with status ${status} from signal ${signal}: running "kill -${signal} $$"`,
    );
  });

  it("fails when it ends before it has read its standard input", async () => {
    const stdin = "x".repeat(8_000_000);
    await expect(run("exit 0", { stdin })).rejects.toThrow('EOF: running "exit 0":');
    await expect(run("exit 3", { stdin })).rejects.toThrow("Process exited with status 3");
  });

  it("keeps secrets where they were, inside other secrets too", async () => {
    const nested = connection({ privateKey: secret(keys.client.private) });
    const news = { connection: nested, create: "echo", logging: "none" };
    const { id, state } = await plugin.create(type, news);
    expect(state["connection"]).toEqual(nested);
    const updated = await plugin.update(type, { id, state, news });
    expect(updated["connection"]).toEqual(nested);
  });

  it("runs `create` again on an update, or `update` if there is one", async () => {
    const { id, state } = await run("cat", { stdin: "1" });
    const inputs = { connection: connection(), create: "cat", logging: "none" };
    const again = await plugin.update(type, { id, state, news: { ...inputs, stdin: "2" } });
    expect(again).toMatchObject({ stdout: "2" });
    const news = { ...inputs, stdin: "3", update: "cat; echo updated" };
    expect(await plugin.update(type, { id, state, news })).toMatchObject({ stdout: "3updated" });
    const nothing = { connection: connection() };
    expect(await plugin.update(type, { id, state, news: nothing })).toMatchObject({ stdout: "1" });
  });

  it("runs `delete`, if there is one, when it is deleted", async () => {
    const before = connections;
    await plugin.delete(type, "x", { connection: connection(), create: "exit 1" });
    expect(connections).toBe(before);
    const state = { connection: connection(), delete: "echo deleting; exit 3" };
    await expect(plugin.delete(type, "x", state)).rejects.toThrow(
      'Process exited with status 3: running "echo deleting; exit 3":\ndeleting',
    );
  });

  it("is replaced when its triggers change, and updated for everything else", async () => {
    const inputs = { connection: connection(), create: "echo", triggers: [1, "a"] };
    const request = { id: "x", state: { ...inputs, stdout: "", stderr: "" }, inputs };
    const triggered = await plugin.diff(type, { ...request, news: { ...inputs, triggers: [2] } });
    expect(triggered).toMatchObject({
      replaces: ["triggers"],
      details: { "triggers[0]": "~±", "triggers[1]": "-±" },
      deleteBeforeReplace: false,
    });
    const news = { ...inputs, create: "true", connection: connection({ port: 1 }), stdin: "x" };
    expect(await plugin.diff(type, { ...request, news })).toMatchObject({
      replaces: [],
      // A connection is secret as a whole.
      details: { create: "~", connection: "~", stdin: "+" },
    });
    const withoutStdin = { ...request, state: { ...request.state, stdin: "x" } };
    expect(await plugin.diff(type, { ...withoutStdin, news: inputs })).toMatchObject({
      details: { stdin: "-" },
    });
    expect((await plugin.diff(type, { ...request, news: inputs })).changes).toEqual([]);
  });

  it("is believed by a refresh: nothing is read back", async () => {
    const inputs = { connection: connection(), create: "echo" };
    const state = { ...inputs, stdout: "old", stderr: "" };
    expect(await plugin.read(type, "x", state, inputs)).toEqual({ id: "x", state, inputs });
  });
});

describe("Check of a remote command", () => {
  it("fills in the connection's defaults, and makes it secret, its keys and passwords once more", async () => {
    const defaults = { dialErrorLimit: 10, perDialTimeout: 15, port: 22, user: "root" };
    const proxy = { host: "127.0.0.2", port: 2222, password: "a canary" };
    const given = { host: "127.0.0.1", privateKey: "a key", proxy };
    const filled = secret({
      ...defaults,
      ...given,
      privateKey: secret("a key"),
      proxy: { ...defaults, ...proxy, password: secret("a canary") },
    });
    for (const connection of [given, secret(given), filled]) {
      const { inputs } = await plugin.check(type, { connection });
      expect(inputs).toEqual({ connection: filled });
    }
  });

  it("finds unknown keys and missing ones", async () => {
    const { failures } = await plugin.check(type, { connection: { hostkey: "x" }, command: "x" });
    expect(failures).toEqual([
      "Missing required property 'connection.host'",
      "Invalid or unknown key. Examine values at 'it.connection.hostkey'.",
      "Invalid or unknown key. Examine values at 'it.command'.",
    ]);
  });
});
