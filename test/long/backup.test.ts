import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { protocol } from "../../host/protocol.ts";
import { withCredentials } from "../../sandbox/images/credentials.ts";
import { mirrored, providePublicImages } from "../../sandbox/images/publicImages.ts";
import { buildBackup } from "../../settings/groups/backup.ts";
import { docker } from "../support/docker.ts";
import { configurationOf, startHost, type Host } from "../system/host/support.ts";
import { parse } from "yaml";

/** A bad migration of PostgreSQL, and the way back that the documentation says. */

let host: Host;
let postgres: string;

beforeAll(async () => {
  host = await startHost();
  const { docker: daemon, registry } = host.machine;
  await providePublicImages(daemon, registry);
  postgres = mirrored(registry, "postgres:17");
  await withCredentials(daemon, registry, (authorized) =>
    docker(authorized, "pull", "--quiet", postgres),
  );
}, 300_000);
afterAll(() => host.close());

const documented = /^```yaml\nbackup:\n.*?^```/ms.exec(
  readFileSync(join(import.meta.dirname, "../../docs/servers.md"), "utf8"),
)![0];

/** The example beside PostgreSQL, with a migration. */
function configuration(migration: string) {
  const made = configurationOf(host);
  const { app } = made.compose.services as Record<string, object>;
  const { backup } = parse(documented.replaceAll("```yaml", "").replaceAll("```", "")) as {
    backup: Parameters<typeof buildBackup>[0];
  };
  const healthy = { database: { condition: "service_healthy" } };
  const psql = ["psql", "--host", "database", "--username", "shop", "--command", migration];
  return {
    ...made,
    backup: buildBackup(backup),
    compose: {
      services: {
        app: {
          ...app,
          depends_on: { migrate: { condition: "service_completed_successfully" } },
        },
        migrate: {
          ...{ image: postgres, command: psql, depends_on: healthy },
          environment: { PGPASSWORD: "${DB_PASSWORD}" },
        },
        database: {
          image: postgres,
          environment: { POSTGRES_USER: "shop", POSTGRES_PASSWORD: "${DB_PASSWORD}" },
          volumes: ["./data:/var/lib/postgresql/data"],
          healthcheck: {
            test: ["CMD", "pg_isready", "--host", "localhost", "--username", "shop"],
            interval: "1s",
            retries: 120,
          },
        },
      },
    },
  };
}

const sql = async (statement: string) => {
  const psql = ["psql", "--username", "shop", "--tuples-only", "--no-align", "--command"];
  return (await host.docker("exec", await host.container("database"), ...psql, statement)).trim();
};

it("has the rows that a migration has thrown away again", async () => {
  const one = host.machine.images.shop["1.0.0"];
  const good = configuration("create table if not exists orders (product text)");
  expect((await host.apply(good)).code).toBe(0);
  const first = await host.deploy(one, "1.0.0");
  expect(first.code, first.stderr).toBe(0);
  await sql("insert into orders values ('teapot')");

  const bad = await host.apply(configuration("drop table orders"));
  expect(bad.code, bad.stderr).toBe(0);
  const backup = bad.answer.backup!;
  expect(backup.name).toMatch(/-release-1\.dump$/);
  await expect(sql("select * from orders")).rejects.toThrow("does not exist");

  expect((await host.rollback(1)).code).toBe(0);
  expect(await sql("select * from orders")).toBe("");
  const { code, answer, stderr } = await host.call("restore", { protocol, backup: backup.name });
  expect(code, stderr).toBe(0);
  expect(answer).toMatchObject({ outcome: "restored", release: { number: 3 } });
  expect(await sql("select * from orders")).toBe("teapot");
  const kept = (await host.status()).backups!.map(({ name }) => name.replace(/^.*Z/, ""));
  expect(kept).toEqual(["-release-1.dump", "-release-2.dump", "-release-3.dump"]);
}, 300_000);
