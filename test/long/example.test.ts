import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settle } from "../../sandbox/daemon.ts";
import { dockerEnvironment } from "../../sandbox/docker.ts";
import { withCredentials } from "../../sandbox/images/credentials.ts";
import { copyApp, example } from "../../sandbox/images/example.ts";
import { mirrored, providePublicImages } from "../../sandbox/images/publicImages.ts";
import { docker } from "../support/docker.ts";
import { freePort } from "../support/freePort.ts";
import { testMachine, type TestMachine } from "../support/machine.ts";

const run = promisify(execFile);

/** The example as its team works on it, beside the PostgreSQL that the sandbox has for it. */

let machine: TestMachine;
let port: number;
const folder = mkdtempSync(join(tmpdir(), "slipway-shop-"));
const name = basename(folder);
const image = () => mirrored(machine.registry, "postgres:17");
const ask = (...args: string[]) => docker(machine.docker, ...args);

beforeAll(async () => {
  machine = await testMachine();
  await providePublicImages(machine.docker, machine.registry);
  await withCredentials(machine.docker, machine.registry, (authorized) =>
    docker(authorized, "pull", "--quiet", image()),
  );
  port = await freePort();
  await ask("network", "create", name);
  await ask(
    ...["run", "--detach", "--name", name, "--network", name],
    ...["--publish", `127.0.0.1:${port}:5432`],
    ...["--env", "POSTGRES_USER=shop", "--env", "POSTGRES_PASSWORD=of the first start"],
    ...["--env", "POSTGRES_DB=orders", image()],
  );
  copyApp(example, folder);
  await run("npm", ["ci", "--prefer-offline"], { cwd: folder });
});
afterAll(async () => {
  await ask("rm", "--force", "--volumes", name);
  await ask("network", "rm", name);
  rmSync(folder, { recursive: true, force: true });
});

/** A command of the example's package.json. @returns what it printed. */
async function npm(script: string, variables: Record<string, string> = {}, ...args: string[]) {
  const env = { ...process.env, ...variables };
  const { stdout } = await run("npm", ["run", script, "--", ...args], { cwd: folder, env });
  return stdout;
}

const database = (password = "of the first start") => ({
  ...{ DB_HOST: "127.0.0.1", DB_PORT: String(port), DB_NAME: "orders", DB_PASSWORD: password },
});
const read = (file: string) => readFileSync(join(folder, file), "utf8");

describe("the example", () => {
  it("passes its own lint and its own types", async () => {
    await npm("lint");
    await npm("type-check");
  });

  it("passes its unit tests, with reports as GitLab reads them", async () => {
    expect(await npm("test:unit", {}, "--coverage")).toMatch(/^All files +\| +[\d.]+ \|/m);
    expect(read("coverage/cobertura-coverage.xml")).toContain("<coverage lines-valid=");
    expect(read("reports/junit.xml")).toMatch(/<testsuites [^>]*failures="0"/);
  });

  it("passes its integration test against the sandbox's PostgreSQL", async () => {
    expect(await npm("test:integration", database())).toContain("4 passed");
  });

  it("is compiled into what its image runs", async () => {
    await npm("build");
    expect(existsSync(join(folder, "dist/server.js"))).toBe(true);
    expect(await npm("migrate", database())).toContain("migrated for dev: 001 orders");
  });
});

describe("the sandbox's PostgreSQL", () => {
  const query = async (text: string) =>
    (await ask("exec", name, "psql", "-U", "shop", "-d", "orders", "-tAc", text)).trim();
  const serves = () =>
    settle(async () => {
      const ready = ["exec", name, "pg_isready", "--host", "localhost", "--username", "shop"];
      return ask(...ready).then(
        () => true,
        () => false,
      );
    }, 60);

  it("is version 17, with the user and the database that it was told", async () => {
    expect(await query("select current_setting('server_version_num')::int / 10000")).toBe("17");
    expect(await query("select current_user, current_database()")).toBe("shop|orders");
    expect(await query("show server_encoding")).toBe("UTF8");
  });

  it("lets nobody in from outside with another password", async () => {
    await expect(npm("migrate", database("another"))).rejects.toMatchObject({
      stdout: expect.stringContaining("password authentication failed") as string,
    });
  });

  it("ends at once when it is told to, and has its data at the next start", async () => {
    await query("insert into orders (product, quantity) values ('anvil', 7)");
    await ask("restart", "--time", "60", name);
    expect(await serves()).toBe(true);
    expect(await query("select quantity from orders where quantity = 7")).toBe("7");
    const logs = await run("docker", ["logs", name], { env: dockerEnvironment(machine.docker) });
    expect(logs.stderr).toContain("received fast shutdown request");
    expect(logs.stderr).not.toContain("not properly shut down");
  });

  it("takes its password from a file, and runs what is there for its first start", async () => {
    const place = mkdtempSync(join(tmpdir(), "slipway-postgres-"));
    writeFileSync(join(place, "password"), "from a file");
    writeFileSync(join(place, "first.sql"), "create table first ()");
    const other = `${name}-other`;
    await ask(
      ...["run", "--detach", "--name", other, "--network", name],
      ...["--volume", `${place}/first.sql:/docker-entrypoint-initdb.d/first.sql:ro`],
      ...["--volume", `${place}/password:/run/password:ro`],
      ...["--env", "POSTGRES_PASSWORD_FILE=/run/password", image()],
    );
    const asked = ["--env", "PGPASSWORD=from a file", name, "psql", "-h", other, "-U", "postgres"];
    const count = () => ask("exec", ...asked, "-tAc", "select count(*) from first");
    const answers = () =>
      count().then(
        () => true,
        () => false,
      );
    expect(await settle(answers, 60)).toBe(true);
    expect((await count()).trim()).toBe("0");
    await ask("rm", "--force", "--volumes", other);
    rmSync(place, { recursive: true });
  });

  it("refuses to be made without a password", async () => {
    await expect(ask("run", "--rm", "--network", "none", image())).rejects.toThrow(
      "superuser password is not specified",
    );
  });
});
