import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bootstrapCommand, type BootstrapRequest } from "../../../host/bootstrap.ts";
import { hostPackage } from "../../../host/package.ts";
import { protocol } from "../../../host/protocol.ts";
import { configurationOf, startHost, type Host } from "./support.ts";

/** What somebody types on the server, as docs/rollback.md says, when nothing else can be reached. */
let host: Host;
let root: string;

beforeAll(async () => {
  host = await startHost();
  root = join(host.folder, "srv");
  const request: BootstrapRequest = {
    protocol,
    environment: host.environment,
    folder: root,
    user: userInfo().username,
    keys: [],
  };
  const sent = gzipSync(JSON.stringify({ ...hostPackage(), request })).toString("base64");
  expect(typed("/bin/sh", ["-c", bootstrapCommand], sent).code).toBe(0);
  host.use(join(root, "bin/environments", host.environment));
  await host.apply(configurationOf(host));
  await host.deploy(host.machine.images.shop["1.0.0"], "1.0.0");
  await host.deploy(host.machine.images.shop["2.0.0"], "2.0.0");
});
afterAll(() => host.close());

function typed(command: string, args: string[], input = "") {
  const { docker } = host.machine;
  const { status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      HOME: join(host.folder, "home"),
      DOCKER_HOST: docker.host,
      DOCKER_CONFIG: docker.config,
    },
  });
  return { code: status, stdout, stderr };
}

const slipwayHost = (...words: string[]) => typed(join(root, "bin/slipway-host"), words);

describe("slipway-host on the server", () => {
  it("says what serves, and what can be done", () => {
    const { code, stdout, stderr } = slipwayHost();
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${host.environment}  shop  release 2, version 2.0.0, shop@.*, healthy$`, "m"),
    );
    expect(stdout).toContain(`${root}/bin/slipway-host rollback <app>`);
  });

  it("goes back by the app's name, without registry and account, and says who did", async () => {
    const { code, stdout, stderr } = slipwayHost("rollback", "shop");
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("Release 3 is serving, version 1.0.0.\n");
    expect((await host.health()).version).toBe("1.0.0");
    expect((await host.history()).at(-1)).toMatchObject({
      action: "rollback",
      cause: { author: userInfo().username, emergency: "by hand on the server" },
    });
    expect((await host.deploy(host.machine.images.shop["2.0.0"], "2.0.0")).code).toBe(13);
  });

  it("does nothing that is not clear", async () => {
    const { code, stdout, stderr } = slipwayHost("rollback", "blog");
    expect({ code, stdout }).toEqual({ code: 20, stdout: "" });
    expect(stderr).toBe(
      `There is no app blog on this server. Here are: ${host.environment} shop.\n`,
    );
    expect((await host.status()).release?.number).toBe(3);
  });
});

describe("docs/emergency.md", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/emergency.md"), "utf8");
  const commands = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)]
    .flatMap(([, block = ""]) => block.trimEnd().split("\n"))
    .filter((line) => !line.startsWith("npx slipway"));

  /** As it is typed there, on this server. */
  function here(command: string, number: number): string {
    return command
      .replaceAll("/srv/slipway", root)
      .replaceAll("/var/lib/docker", host.folder)
      .replaceAll("production-shop", `${host.environment}-shop`)
      .replace(/--to \d+/, `--to ${number}`);
  }

  beforeAll(async () => {
    const image = host.machine.images.shop["2.0.0"];
    await host.call("allow", { protocol, image });
    expect((await host.deploy(image, "2.0.0")).code).toBe(0);
  });

  it("says what is typed on a server", () => {
    expect(commands.filter((line) => line.includes("slipway-host"))).toHaveLength(4);
    for (const line of commands) {
      expect(line).toMatch(/^(\/srv\/slipway\/bin\/slipway-host|docker|df|systemctl|journalctl)\b/);
    }
  });

  it("has it work, and be answered as it says", async () => {
    for (const command of commands) {
      if (/^(systemctl|journalctl)/.test(command)) continue;
      // What is cleaned up may be somebody's whose daemon it is.
      if (command.includes(" prune") && host.machine.docker.foreign) continue;
      const isTo = command.includes("--to");
      // As after a restart of the daemon that brought no containers back.
      if (isTo) await host.docker("rm", "--force", await host.container("app"));
      const { number } = (await host.status()).release!;
      const { code, stdout, stderr } = typed("/bin/sh", ["-c", here(command, number)]);
      expect(code, `${command}\n${stdout}${stderr}`).toBe(0);
      if (command.endsWith("rollback shop")) {
        expect(stdout).toMatch(/^Release \d+ is serving, version 1\.0\.0\.\n$/);
        expect(page).toContain("You see `Release 43 is serving, version 1.4.1.`");
      }
      if (isTo) {
        expect(stdout).toContain(`Release ${number} did not run as declared, and is serving again`);
      }
    }
    expect(await host.status()).toMatchObject({ healthy: true, release: { version: "1.0.0" } });
  });
});
