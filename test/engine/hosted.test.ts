import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { canary, sightings } from "../support/canaries.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

/**
 * Plain `pulumi up`, with the commands that the sandbox puts on the PATH: where the engine was built
 * here, a language host of the sandbox's own runs `@pulumi/pulumi/cmd/run` over index.ts.
 */
describe("pulumi, without the slipway command", () => {
  let sandbox: TestSandbox;
  const password = canary("database");

  beforeAll(async () => {
    sandbox = await testSandbox();
    await mkdir(join(sandbox.folder, "events"));
  });
  afterAll(() => sandbox.close());

  async function pulumi(args: string[], input = ""): Promise<{ code: number; output: string }> {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: sandbox.work,
      env: {
        ...process.env,
        ...sandbox.variables,
        PATH: `${join(sandbox.folder, "bin")}:${process.env.PATH}`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // `--event-log` is one of the options that this shows.
        PULUMI_DEBUG_COMMANDS: "true",
      },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(input);
    const code = await new Promise<number>((resolve) =>
      child.once("close", (status) => resolve(status ?? 1)),
    );
    return { code, output };
  }

  it("brings up the platform and an environment, which slipway then finds unchanged", async () => {
    await sandbox.expectExit(0, ["secret", "set", "staging", "shop", "DB_PASSWORD"], password);
    for (const stack of ["platform", "staging"]) {
      await pulumi(["stack", "init", stack]);
      const log = ["--event-log", join(sandbox.folder, "events", stack)];
      const up = ["up", "--stack", stack, "--yes", "--skip-preview"];
      const { code, output } = await pulumi([...up, ...log]);
      expect(code, output).toBe(0);
      const { result, changes } = await sandbox.json<OperationResult>(["preview", stack]);
      expect([result, ...Object.keys(changes)]).toEqual(["succeeded", "same"]);
    }
  });

  it("keeps secrets out of the engine's event log", async () => {
    const events = await readFile(join(sandbox.folder, "events", "staging"), "utf8");
    expect(events).toContain("SLIPWAY_DEPLOYER_KEY");
    expect(events).not.toContain("PRIVATE KEY");
    expect(sightings(join(sandbox.folder, "events"), [password])).toEqual([]);
  });

  it("previews a change", async () => {
    await sandbox.edit("staging", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "env", "LOG_LEVEL"], "Trace"),
    );
    const { code, output } = await pulumi(["preview", "--stack", "staging", "--diff"]);
    expect(code, output).toBe(0);
    expect(output).toContain("LOG_LEVEL");
  });

  it("encrypts a secret as slipway reads it, and decrypts what slipway has encrypted", async () => {
    const place = "slipway:apps.shop.secrets.SMTP__Password";
    const set = ["config", "set", "--secret", "--path", place, "--stack", "staging"];
    const { code, output } = await pulumi(set, "set by pulumi itself");
    expect(code, output).toBe(0);
    const { problems, notChecked } = await sandbox.json<{ problems: []; notChecked: string[] }>([
      "check",
      "staging",
    ]);
    expect(problems).toEqual([]);
    expect(notChecked.filter((place) => place.includes("staging"))).toEqual([]);

    await sandbox.expectExit(
      0,
      ["secret", "set", "staging", "shop", "SMTP__Password"],
      "set by slipway",
    );
    const shown = await pulumi(["config", "get", "--path", place, "--stack", "staging"]);
    expect(shown.output.trim()).toBe("set by slipway");
  });

  it("reports every problem of the stack files at once, without a stack trace", async () => {
    await sandbox.edit("staging", (file) => {
      file.setIn(["config", "slipway:apps", "shop", "servers"], ["nowhere"]);
      file.setIn(["config", "slipway:apps", "shop", "url"], "not a url");
    });
    const { code, output } = await pulumi(["preview", "--stack", "staging"]);
    expect(code).not.toBe(0);
    expect(output).toContain("nowhere");
    expect(output).toContain("not a url");
    expect(output).not.toMatch(/^\s+at .*\.ts:/m);
  });
});
