import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { protocol } from "../../host/protocol.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  configurationOf,
  eventually,
  read,
  sessions,
  startHost,
  type Configuration,
  type Host,
} from "../system/host/support.ts";

/** A dump before a migration, and its way back, of a database whose rows are a file. */

let host: Host;
let one: string;
let two: string;

beforeAll(async () => {
  host = await startHost();
  ({ "1.0.0": one, "2.0.0": two } = host.machine.images.shop);
});
afterAll(() => host.close());

const shell = (script: string) => ["sh", "-c", script];
const add = `printf '%s\\nadd migrated\\n' "$DB_PASSWORD" | nc -w 5 database 5432`;

/** The example with a migration, which adds a row each time it runs. */
function configuration(change: Partial<Configuration["backup"] & object> = {}): Configuration {
  const made = configurationOf(host);
  const services = made.compose.services as Record<string, Record<string, unknown>>;
  services.migrate = {
    image: "${IMAGE}",
    command: shell(`until ${add.replaceAll("$", "$$$$")}; do sleep 0.1; done`),
    env_file: ".env",
    depends_on: ["database"],
  };
  services.app!.depends_on = { migrate: { condition: "service_completed_successfully" } };
  const backup = {
    service: "database",
    command: shell("cat /data/rows"),
    restore: shell("cat > /data/new && mv /data/new /data/rows"),
    keep: 2,
  };
  return { ...made, backup: { ...backup, ...change } };
}

const rows = async () => (await (await host.get("/rows")).json()) as string[];
const addRow = (body: string) =>
  fetch(`http://127.0.0.1:${host.port}/rows`, { method: "POST", body });
const dumps = () => {
  const folder = join(host.place, "backups");
  return readdirSync(folder).sort();
};

it("dumps nothing at the first deploy, and says so", async () => {
  expect((await host.apply(configuration())).code).toBe(0);
  const { code, answer, stderr } = await host.deploy(one, "1.0.0");
  expect(code, stderr).toBe(0);
  expect(answer.backup).toBeUndefined();
  expect(stderr).toContain("no backup: service database does not run");
  expect(await rows()).toEqual(["migrated"]);
});

it("dumps the data before the next one migrates them", async () => {
  await addRow("kept");
  const { code, answer, stderr } = await host.deploy(two, "2.0.0");
  expect(code, stderr).toBe(0);
  const [name] = dumps();
  expect(name).toMatch(/^\d{8}T\d{6}Z-release-1\.dump$/);
  const text = read(host.place, "backups", name!);
  expect(text).toBe("migrated\nkept\n");
  expect(answer.backup).toEqual({ name, bytes: text.length });
  expect((await host.history()).at(-1)?.backup).toEqual(answer.backup);
  expect((await host.status()).backups).toEqual([answer.backup]);
  expect(statSync(join(host.place, "backups", name!)).mode & 0o777).toBe(0o600);
  expect(await rows()).toEqual(["migrated", "kept", "migrated"]);
});

it("puts a backup in the place of the data, runs the migration again, and keeps what was there", async () => {
  await addRow("lost");
  const database = await host.container("database");
  const [backup] = dumps();
  const { code, answer, stderr } = await host.call("restore", { protocol, backup });
  expect(code, stderr).toBe(0);
  expect(answer).toMatchObject({ outcome: "restored", release: { number: 2 } });
  expect(await rows()).toEqual(["migrated", "kept", "migrated"]);
  expect(await host.container("database")).toBe(database);
  expect((await host.health()).version).toBe("2.0.0");
  expect(read(host.place, "backups", answer.backup!.name)).toContain("lost");
  expect(dumps()).toEqual([backup, answer.backup!.name]);
});

it("switches to nothing without a dump", async () => {
  const app = await host.container("app");
  const { code, answer } = await host.apply(
    configuration({ command: shell("echo no >&2; false") }),
  );
  expect(code).toBe(10);
  expect(answer.failure?.message).toBe(
    "The backup of service database ended with exit code 1: no.",
  );
  expect(answer.message).toContain("Nothing was switched: release 2 is serving");
  expect(await host.container("app")).toBe(app);
  expect(dumps()).toHaveLength(2);
});

it("is closed where a restore fails and can not be put back, until the settings are right", async () => {
  const before = await rows();
  const restore = shell('read -r first && [ "$first" = migrated ] && cat > /data/rows; false');
  expect((await host.apply(configuration({ restore }), { withNextImage: true })).code).toBe(0);
  const [backup] = dumps();
  const { code, answer } = await host.call("restore", { protocol, backup });
  // What was to be put back is read by the same command.
  expect({ code, check: answer.failure?.check }).toEqual({ code: 11, check: "restore" });
  expect((await host.status()).message).toContain("A restore was interrupted");
  expect((await host.deploy(one, "1.0.0")).code).toBe(11);
  // With a command that is right, they come back first.
  expect((await host.apply(configuration())).code).toBe(0);
  expect((await host.status()).message).toBeUndefined();
  expect(await rows()).toEqual([...before, "migrated"]);
  const told = (await host.history()).slice(-2).map(({ action, code }) => ({ action, code }));
  expect(told).toEqual([
    { action: "restore", code: 10 },
    { action: "apply", code: 0 },
  ]);
});

it("has the data of before again after a kill in the midst of a restore", async () => {
  const slowly = "touch /data/begun; until [ -e /data/go ]; do sleep 0.1; done";
  const restore = shell(`${slowly}; cat > /data/new && mv /data/new /data/rows`);
  expect((await host.apply(configuration({ restore }), { withNextImage: true })).code).toBe(0);
  const before = await rows();
  const [backup] = dumps();
  const inDatabase = async (script: string) =>
    host.docker("exec", await host.container("database"), "sh", "-c", script);
  const call = host.call("restore", { protocol, backup });
  await eventually(() => inDatabase("ls /data/begun").catch(() => undefined));
  for (const session of sessions(host)) process.kill(session, "SIGKILL");
  expect((await call).code).toBe(1);
  // What it has begun in the container goes on, with the lock; then the next call has its turn.
  const next = host.deploy(two, "2.0.0");
  await inDatabase("touch /data/go");
  const { code, stderr } = await next;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("a restore of");
  expect((await rows()).slice(0, before.length)).toEqual(before);
  const told = (await host.history()).slice(-2).map(({ action, code }) => ({ action, code }));
  expect(told[0]).toEqual({ action: "restore", code: 10 });
});
