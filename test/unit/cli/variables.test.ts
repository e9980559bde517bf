import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeKeyPair } from "../../../cli/stackFiles/sshKeygen.ts";
import { connectionVariables } from "../../../components/environment/connectionVariables.ts";
import type { KeyPair } from "../../../settings/index.ts";
import { environmentSettings } from "../../support/settings.ts";
import { run } from "./support/command.ts";
import { answer, digest, release, startTestServer, status } from "./support/server.ts";
import type { TestServer } from "./support/server.ts";
import { makeTestKeys, removeFolder, writeStackFiles, type Keys } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let keys: Keys;
/** Nobody's on any server. */
let unknown: KeyPair;
let server: TestServer;
/** A job's folder, without any stack file. */
let job: string;

beforeAll(async () => {
  [keys, unknown] = await Promise.all([makeTestKeys(), makeKeyPair()]);
  server = await startTestServer(keys);
  job = mkdtempSync(join(tmpdir(), "slipway-test-"));
});

afterAll(async () => {
  await server.stop();
  rmSync(job, { recursive: true });
});

interface Place {
  address?: string;
  port: number;
  hostKey: string;
  user: string;
}

/** The variables of a job, as `up` writes them and GitLab hands them out: files by their paths. */
function variables(places: Place[] = [server]): NodeJS.ProcessEnv {
  const names = places.map((_, index) => `prod-${index + 1}`);
  const servers = Object.fromEntries(
    names.map((name, index) => {
      const { address = "127.0.0.1", port, hostKey, user } = places[index]!;
      const way = { name, address, port, hostKey, user, administrator: user };
      const place = { ...way, folder: "/srv", timer: true };
      return [name, place];
    }),
  );
  const settings = { ...environmentSettings(), servers, keys, registry: undefined };
  const made = connectionVariables({ ...settings.apps[0]!, servers: names }, settings);
  const given = made.map(({ key, value, variableType }) => [
    key,
    variableType === "file" ? file(key, value) : value,
  ]);
  const all = Object.fromEntries(given) as NodeJS.ProcessEnv;
  return { PULUMI_CONFIG_PASSPHRASE: undefined, ...all };
}

function file(name: string, content: string): string {
  const path = join(job, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

const image = digest("b");
const after = release(42, "2.0.0", image);
const deploy = ["deploy", "production", "shop", "--image", image, "--version", "2.0.0"];

describe("in a job that has the variables and no stack file", () => {
  it("deploy asks the server with their key, once it is known to be this environment's", async () => {
    server.answer({ status: status(undefined), deploy: answer({ release: after }) });
    const registry = {
      CI_REGISTRY: "registry.example.com",
      CI_REGISTRY_USER: "gitlab-ci-token",
      CI_REGISTRY_PASSWORD: "canary-job-token",
    };
    const env = { ...variables(), ...registry };
    const { code, stdout, stderr } = await run(deploy, { cwd: job, env });
    const name = `127.0.0.1:${server.port}`;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Servers from SLIPWAY_SERVERS: ${name}\n`,
    });
    expect(stdout).toContain(`${name}: It is serving. (release 42`);
    const asked = server.asked();
    expect(asked).toMatchObject([
      { role: "deployer", action: "status" },
      { role: "deployer", action: "deploy", request: { app: "shop", image, version: "2.0.0" } },
    ]);
    expect(asked[1]?.request.registry).toEqual({
      ...{ address: "registry.example.com", user: "gitlab-ci-token", password: "canary-job-token" },
    });

    const own = { address: "images.example.com", user: "slipway-pull", password: "canary-pull" };
    const set = {
      ...{ SLIPWAY_REGISTRY: own.address, SLIPWAY_REGISTRY_USER: own.user },
      SLIPWAY_REGISTRY_PASSWORD: own.password,
    };
    await run(deploy, { cwd: job, env: { ...env, ...set } });
    expect(server.asked().at(-1)?.request.registry).toEqual(own);
  });

  it("deploy shows neither the key nor the job's token, though the server repeats them", async () => {
    server.answer({
      status: status(undefined),
      deploy: { ...answer({ message: "canary-job-token" }), echo: true },
    });
    const registry = { CI_REGISTRY: "registry.example.com", CI_REGISTRY_USER: "gitlab-ci-token" };
    const env = { ...variables(), ...registry, CI_REGISTRY_PASSWORD: "canary-job-token" };
    const { stdout, stderr } = await run(deploy, { cwd: job, env });
    expect(stderr).toContain('"password":"[redacted]"');
    expect(stdout + stderr).not.toContain("canary-job-token");
  });

  it("rollback, allow, status and history do too", async () => {
    server.answer({
      status: status(after),
      rollback: answer({ release: after }),
      allow: answer({ outcome: "allowed" }),
      history: { answer: { protocol: 1, code: 0, entries: [] } },
    });
    const commands = [
      ["rollback", "production", "shop"],
      ["allow", "production", "shop", image],
      ["status", "production"],
      ["history", "production", "shop"],
    ];
    for (const args of commands) {
      const { code, stderr } = await run(args, { cwd: job, env: variables() });
      expect({ args, code, stderr }).toMatchObject({ args, code: 0 });
      expect(stderr).toBe(`Servers from SLIPWAY_SERVERS: 127.0.0.1:${server.port}\n`);
    }
    const asked = server.asked();
    expect(asked.filter(({ action }) => action !== "status").map(({ action }) => action)).toEqual([
      "rollback",
      "allow",
      "history",
    ]);
    expect(new Set(asked.map(({ role }) => role))).toEqual(new Set(["deployer"]));
  });

  it.each(["deploy", "rollback"])("%s changes nothing with another environment's", async (name) => {
    server.answer({
      status: status(after),
      deploy: answer({ release: after }),
      rollback: answer({ release: after }),
    });
    const rest = name === "deploy" ? ["--image", image] : [];
    const args = [name, "staging", "shop", ...rest];
    const { code, stdout, stderr } = await run(args, { cwd: job, env: variables() });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("knows this key as `production`'s, and not as `staging`'s");
    expect(server.asked().map(({ action }) => action)).toEqual(["status"]);
  });

  it("deploy without --version says that none is compared", async () => {
    server.answer({ status: status(after), deploy: answer({ release: after }) });
    const args = deploy.slice(0, -2);
    const { code, stderr } = await run(args, { cwd: job, env: variables() });
    expect(code).toBe(0);
    expect(stderr).toContain("No --version is given, so the version that the app reports is");
    expect(server.asked()[1]?.request).not.toHaveProperty("version");
  });

  it("takes a key without its last newline, and a host key that is hashed", async () => {
    server.answer({ status: status(after), deploy: answer({ release: after }) });
    const env = variables();
    file("SLIPWAY_DEPLOYER_KEY", keys.deployers.shop!.private.trimEnd());
    execFileSync("ssh-keygen", ["-H", "-f", env.SLIPWAY_KNOWN_HOSTS!], { stdio: "ignore" });
    expect((await run(deploy, { cwd: job, env })).code).toBe(0);
  });
});

describe("the variables", () => {
  it("are named where they are not there either", async () => {
    const { code, stderr } = await run(deploy, { cwd: job });
    expect(code).toBe(1);
    expect(stderr).toContain("There is no Pulumi.yaml in");
    expect(stderr).toContain("SLIPWAY_SERVERS, SLIPWAY_DEPLOYER_KEY and SLIPWAY_KNOWN_HOSTS");
    expect(stderr).toContain("`environment: production`");
  });

  it("win over a stack file, and both are said", async () => {
    const folder = writeStackFiles({ keys, servers: { "prod-1": server } });
    server.answer({ status: status(undefined), deploy: answer({ release: after }) });
    const byVariables = await run(deploy, { cwd: folder, env: variables() });
    expect(byVariables.stderr).toContain("Servers from SLIPWAY_SERVERS: 127.0.0.1:");
    const bySettings = await run(deploy, { cwd: folder });
    expect(bySettings.stderr).toContain("Servers from Pulumi.production.yaml: prod-1");
    removeFolder(folder);
  });

  it("are all told at once when they are wrong, and their content never", async () => {
    const env = {
      SLIPWAY_SERVERS: "slipway@[::1]:22 prod.example.com slipway@::1:22 u@h:0 u@h:70000",
      SLIPWAY_DEPLOYER_KEY: keys.deployers.shop!.private,
      SLIPWAY_KNOWN_HOSTS: join(job, "nowhere"),
    };
    const { code, stdout, stderr } = await run(deploy, { cwd: job, env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("The variables that name the servers have 6 problems.");
    for (const wrong of ["prod.example.com", "slipway@::1:22", "u@h:0", "u@h:70000"]) {
      expect(stderr).toContain(`SLIPWAY_SERVERS: "${wrong}" is not user@address:port`);
    }
    expect(stderr).toContain("SLIPWAY_DEPLOYER_KEY: It must hold the path of a file.");
    expect(stderr).toContain(`SLIPWAY_KNOWN_HOSTS: There is no file ${join(job, "nowhere")}.`);
    expect(stderr).not.toContain("BEGIN");
    expect(stderr).toContain("`npx slipway up production` writes them");
  });

  it("are told when some are missing, a server stands twice or has no host key", async () => {
    const { code, stderr } = await run(deploy, {
      cwd: job,
      env: {
        SLIPWAY_SERVERS: "a@[::1]:2222 b@[::1]:2222 slipway@prod.example.com:22",
        SLIPWAY_KNOWN_HOSTS: file("known", `[::1]:2222 ${server.hostKey}\n`),
      },
    });
    expect(code).toBe(1);
    expect(stderr).toContain("SLIPWAY_SERVERS: [::1]:2222 stands there twice.");
    expect(stderr).toContain("SLIPWAY_DEPLOYER_KEY: It is not set.");
    expect(stderr).toContain("The file has no line for prod.example.com:22.");
    expect(stderr).not.toContain("no line for [::1]");
  });

  it("are told when a file is empty, or holds no key", async () => {
    const env = variables();
    file("SLIPWAY_DEPLOYER_KEY", "canary-no-key\n");
    file("SLIPWAY_KNOWN_HOSTS", "\n");
    const folder = await run(deploy, { cwd: job, env: { ...env, SLIPWAY_KNOWN_HOSTS: job } });
    expect(folder.stderr).toContain(`SLIPWAY_KNOWN_HOSTS: ${job} can't be read.`);
    const { stderr } = await run(deploy, { cwd: job, env });
    expect(stderr).toContain("SLIPWAY_DEPLOYER_KEY: The file holds no private key.");
    expect(stderr).toContain("SLIPWAY_KNOWN_HOSTS is empty.");
    expect(stderr).not.toContain("canary");
  });

  it("may name an IPv6 address", async () => {
    const env = variables([{ ...server, address: "::1", port: 1 }]);
    expect(env.SLIPWAY_SERVERS).toBe(`${server.user}@[::1]:1`);
    const { code, stderr } = await run(deploy, { cwd: job, env });
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be reached: connect to host ::1 port 1");
  });
});

describe("what a connection by variables fails of is told with them", () => {
  it.each([
    [
      "another host key",
      () => variables([{ ...server, hostKey: keys.observer.public }]),
      "shows another host key than SLIPWAY_KNOWN_HOSTS",
    ],
    [
      "a key that the server does not know",
      () => {
        const env = variables();
        file("SLIPWAY_DEPLOYER_KEY", unknown.private);
        return env;
      },
      "does not accept this stack's key for it. The key in SLIPWAY_DEPLOYER_KEY and",
    ],
    [
      "a damaged key",
      () => {
        const env = variables();
        file("SLIPWAY_DEPLOYER_KEY", keys.deployers.shop!.private.replace(/b3Bl/, "AAAA"));
        return env;
      },
      "SLIPWAY_DEPLOYER_KEY is not as `slipway up` wrote it",
    ],
  ])("%s", async (_, env, sentence) => {
    const { code, stderr } = await run(deploy, { cwd: job, env: env() });
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
