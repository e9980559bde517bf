import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gzipSync } from "node:zlib";
import {
  bootstrapCommand,
  type BootstrapAnswer,
  type BootstrapRequest,
} from "../../../host/bootstrap.ts";
import { hostPackage } from "../../../host/package.ts";
import { protocol } from "../../../host/protocol.ts";
import { testMachine } from "../../support/machine.ts";
import type { Docker } from "../../../sandbox/docker.ts";
import { read } from "./support.ts";

const program = hostPackage();
const key = (letter: string) => `ssh-ed25519 AAAAC3Nza${letter.repeat(20)}`;

let folder: string;
let docker: Docker;

beforeAll(async () => {
  ({ docker } = await testMachine());
  folder = mkdtempSync(join(tmpdir(), "slipway-bootstrap-"));
  mkdirSync(join(folder, "home/.ssh"), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const authorizedKeys = () => read(folder, "home/.ssh/authorized_keys");

function request(change: Partial<BootstrapRequest> = {}): BootstrapRequest {
  return {
    protocol,
    environment: "production",
    folder: join(folder, "srv"),
    user: userInfo().username,
    keys: [
      { role: "configurator", public: key("C") },
      { role: "deployer", public: key("D"), app: "shop" },
    ],
    ...change,
  };
}

function bootstrap(input: BootstrapRequest, path = process.env.PATH) {
  const sent = gzipSync(JSON.stringify({ ...program, request: input })).toString("base64");
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", bootstrapCommand], {
    input: sent,
    encoding: "utf8",
    env: {
      PATH: path,
      HOME: join(folder, "home"),
      DOCKER_HOST: docker.host,
      DOCKER_CONFIG: docker.config,
    },
  });
  return { code: status, answer: JSON.parse(stdout) as BootstrapAnswer, stderr };
}

describe("bootstrap", () => {
  const foreign = "ssh-ed25519 AAAAforeign somebody\n# a comment\n";

  it("puts the program and the keys in place, each bound to what it may do", () => {
    writeFileSync(join(folder, "home/.ssh/authorized_keys"), foreign);
    const { code, answer, stderr } = bootstrap(request());
    expect(code, stderr).toBe(0);
    expect(answer.outcome).toBe("ready");
    expect(answer.script).toBe(program.version);
    const place = `srv/bin/versions/${program.version}`;
    for (const [path, text] of Object.entries(program.files)) {
      const [first, ...rest] = read(folder, place, path).split("\n");
      // A launcher begins with the server's own Python.
      expect(rest).toEqual(text.split("\n").slice(1));
      if (path === "slipway-host") expect(first).toMatch(/^#!\/.*python3[\d.]* -IS$/);
      else expect(first).toBe(text.split("\n")[0]);
    }
    const link = "srv/bin/environments/production";
    expect(readlinkSync(join(folder, link))).toBe(`../versions/${program.version}/slipway-host`);
    const bound = `restrict,command="${folder}/${link} --folder ${folder}/srv`;
    expect(authorizedKeys()).toBe(
      `${foreign}# slipway production begin
${bound} --role configurator --environment production" ${key("C")}
${bound} --role deployer --environment production --app shop" ${key("D")}
# slipway production end
`,
    );
    const mode = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);
    expect(mode("home/.ssh/authorized_keys")).toBe("600");
    expect(mode(`${place}/slipway-host`)).toBe("755");
    expect(mode(`${place}/slipway_host/main.py`)).toBe("644");
    expect(mode(place)).toBe("755");
    expect(mode("srv/production")).toBe("700");
  });

  it("changes nothing when it is done again", () => {
    const before = authorizedKeys();
    expect(bootstrap(request()).code).toBe(0);
    expect(authorizedKeys()).toBe(before);
  });

  it("rewrites the block of its own environment and no other line", () => {
    expect(bootstrap(request({ environment: "staging" })).code).toBe(0);
    const replaced = [
      { role: "observer" as const, public: key("O") },
      { role: "puller" as const, public: key("P"), app: "shop" },
    ];
    expect(bootstrap(request({ keys: replaced })).code).toBe(0);
    const lines = authorizedKeys();
    expect(lines).toContain(foreign);
    expect(lines.match(/# slipway \w+ begin/g)).toEqual([
      "# slipway staging begin",
      "# slipway production begin",
    ]);
    expect(lines).toContain(`--role deployer --environment staging --app shop" ${key("D")}`);
    expect(lines).not.toContain("--role deployer --environment production");
    expect(lines).toContain(`--role observer --environment production" ${key("O")}`);
    expect(lines).toContain(`--role puller --environment production --app shop" ${key("P")}`);
  });

  it("takes the block away with the last key", () => {
    expect(bootstrap(request({ keys: [] })).code).toBe(0);
    expect(authorizedKeys()).not.toContain("slipway production");
  });

  it.each<[string, object, string]>([
    [
      "a key that would be more than one",
      { keys: [{ role: "observer", public: `${key("A")}\nx` }] },
      "`public`",
    ],
    ["a key with options", { keys: [{ role: "observer", public: `pty ${key("A")}` }] }, "`public`"],
    ["a role", { keys: [{ role: "root", public: key("A") }] }, "`role`"],
    ["a deployer of nothing", { keys: [{ role: "deployer", public: key("A") }] }, "`app`"],
    ["a puller of nothing", { keys: [{ role: "puller", public: key("A") }] }, "A puller's key"],
    ["an app", { keys: [{ role: "deployer", public: key("A"), app: 'a" b' }] }, "`app`"],
    ["an environment", { environment: "../x" }, "`environment`"],
    ["a folder", { folder: '/srv/"x' }, "`folder`"],
    ["a user", { user: "-x" }, "`user`"],
  ])("refuses %s", (_, change, says) => {
    const before = authorizedKeys();
    const { code, answer } = bootstrap({ ...request(), ...change });
    expect({ code, outcome: answer.outcome }).toEqual({ code: 20, outcome: "bad request" });
    expect(answer.message).toContain(says);
    expect(authorizedKeys()).toBe(before);
  });

  it("names every tool that is missing, and how to install it", () => {
    const tools = join(folder, "tools");
    mkdirSync(tools);
    for (const tool of ["sh", "id", "python3", "apt-get"]) {
      const found = ["/usr/bin", "/bin"].map((place) => join(place, tool)).find(existsSync)!;
      symlinkSync(found, join(tools, tool));
    }
    writeFileSync(join(tools, "docker"), '#!/bin/sh\n[ "$1" = version ] && echo 19.03.1\n');
    chmodSync(join(tools, "docker"), 0o755);
    const { code, answer } = bootstrap(request(), tools);
    expect({ code, outcome: answer.outcome }).toEqual({ code: 22, outcome: "not ready" });
    expect(answer.message).toContain("Docker is 19.03.1, and 20.10 or newer is needed.");
    expect(answer.message).toContain("Install the Compose plugin, 2.24 or newer");
  });
});
