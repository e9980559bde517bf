import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { protocol } from "../../../host/protocol.ts";
import { canary, formsOf, sightings, watchProcesses } from "../../support/canaries.ts";
import { send } from "./ssh/send.ts";
import { startSshServer, type SshServer } from "./ssh/server.ts";
import { tree } from "./ssh/watch.ts";
import {
  configurationOf,
  deployRequest,
  eventually,
  sessions,
  startGate,
  startHost,
  until,
  type Called,
  type Gate,
  type Host,
} from "./support.ts";

let host: Host;
let server: SshServer;
let gate: Gate;
const began = Date.now();
const said: string[] = [];
/** What each call that was killed has left, by what it died of. */
const left: Record<string, { limits: string; requests: number }> = {};
let processes: ReturnType<ReturnType<typeof watchProcesses>>;

const first = canary("first");
const secrets = {
  DB_PASSWORD: canary("password"),
  QUOTED: `é"${canary("quoted")}\\\n$'<&+/`,
  PEM: `-----BEGIN PRIVATE KEY-----\n${canary("pem-one")}\n${canary("pem-two")}\n-----END PRIVATE KEY-----\n`,
};
const canaries = [
  first,
  ...Object.values(secrets).flatMap((value) => value.match(/canary-[\w-]+/g)!),
];
/** Of the app, and of the registry's account. */
const all = () => [...canaries, host.machine.registry.password];

/** An app that tells its secrets in every way that apps do, and ends. */
const indiscreet = [
  'echo "password: $DB_PASSWORD was ${DB_PASSWORD}s"',
  'echo "old: $OLD"',
  'printf "%s" "$PEM"',
  'printf "%s" "$DB_PASSWORD" | base64',
  'printf "Authorization: Basic %s\\n" "$(printf "shop:%s" "$DB_PASSWORD" | base64)"',
  'printf "%s" "$PEM" | base64',
  'printf "loud: %s\\n" "$(printf "%s" "$DB_PASSWORD" | tr a-z A-Z)"',
  'printf "hexadecimal: %s\\n" "$(printf "%s" "$DB_PASSWORD" | od -An -v -tx1 | tr -d " \\n")"',
  'printf \'{"quoted":%s,"again":%s}\\n\' "$JSON" "$DOTNET"',
  "exit 3",
].join("; ");

beforeAll(async () => {
  host = await startHost();
  server = await startSshServer(host);
  gate = await startGate(host);
  const stop = watchProcesses(all());
  const note = (called: Pick<Called<unknown>, "code" | "stdout" | "stderr">) => {
    said.push(called.stdout, called.stderr);
    return called.code;
  };
  const { registry, images } = host.machine;
  const base = configurationOf(host, { secrets: { ...secrets, DB_PASSWORD: first } });
  Object.assign(base.health!, { url: gate.url, proxy: true, smoke: [] });
  // As `up` and a job ask.
  const asked = async (role: "configurator" | "deployer", action: string, request: object) => {
    const body = Buffer.from(JSON.stringify(request));
    const end = await send(await server.connect(role), action, body);
    expect(note({ ...end, code: end.code ?? -1 }), end.stderr).toBe(0);
  };
  await asked("configurator", "apply", {
    ...{ protocol, app: "shop", configuration: base, withNextImage: false, registry },
  });
  await asked("deployer", "deploy", deployRequest(host.machine, images.shop["1.0.0"], "1.0.0"));
  note(await host.deploy(await host.build("3.0.0", "crash"), "3.0.0"));
  // What a call leaves that is killed at its work is gone with the next one.
  for (const signal of ["SIGKILL", "SIGSEGV"] as const) {
    await kill(signal);
    note(await host.deploy(images.shop["1.0.0"], "1.0.0"));
  }

  // From here on the first password is that of an older release only.
  note(await host.apply(configurationOf(host, { secrets })));
  const rotated = configurationOf(host, { secrets });
  const services = rotated.compose.services as Record<string, Record<string, unknown>>;
  services.app!.command = ["sh", "-c", indiscreet.replaceAll("$", "$$$$")];
  services.app!.environment = {
    // As the app would have it in memory, of a release that is no longer the newest.
    OLD: first,
    JSON: JSON.stringify(secrets.QUOTED).replaceAll("$", "$$$$"),
    DOTNET: `"${secrets.QUOTED.replace(/[^\w-]/g, inHexadecimal)}"`.replaceAll("$", "$$$$"),
  };
  const indiscretion = await host.apply(rotated);
  expect(indiscretion.code).toBe(10);
  const log = indiscretion.answer.failure!.log.join("\n");
  // All of what it said is there, so what is looked for below would be, too.
  for (const part of ["password: [redacted]", "Authorization: Basic ", "loud: ", '{"quoted":']) {
    expect(log).toContain(part);
  }
  note(indiscretion);
  // Base64 is wrapped; whoever reads it puts it together again.
  said.push(log.replaceAll("\n", ""));
  note(await host.rollback());
  note(await host.call("status", {}, "observer"));
  note(await host.call("history", {}, "observer"));
  processes = stop();
});
afterAll(async () => {
  await server?.close();
  await gate?.close();
  await host.close();
});

/** Begins a deploy that waits for the app, on a server that would keep what a crash leaves, and ends it. */
async function kill(signal: "SIGKILL" | "SIGSEGV"): Promise<void> {
  gate.shut();
  const program = join(server.root, "bin/environments", host.environment);
  const bound = `--folder ${server.root} --role deployer --environment ${host.environment} --app shop`;
  const caller = spawn("/bin/sh", ["-c", `ulimit -c unlimited; exec ${program} ${bound}`], {
    cwd: server.home,
    detached: true,
    env: {
      ...{ PATH: process.env.PATH, HOME: server.home, SSH_ORIGINAL_COMMAND: "deploy" },
      ...{ DOCKER_HOST: host.machine.docker.host, DOCKER_CONFIG: host.machine.docker.config },
    },
  });
  caller.stdin.end(
    JSON.stringify(deployRequest(host.machine, host.machine.images.shop["2.0.0"], "2.0.0")),
  );
  await until(caller, "starting release");
  const [session] = sessions(host);
  const limits = readFileSync(`/proc/${session}/limits`, "utf8");
  process.kill(-caller.pid!, signal);
  process.kill(session!, signal);
  await eventually(() => Promise.resolve(sessions(host).length === 0 || undefined));
  left[signal] = {
    limits: /^Max core file size +(\d+|unlimited) +(\d+|unlimited)/m.exec(limits)![0],
    requests: readdirSync(join(host.place, "requests")).length,
  };
  gate.open();
}

it("tells none of them in answers and progress, whatever form the app gives them", () => {
  expect(said.join("\n")).toContain("cannot connect to postgres://shop:[redacted]@database");
  expectNone(said.join("\n"));
});

it("shows none of them in the list of processes", () => {
  expect(processes.samples).toBeGreaterThan(100);
  expect(processes.seen).toEqual([]);
});

it("gives none of them to a process in its environment, but to the app", () => {
  expect(processes.inEnvironment).toEqual([]);
});

it("keeps them in files that only their owner reads", () => {
  const found = sightings(host.folder, all());
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ mode }) => mode !== "600")).toEqual([]);
  const names = found.map(({ file }) => file.replace(/.*\//, ""));
  expect([...new Set(names)].sort()).toEqual([".env", "applied.json", "configuration.json"]);
});

it("has none of them in its own logs, and none in the history", () => {
  expect(readdirSync(join(host.place, "log")).length).toBeGreaterThan(5);
  expect(sightings(join(host.place, "log"), all())).toEqual([]);
  expectNone(readFileSync(join(host.place, "history.jsonl"), "utf8"));
});

it("leaves none of them where calls were killed, once the next one has been", () => {
  // The work of both was there until then, or nothing is held here.
  expect(left).toMatchObject({ SIGKILL: { requests: 1 }, SIGSEGV: { requests: 1 } });
  expect(readdirSync(join(host.place, "requests"))).toEqual([]);
});

it("leaves no memory behind where it crashes", () => {
  for (const { limits } of Object.values(left)) expect(limits).toMatch(/ 0 +0$/);
  expect(Object.keys(tree(host.folder)).filter((path) => /\/core(\.|$)/.test(path))).toEqual([]);
});

it("leaves nothing in the home of whom it works as: no shell's history, no account of Docker's", () => {
  expect(Object.keys(tree(server.home))).toEqual([".ssh", ".ssh/authorized_keys"]);
  const { config } = host.machine.docker;
  expect(existsSync(join(config, "config.json"))).toBe(false);
  expect(sightings(config, all())).toEqual([]);
});

it("leaves none in temporary folders and the system's logs", () => {
  for (const folder of ["/tmp", "/var/tmp", "/dev/shm", "/var/log"]) {
    for (const file of newFiles(folder)) expectNone(readFileSync(file, "latin1"));
  }
});

it("has sshd and the Docker daemon write none of them into their logs", () => {
  // It is asked for all that it can say.
  expect(server.log()).toContain("debug3");
  expectNone(server.log());
  const log = join(host.machine.folder, "log/docker.log");
  if (!host.machine.docker.foreign) expectNone(readFileSync(log, "utf8"));
});

it("has Docker tell none of them in its events, nor of images", async () => {
  const seconds = (time: number) => String(Math.floor(time / 1000));
  const window = ["--since", seconds(began), "--until", seconds(Date.now())];
  const events = await host.docker("events", ...window, "--format", "{{json .}}");
  expect(events).toContain(`${host.environment}-shop`);
  expectNone(events);
  const images = (await host.docker("image", "ls", "--quiet", "--no-trunc")).trim().split("\n");
  for (const image of new Set(images)) {
    expectNone(await host.docker("image", "inspect", image));
    expectNone(await host.docker("history", "--no-trunc", image));
  }
});

it("gives them to the service that asks for them and to no other container", async () => {
  const app = await host.container("app");
  const others = (await host.docker("ps", "--all", "--quiet", "--no-trunc")).trim().split("\n");
  expect(others).toContain(await host.container("database"));
  for (const id of others.filter((each) => each !== app)) {
    expectNone(await host.docker("inspect", id));
  }
  expect(await host.docker("inspect", app)).toContain(secrets.DB_PASSWORD);
});

/** None of the values is there in any form. */
function expectNone(text: string): void {
  for (const value of all()) {
    for (const form of formsOf(value))
      expect(text.includes(form), `${value} as ${form}`).toBe(false);
  }
}

/** The files in a folder, and in those in it, that have been written since this began. */
function newFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    // What a test keeps of its own is in folders of these names.
    if (entry.isDirectory() && !/^slipway-|^vitest/.test(entry.name)) {
      return readdirSync(path).map((name) => join(path, name));
    }
    return [path];
  });
  return paths.filter((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.mtimeMs > began && found.size < 20_000_000;
  });
}

/** As System.Text.Json writes all but the plainest characters. */
function inHexadecimal(character: string): string {
  if (character === "\\") return "\\\\";
  if (character === "\n") return "\\n";
  if (character === "$" || character === "/") return character;
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
