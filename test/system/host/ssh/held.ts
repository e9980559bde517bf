import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "ssh2";
import { expect } from "vitest";
import { exitCode, type Role } from "../../../../host/protocol.ts";
import { canary } from "../../../support/canaries.ts";
import { configurationOf, eventually, startHost } from "../support.ts";
import { mark, type Asked } from "./requests.ts";
import { type Ended, send } from "./send.ts";
import { startSshServer, type SshServer } from "./server.ts";
import { outside, processes, tree, watchMemory } from "./watch.ts";

const codes: number[] = Object.values(exitCode);

/** A server that serves a release, and what has to be as it was, whatever is asked of it. */
export interface Held {
  server: SshServer;
  /** The connection of a role's key; another one where the server has ended it. */
  as: (role: Role) => Promise<Client>;
  ask: (asked: Asked) => Promise<Ended>;
  /** Looks whether all is as it was. */
  expectHeld: () => Promise<void>;
  /** Mebibytes that a call has taken so far, at most. */
  close: () => Promise<number>;
}

export async function startHeld(): Promise<Held> {
  const host = await startHost();
  const password = canary("password");
  const server = await startSshServer(host);
  const configuration = configurationOf(host, { secrets: { DB_PASSWORD: password } });
  const repository = host.machine.images.shop["1.0.0"].replace(/@.*/, "");
  expect((await host.apply(configuration, { repository })).code).toBe(0);
  expect((await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0")).code).toBe(0);

  const memory = watchMemory(server.root);
  const shop = join("srv", host.environment, "shop");
  /** What a call that is let in writes: of an app that there is, its own records alone. */
  const own = [
    ...["history.jsonl", "log", "queue", "requests", "lock", "refused.json", "allowed"],
    ...["applied.json", "repository", "last-release"],
  ].map((name) => join(shop, name));
  const calls = join("srv", host.environment, ".calls");
  const unchanging = () => outside(tree(host.folder), [...own, calls, "log/sshd.log", "rows"]);
  const containers = () => Promise.all(["app", "database"].map((each) => host.container(each)));
  const before = { files: unchanging(), containers: await containers() };
  const clients = new Map<Role, Promise<Client>>();

  function as(role: Role): Promise<Client> {
    const known = clients.get(role);
    if (known !== undefined) return known;
    const client = server.connect(role);
    clients.set(role, client);
    void client.then((each) => each.once("close", () => clients.delete(role)));
    return client;
  }

  return {
    server,
    as,
    async ask(asked) {
      const end = await send(await as(asked.role), asked.command, asked.body, { env: asked.env });
      const said = JSON.stringify({ ...asked, body: asked.body.toString("latin1").slice(0, 500) });
      expect(asked.codes ?? codes, `${said}\n${end.stdout}${end.stderr}`).toContain(end.code);
      const lines = end.stdout.split("\n");
      expect(lines.pop(), said).toBe("");
      for (const line of lines) expect(line, said).toMatch(/^\{/);
      // Logs are answered by lines, and so is nothing else.
      if (!asked.command.startsWith("logs")) expect(lines, said).toHaveLength(1);
      expect(JSON.parse(lines.at(-1)!), said).toMatchObject({ code: end.code });
      expect(`${end.stdout}${end.stderr}`, said).not.toContain(password);
      expect(end.stderr, said).not.toMatch(/Traceback|\u001b/);
      return end;
    },
    async expectHeld() {
      for (const client of await Promise.all(clients.values())) client.end();
      await eventually(() =>
        Promise.resolve(
          processes(server.root).every(({ command }) => command.includes("sshd")) || undefined,
        ),
      );
      expect(unchanging()).toEqual(before.files);
      expect(await containers()).toEqual(before.containers);
      expect(readdirSync(join(host.place, "requests"))).toEqual([]);
      expect(readdirSync(join(host.place, "queue"))).toEqual(["last"]);
      for (const folder of [host.folder, join(host.folder, ".."), "/", "/etc", process.cwd()]) {
        expect(existsSync(join(folder, mark)), folder).toBe(false);
      }
      expect(JSON.stringify(tree(host.folder))).not.toContain(mark);
      expect(server.log()).not.toContain(password);
      expect(await host.status()).toMatchObject({ healthy: true, release: { number: 1 } });
    },
    async close() {
      await server.close();
      await host.close();
      return memory();
    },
  };
}
