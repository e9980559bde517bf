import { existsSync, readdirSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationOf, read, startHost, type Configuration, type Host } from "./support.ts";

let host: Host;
let one: string;
let two: string;

beforeAll(async () => {
  host = await startHost();
  ({ "1.0.0": one, "2.0.0": two } = host.machine.images.shop);
});
afterAll(() => host.close());

describe("apply before the first deploy", () => {
  it("refuses a deploy until there is a configuration", async () => {
    const { code, answer } = await host.deploy(one, "1.0.0");
    expect(code).toBe(20);
    expect(answer.message).toContain("`up` lays it down");
  });

  it("lays the configuration down and waits for an image", async () => {
    const { code, answer } = await host.apply(configurationOf(host));
    expect({ code, outcome: answer.outcome }).toEqual({
      code: 0,
      outcome: "waiting for an image",
    });
    expect(await host.container("app")).toBe("");
    expect((await host.status()).message).toBe("The configuration waits for its first image.");
  });
});

describe("deploy", () => {
  let database: string;

  it("puts version 1 into service, with nothing that others may read", async () => {
    const { code, answer, stderr } = await host.deploy(one, "1.0.0");
    expect(code, stderr).toBe(0);
    expect(answer).toMatchObject({
      code: 0,
      outcome: "serving",
      release: { number: 1, image: one, version: "1.0.0" },
    });
    expect(await host.health()).toEqual({ status: "ok", version: "1.0.0", logLevel: "Warning" });
    expect(readlinkSync(join(host.place, "current"))).toBe("releases/1");
    const mode = (path: string) => (statSync(join(host.place, path)).mode & 0o777).toString(8);
    expect(mode(".")).toBe("700");
    expect(mode("releases/1")).toBe("700");
    expect(mode("releases/1/.env")).toBe("600");
    expect(mode("releases/1/configuration.json")).toBe("600");
    await host.get("/rows");
    await fetch(`http://127.0.0.1:${host.port}/rows`, { method: "POST", body: "kept" });
    database = await host.container("database");
  });

  it("says unchanged, and restarts nothing, when the same is deployed again", async () => {
    const before = await host.container("app");
    const { code, answer } = await host.deploy(one, "1.0.0");
    expect({ code, outcome: answer.outcome, number: answer.release?.number }).toEqual({
      code: 0,
      outcome: "unchanged",
      number: 1,
    });
    expect(await host.container("app")).toBe(before);
  });

  it("deploys 2, then 1 again, each as a release of its own", async () => {
    expect((await host.deploy(two, "2.0.0")).answer.release?.number).toBe(2);
    expect((await host.health()).version).toBe("2.0.0");
    expect((await host.deploy(one, "1.0.0")).answer.release?.number).toBe(3);
    expect((await host.health()).version).toBe("1.0.0");
  });

  it("labels the app's containers with what they run, and the database's with nothing", async () => {
    const labels = async (service: string) =>
      JSON.parse(
        await host.docker(
          "inspect",
          "--format",
          "{{json .Config.Labels}}",
          await host.container(service),
        ),
      ) as Record<string, string>;
    expect(await labels("app")).toMatchObject({
      "slipway.release": "3",
      "slipway.version": "1.0.0",
      "slipway.image": one.split("@")[1],
      "slipway.configuration": (await host.status()).release?.configuration,
    });
    expect(Object.keys(await labels("database")).join()).not.toContain("slipway");
  });

  it("keeps the database's container and its row over three deploys and a rollback", async () => {
    const { code, answer } = await host.rollback(2);
    expect({ code, number: answer.release?.number }).toEqual({ code: 0, number: 4 });
    expect((await host.health()).version).toBe("2.0.0");
    expect(await host.container("database")).toBe(database);
    expect(await (await host.get("/rows")).json()).toContain("kept");
  });

  it("tells all of it in the history", async () => {
    const entries = await host.history();
    expect(
      entries
        .filter((entry) => entry.code === 0)
        .map(({ action, outcome, release }) => `${action}: ${outcome} ${release?.number ?? "-"}`),
    ).toEqual([
      "apply: waiting for an image -",
      "deploy: serving 1",
      "deploy: unchanged 1",
      "deploy: serving 2",
      "deploy: serving 3",
      "rollback: serving 4",
    ]);
  });
});

describe("refused digests", () => {
  it("refuses the digest that the rollback left, and no other", async () => {
    expect((await host.status()).refused).toEqual([one.split("@")[1]]);
    const { code, answer } = await host.deploy(one, "1.0.0");
    expect({ code, outcome: answer.outcome }).toEqual({ code: 13, outcome: "refused" });
    const digest = one.split("@")[1]!;
    expect(answer.message).toContain(`\`slipway allow ${host.environment} shop ${digest}\``);
    expect((await host.health()).version).toBe("2.0.0");
    expect((await host.rollback(1)).code).toBe(13);
  });

  it("deploys it after allow", async () => {
    const { code, answer } = await host.call("allow", { protocol: 1, image: one });
    expect({ code, outcome: answer.outcome }).toEqual({ code: 0, outcome: "allowed" });
    expect((await host.deploy(one, "1.0.0")).code).toBe(0);
    expect((await host.health()).version).toBe("1.0.0");
  });
});

describe("apply", () => {
  const changed = (change: Partial<Configuration>) => configurationOf(host, change);

  it("switches to a changed configuration with the image that serves", async () => {
    const before = await host.container("database");
    const { code, answer } = await host.apply(changed({ env: { LOG_LEVEL: "Debug" } }));
    expect({ code, version: answer.release?.version }).toEqual({ code: 0, version: "1.0.0" });
    expect(await host.health()).toMatchObject({ version: "1.0.0", logLevel: "Debug" });
    expect(await host.container("database")).toBe(before);
  });

  it("says unchanged, restarts nothing, and puts back what was changed by hand", async () => {
    const before = await host.container("app");
    const release = join(host.place, "current");
    const environment = read(release, ".env");
    const compose = read(release, "compose.yaml");
    writeFileSync(join(release, ".env"), "LOG_LEVEL=Trace\n");
    writeFileSync(join(release, "compose.yaml"), "services: {}\n");
    const { code, answer, stderr } = await host.apply(changed({ env: { LOG_LEVEL: "Debug" } }));
    expect({ code, outcome: answer.outcome }).toEqual({ code: 0, outcome: "unchanged" });
    expect(stderr).toContain(".env, which was changed by hand");
    expect(read(release, ".env")).toBe(environment);
    expect(read(release, "compose.yaml")).toBe(compose);
    expect(await host.container("app")).toBe(before);
  });

  it("brings back containers that were stopped by hand", async () => {
    await host.docker("stop", await host.container("app"));
    const { code, answer } = await host.apply(changed({ env: { LOG_LEVEL: "Debug" } }));
    expect(code).toBe(0);
    expect(answer.message).toContain("is serving again");
    expect((await host.health()).status).toBe("ok");
  });

  it("holds a configuration back for the next image", async () => {
    const next = changed({ env: { LOG_LEVEL: "Error" } });
    const { answer } = await host.apply(next, { withNextImage: true });
    expect(answer.outcome).toBe("waiting for an image");
    expect((await host.health()).logLevel).toBe("Debug");
    const status = await host.status();
    expect(status.applied).not.toBe(status.release?.configuration);
    expect((await host.deploy(two, "2.0.0")).code).toBe(0);
    expect(await host.health()).toMatchObject({ version: "2.0.0", logLevel: "Error" });
  });

  it("restarts only whom a changed file belongs to", async () => {
    const mounting = (appFile: string) => {
      const { compose } = changed({});
      const services = compose.services as Record<string, Record<string, unknown>>;
      services.app!.volumes = ["./files/app.conf:/etc/app.conf:ro"];
      services.database!.volumes = ["./rows:/data", "./files/conf.d:/etc/database:ro"];
      const base64 = (text: string) => Buffer.from(text).toString("base64");
      return changed({
        compose,
        files: {
          "app.conf": base64(appFile),
          "conf.d/a.conf": base64("a"),
          "conf.d/b/c.conf": base64("\0\xff"),
        },
      });
    };
    expect((await host.apply(mounting("one\n"))).code).toBe(0);
    const [app, database] = [await host.container("app"), await host.container("database")];
    expect((await host.apply(mounting("two\n"))).code).toBe(0);
    expect(await host.container("app")).not.toBe(app);
    expect(await host.container("database")).toBe(database);
    const cat = async (service: string, path: string) =>
      host.docker("exec", await host.container(service), "cat", path);
    expect(await cat("app", "/etc/app.conf")).toBe("two\n");
    expect(await cat("database", "/etc/database/a.conf")).toBe("a");
  });
});

describe("rollback", () => {
  it("goes back to the release before, and keeps today's password", async () => {
    const rotated = configurationOf(host, { secrets: { DB_PASSWORD: "rotated" } });
    expect((await host.apply(rotated)).code).toBe(0);
    expect((await host.deploy(one, "1.0.0")).code).toBe(0);
    const before = (await host.status()).release!.number;
    const { code, answer, stderr } = await host.rollback();
    expect(code, stderr).toBe(0);
    expect(answer.release).toMatchObject({ number: before + 1, image: two, version: "2.0.0" });
    expect(await password()).toBe("rotated");
  });

  it("takes compose file and plain values of the release it goes back to", async () => {
    const { code, answer } = await host.rollback(4);
    expect(code, answer.message).toBe(0);
    expect(await host.health()).toMatchObject({ version: "2.0.0", logLevel: "Warning" });
    expect(await password()).toBe("rotated");
  });

  it("names the releases there are when it is asked for another", async () => {
    const { code, answer } = await host.rollback(99);
    expect(code).toBe(20);
    expect(answer.message).toMatch(/There is no release 99 here to go back to. Kept: [\d ]+\./);
  });

  it("keeps the ten newest releases, and only files that they mount", async () => {
    for (const level of ["A", "B", "C", "D"]) {
      expect((await host.apply(configurationOf(host, { env: { LOG_LEVEL: level } }))).code).toBe(0);
    }
    const kept = readdirSync(join(host.place, "releases"));
    expect(kept).toHaveLength(10);
    expect(existsSync(join(host.place, "releases/1"))).toBe(false);
    expect(kept).toContain(readlinkSync(join(host.place, "current")).split("/")[1]);
  });

  async function password(): Promise<string | undefined> {
    const environ = await host.docker(
      "exec",
      await host.container("app"),
      "cat",
      "/proc/1/environ",
    );
    return /DB_PASSWORD=([^\0]*)/.exec(environ)?.[1];
  }
});
