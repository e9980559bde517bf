import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Release, StatusAnswer } from "../../../../host/protocol.ts";
import { compiled } from "../../../../sandbox/compiled.ts";
import { stopDaemon } from "../../../../sandbox/daemon.ts";
import { ports } from "../../../../sandbox/ports.ts";
import { startServer } from "../../../../sandbox/sshd.ts";
import type { KeyPair } from "../../../../settings/index.ts";
import type { Keys } from "./stackFiles.ts";

/** One call's answer. */
export interface Script {
  /** JSON; a string is written as it is. */
  answer?: unknown;
  code?: number;
  /** Lines of standard error. */
  progress?: string[];
  /** Whether the request is repeated on standard error, secrets and all. */
  echo?: boolean;
  /** A file of this name in the server's folder has to be there before it answers. */
  until?: string;
  /** Whether it says no more, and does not end before the test. */
  stays?: boolean;
}

export interface Asked {
  role: string;
  action: string;
  request: Record<string, unknown>;
}

/** A real sshd on loopback in front of `fakeHost.ts`. */
export interface TestServer {
  folder: string;
  port: number;
  hostKey: string;
  user: string;
  /** What it answers from now on, by action: in turn, and the last for good. Forgets what it was asked. */
  answer(scripts: Record<string, Script | Script[]>): void;
  asked(): Asked[];
  stop(): Promise<void>;
}

/** @param puller the key that may pull and no more; default: there is none */
export async function startTestServer(keys: Keys, puller?: KeyPair): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  const { ssh } = await ports(folder, ["ssh"]);
  const none = { host: "", config: "", foreign: true };
  const { port, hostKey, user } = await startServer(folder, ssh, none, process.env.PATH ?? "");
  const script = join(import.meta.dirname, "fakeHost.ts");
  const compileCache = `NODE_COMPILE_CACHE=${compiled.NODE_COMPILE_CACHE}`;
  const line = (role: string, key: { public: string }) =>
    `restrict,command="${compileCache} ${process.execPath} ${script} ${folder} ${role}" ${key.public}\n`;
  const home = join(folder, "server", "home", ".ssh");
  mkdirSync(home, { recursive: true });
  writeFileSync(
    join(home, "authorized_keys"),
    line("observer", keys.observer) +
      line("configurator", keys.configurator) +
      line("bootstrap", keys.bootstrap) +
      line("deployer", keys.deployers.shop!) +
      (puller ? line("puller", puller) : ""),
    { mode: 0o600 },
  );
  const log = join(folder, "asked.jsonl");
  return {
    ...{ folder, port, hostKey, user },
    answer(scripts) {
      rmSync(log, { force: true });
      const lists = Object.entries(scripts).map(([action, script]) => [action, [script].flat()]);
      writeFileSync(join(folder, "scripts.json"), JSON.stringify(Object.fromEntries(lists)));
    },
    asked() {
      if (!existsSync(log)) return [];
      const lines = readFileSync(log, "utf8").trim().split("\n");
      return lines.map((text) => JSON.parse(text) as Asked);
    },
    async stop() {
      await stopDaemon(folder, "sshd");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const digest = (letter: string) =>
  `registry.example.com/acme/shop@sha256:${letter.repeat(64)}`;

export function release(number: number, version: string, image: string): Release {
  const since = "2026-11-22T14:03:05Z";
  return { number, version, image, configuration: "c0ffee000000", since };
}

/** An answer to deploy, rollback and allow. */
export function answer(change: Partial<Answer>): Script {
  const whole: Answer = {
    ...{ protocol: 1, code: 0, outcome: "serving", message: "It is serving.", seconds: 3 },
    ...change,
  };
  return { code: whole.code, answer: whole };
}

/** What `status` says of the app `shop`. */
export function status(serving: Release | undefined, change: object = {}): Script {
  const whole: StatusAnswer = {
    ...{ protocol: 1, code: 0, environment: "production" },
    apps: [
      {
        ...{ app: "shop", healthy: serving !== undefined, services: [], refused: [] },
        ...(serving ? { release: serving, applied: serving.configuration } : {}),
        ...change,
      },
    ],
  };
  return { answer: whole };
}
