import { join } from "node:path";
import fc from "fast-check";
import type { Client, ExecOptions } from "ssh2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../../host/protocol.ts";
import { limits } from "../../../host/limits.ts";
import { startHeld, type Held } from "./ssh/held.ts";
import { hostile, mark } from "./ssh/requests.ts";
import { ended, send } from "./ssh/send.ts";

/** What anyone with a key can ask of an sshd that lets do all it can. `npm run test:long` asks more. */
let held: Held;

beforeAll(async () => {
  held = await startHeld();
});
afterAll(async () => {
  // In mebibytes. It was 21.
  expect(await held.close()).toBeLessThan(64);
});

const roles: Role[] = ["configurator", "deployer", "puller", "observer"];

/** What an sshd does besides running a command. */
const besides: [string, (client: Client, done: (error?: Error | null) => void) => void][] = [
  [
    "a way to a port",
    (client, done) => client.forwardOut("127.0.0.1", 1, "127.0.0.1", port(), done),
  ],
  [
    "a way to Docker's socket",
    (client, done) => client.openssh_forwardOutStreamLocal(socket(), done),
  ],
  ["a port of the server's", (client, done) => client.forwardIn("127.0.0.1", 0, done)],
  [
    "a socket of the server's",
    (client, done) =>
      client.openssh_forwardInStreamLocal(join(held.server.host.folder, mark), done),
  ],
  ["a terminal", (client, done) => client.exec("status", { pty: true }, done)],
  ["a display", (client, done) => client.exec("status", { x11: true }, done)],
  ["its agent forwarded", (client, done) => client.exec("status", withAgent, done)],
];
/** ssh2's own option, which its types do not have. */
const withAgent = { agentForward: true } as ExecOptions;
const port = () => held.server.host.port;
const socket = () => held.server.host.machine.docker.host.replace("unix://", "");

describe.each(roles)("the key of a %s", (role) => {
  it.each(besides)("is not given %s", async (_, ask) => {
    const client = await held.as(role);
    const error = await new Promise<Error | null | undefined>((resolve) => ask(client, resolve));
    expect(error).toBeInstanceOf(Error);
  });

  it("is given slipway-host where it asks for files or a shell", async () => {
    const client = await held.as(role);
    for (const ask of ["subsys", "shell"] as const) {
      const channel = await new Promise<Parameters<typeof ended>[0]>((resolve, reject) => {
        const opened = (error: Error | undefined, got: Parameters<typeof ended>[0]) =>
          error ? reject(error) : resolve(got);
        if (ask === "subsys") client.subsys("sftp", opened);
        else client.shell(false, opened);
      });
      const end = ended(channel);
      channel.end("id\n");
      expect(await end).toMatchObject({
        code: 20,
        stdout: expect.stringMatching(/^\{.*\}\n$/) as string,
      });
    }
  });
});

describe("a server", () => {
  it.each(["deployer", "puller"] as const)("knows the app of a %s's key", async (role) => {
    const body = Buffer.from('{"app":"other"}');
    await held.ask({ role, command: "status", env: {}, body, codes: [21] });
  });

  it("takes no environment from a caller", async () => {
    const client = await held.as("observer");
    const env = { PYTHONINSPECT: "1", SSH_ORIGINAL_COMMAND: "apply", LANG: "tr_TR.UTF-8" };
    const end = await send(client, "history", Buffer.from("{}"), { env });
    expect({ code: end.code, entries: JSON.parse(end.stdout) as unknown }).toMatchObject({
      code: 0,
      entries: { code: 0 },
    });
  });

  it("ends a connection that sends a NUL in its command, or more than a command can be", async () => {
    for (const command of ["status\0id", "x".repeat(200_000)]) {
      const end = await send(await held.as("observer"), command, Buffer.from("{}"));
      expect(end.code).not.toBe(0);
      expect(end.stdout).toBe("");
    }
  });

  it("lets so many calls in at once, and those of other keys beside them", async () => {
    const clients = await Promise.all([1, 2, 3].map(() => held.server.connect("observer")));
    const opened = clients.flatMap((client) =>
      Array.from(
        { length: 10 },
        () =>
          new Promise<Parameters<typeof ended>[0]>((resolve, reject) => {
            client.exec("status", (error, channel) => (error ? reject(error) : resolve(channel)));
          }),
      ),
    );
    const channels = await Promise.all(opened);
    const codes: (number | undefined)[] = [];
    const ends = channels.map((channel) => ended(channel).then(({ code }) => codes.push(code)));
    await expect.poll(() => codes.length, { timeout: 60_000 }).toBe(30 - limits.callsAtOnce);
    const other = await send(await held.as("deployer"), "history", Buffer.from("{}"));
    expect(other.code).toBe(0);
    expect(new Set(codes)).toEqual(new Set([12]));
    // One goes on, the others are cut off.
    channels.find((channel) => channel.writable)!.end("{}");
    for (const client of clients) client.end();
    await Promise.all(ends);
  });

  it("answers 30 requests that are wrong somewhere by the protocol", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (asked) => void (await held.ask(asked))),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it("has written nothing that it should not, and left nothing running", () => held.expectHeld());
});
