import { readdirSync, readFileSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LogLine, LogsAnswer } from "../../../host/logsProtocol.ts";
import { protocol, type Role } from "../../../host/protocol.ts";
import { canary } from "../../support/canaries.ts";
import { startSshServer } from "./ssh/server.ts";
import { configurationOf, eventually, killGroup, startHost, type Host } from "./support.ts";

let host: Host;
const secret = canary("password");

/** Docker takes long lines in pieces of 16 KiB; the password lies across the end of the first. */
const talkative = [
  'echo "password: $DB_PASSWORD"',
  "echo 'to standard error' >&2",
  'printf "%16370s%s%20000s\\n" "" "$DB_PASSWORD" "" | tr " " x',
  "while sleep 0.2; do echo tick; done",
].join("; ");

beforeAll(async () => {
  host = await startHost();
  const { compose, ...rest } = configurationOf(host, { secrets: { DB_PASSWORD: secret } });
  const services = compose.services as Record<string, Record<string, unknown>>;
  services.app!.command = ["sh", "-c", talkative.replaceAll("$", "$$$$")];
  // A shell that waits does not heed what asks it to end.
  services.app!.stop_grace_period = "0s";
  delete services.app!.ports;
  delete rest.health;
  expect((await host.apply({ compose, ...rest })).code).toBe(0);
  expect((await host.deploy(host.machine.images.shop["1.0.0"])).code).toBe(0);
});
afterAll(() => host.close());

it("has Docker keep the logs of a release within bounds", async () => {
  const asked = ["inspect", "--format", "{{json .HostConfig.LogConfig}}"];
  const kept = await host.docker(...asked, await host.container("app"));
  expect(JSON.parse(kept)).toEqual({
    Type: "json-file",
    Config: { "max-file": "5", "max-size": "20m" },
  });
});

function read(text: string): { lines: LogLine[]; answer: LogsAnswer } {
  const told = text.trimEnd().split("\n");
  const answer = JSON.parse(told.pop()!) as LogsAnswer;
  return { lines: told.map((line) => JSON.parse(line) as LogLine), answer };
}

/** A call to its end; `read` takes what it says apart. */
async function logs(request: object, role: Role = "observer", app = "shop") {
  const child = follow(request, role, app);
  let text = "";
  child.stdout!.on("data", (piece: string) => (text += piece));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, text };
}

function follow(request: object, role: Role = "observer", app = "shop"): ChildProcess {
  const bound = role === "deployer" || role === "puller" ? "shop" : undefined;
  const child = host.start("logs", role, bound);
  child.stdin!.end(JSON.stringify({ protocol, app, ...request }));
  child.stdout!.setEncoding("utf8");
  return child;
}

it("tells what the app's containers say, in the order of time, without their secrets", async () => {
  const { code, text } = await logs({ service: "app" });
  const { lines, answer } = read(text);
  expect({ code, answer: answer.code }).toEqual({ code: 0, answer: 0 });
  const texts = lines.map(({ line }) => line);
  expect(texts).toContain("password: [redacted]");
  expect(texts).toContain("to standard error");
  expect(texts).toContain(`${"x".repeat(16_370)}[redacted]xxxx…`);
  expect(text).not.toContain("canary");
  expect(lines[0]).toMatchObject({
    service: "app",
    container: `${host.environment}-shop-app-1`,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z$/) as string,
  });
  const times = lines.map(({ at }) => at!);
  expect(times).toEqual(times.toSorted());
});

it("tells it whoever has a key, a deployer of its own app", async () => {
  for (const role of ["configurator", "deployer", "puller"] as const) {
    expect((await logs({ last: 1 }, role)).code).toBe(0);
  }
  expect((await logs({}, "deployer", "blog")).code).toBe(21);
});

it("tells no more than is asked for", async () => {
  expect(read((await logs({ last: 3, service: "app" })).text).lines).toHaveLength(3);
  await expect.poll(async () => read((await logs({ since: 1 })).text).lines[0]?.line).toBe("tick");
  const { code, text } = await logs({ service: "web" });
  expect(code).toBe(20);
  expect(text).toContain("shop has no service of this name. Its services: app, database.");
});

it("follows what is said, by a container of the next release too, and ends with its caller", async () => {
  const child = follow({ follow: true, last: 1, service: "app" });
  const followed: LogLine[] = [];
  let rest = "";
  child.stdout!.on("data", (piece: string) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    followed.push(...lines.map((line) => JSON.parse(line) as LogLine));
  });
  await eventually(() => Promise.resolve(followed.length > 2 ? true : undefined));
  expect((await host.deploy(host.machine.images.shop["2.0.0"])).code).toBe(0);
  const container = await host.container("app");
  await eventually(() =>
    Promise.resolve(followed.find(({ line }) => line === "password: [redacted]")),
  );
  await eventually(() => Promise.resolve(followed.at(-1)?.line === "tick" ? true : undefined));
  expect(readers(container)).toHaveLength(1);
  killGroup(child);
  // What it has started is in no group of the caller's.
  await eventually(() => Promise.resolve(readers(container).length === 0 ? true : undefined));
});

it("ends with a connection that is cut, though nothing is said that it could not pass on", async () => {
  const server = await startSshServer(host);
  try {
    const container = await host.container("database");
    const client = await server.connect("observer");
    client.exec("logs", (_, channel) => {
      const request = { protocol, app: "shop", service: "database", follow: true };
      channel.on("error", () => undefined).end(JSON.stringify(request));
    });
    await eventually(() => Promise.resolve(readers(container).length === 1 ? true : undefined));
    client.destroy();
    await eventually(() => Promise.resolve(readers(container).length === 0 ? true : undefined));
  } finally {
    await server.close();
  }
});

/** Processes that read a container's log. */
function readers(container: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return words[1] === "logs" && words.includes(container);
      } catch {
        return false;
      }
    });
}
