import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LogLine } from "../../../../host/logsProtocol.ts";
import { run, start } from "../support/command.ts";
import { status, type Script } from "../support/server.ts";
import { before, both, keys, one, single, two } from "./production.ts";

const line = (second: number, text: string, service = "web"): LogLine => ({
  at: `2026-11-25T10:00:0${second}.000000000Z`,
  service,
  container: `production-shop-${service}-1`,
  line: text,
});
const told = (lines: LogLine[], change: object = {}): Script => ({
  answer: [...lines, { protocol: 1, code: 0, message: `${lines.length} lines.`, ...change }]
    .map((each) => `${JSON.stringify(each)}\n`)
    .join(""),
});
const logsOf = (...more: string[]) => ["logs", "production", "shop", ...more];

describe("slipway logs", () => {
  it("prints what the containers say, with the observer's key, by service", async () => {
    one.answer({ logs: told([line(1, "starting"), line(2, "\u001b[31mready\t\u009b", "db")]) });
    const { code, stdout, stderr } = await run(logsOf(), { cwd: single });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "web | starting\ndb | \\x1b[31mready  \\x9b\n",
      stderr: "",
    });
    expect(one.asked()).toMatchObject([{ role: "observer", action: "logs" }]);
  });

  it("passes on what is asked for", async () => {
    one.answer({ logs: told([]) });
    const args = ["--since", "10m", "--last", "5", "--service", "web", "--follow"];
    expect((await run(logsOf(...args), { cwd: single })).code).toBe(0);
    const [{ request } = {}] = one.asked();
    expect(request).toEqual({
      ...{ protocol: 1, app: "shop" },
      ...{ since: 600, last: 5, service: "web", follow: true },
    });
    const wrong = await run(logsOf("--since", "yesterday"), { cwd: single });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("It must be a whole number with `s`, `m`, `h`, `d` or `w`");
  });

  it("puts the lines of several servers in the order of time, each with its server", async () => {
    one.answer({ logs: told([line(1, "a"), line(4, "d")]) });
    two.answer({ logs: told([line(2, "b"), line(3, "c")], { isCut: true, message: "Cut." }) });
    const { code, stdout, stderr } = await run(logsOf(), { cwd: both });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "prod-2: Cut.\n" });
    expect(stdout).toBe("prod-1 web | a\nprod-2 web | b\nprod-2 web | c\nprod-1 web | d\n");

    const { stdout: json } = await run(logsOf("--json", "--server", "prod-2"), { cwd: both });
    expect(
      json
        .trimEnd()
        .split("\n")
        .map((each) => JSON.parse(each) as unknown),
    ).toEqual([
      { server: "prod-2", ...line(2, "b") },
      { server: "prod-2", ...line(3, "c") },
    ]);
  });

  it("shows the others where one can't be asked, and says which", async () => {
    one.answer({ logs: told([line(1, "a")]) });
    const message = "Docker does not tell of the app's containers.";
    two.answer({ logs: { code: 22, answer: { protocol: 1, code: 22, message } } });
    const { code, stdout, stderr } = await run(logsOf(), { cwd: both });
    expect({ code, stdout }).toEqual({ code: 22, stdout: "prod-1 web | a\n" });
    expect(stderr).toBe(`slipway: prod-2: ${message}\n`);
  });

  it("says of a slipway-host of before that it does not know of logs", async () => {
    const message = "slipway-host needs an action: apply, deploy, status or history.";
    one.answer({ logs: { code: 20, answer: { protocol: 1, code: 20, message } } });
    const { code, stderr } = await run(logsOf(), { cwd: single });
    expect(code).toBe(20);
    expect(stderr).toBe(
      "slipway: The slipway-host on prod-1 does not know `logs` yet: `npx slipway up production` brings one that does.\n",
    );
  });

  it("follows until Ctrl-C, and shows each line as it comes", async () => {
    const script = told([line(1, "a")]).answer as string;
    one.answer({ logs: { answer: script.split("\n")[0] + "\n", stays: true } });
    const { child, output, finished } = start(logsOf("--follow"), { cwd: single });
    await expect.poll(() => output.stdout, { timeout: 20_000 }).toBe("web | a\n");
    child.kill("SIGINT");
    expect((await finished).code).toBe(130);
  });

  it("asks servers of a pipeline's variables which environment they are of", async () => {
    const write = (name: string, text: string) => {
      const path = join(one.folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    const env = {
      SLIPWAY_SERVERS: `${one.user}@127.0.0.1:${one.port}`,
      SLIPWAY_DEPLOYER_KEY: write("key", keys.deployers.shop!.private),
      SLIPWAY_KNOWN_HOSTS: write("known", `[127.0.0.1]:${one.port} ${one.hostKey}\n`),
    };
    one.answer({ status: status(before), logs: told([line(1, "a")]) });
    const { code, stdout } = await run(logsOf(), { cwd: "/", env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "web | a\n" });
    expect(one.asked().map(({ role, action }) => `${role} ${action}`)).toEqual([
      "deployer status",
      "deployer logs",
    ]);
    const other = await run(["logs", "staging", "shop"], { cwd: "/", env });
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("knows this key as `production`'s, and not as `staging`'s");
  });
});
