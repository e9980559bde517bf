import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languageHost, type LanguageHost } from "../support/languageHost.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";
import { findEngine } from "../../toolchain/engine.ts";

/**
 * Plain `pulumi up`: the engine's own command line, and `@pulumi/pulumi/cmd/run` over index.ts in
 * the way that Pulumi's Node language host starts it.
 */
describe("pulumi, without the slipway command", () => {
  let sandbox: TestSandbox;
  let host: LanguageHost;

  beforeAll(async () => {
    sandbox = await testSandbox();
    const program = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run");
    host = await languageHost(program);
  });
  afterAll(async () => {
    await host.close();
    await sandbox.close();
  });

  async function pulumi(args: string[], input = ""): Promise<{ code: number; output: string }> {
    const engine = await findEngine();
    const child = spawn(engine!.command, [...args, "--non-interactive"], {
      cwd: sandbox.work,
      env: { ...process.env, ...sandbox.variables, PULUMI_SKIP_UPDATE_CHECK: "true" },
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

  /** An operation that runs the program, through the language host. */
  async function operate(...args: string[]) {
    return pulumi([...args, "--exec-kind", "auto.inline", "--client", host.address]);
  }

  it("brings up the platform and an environment, which slipway then finds unchanged", async () => {
    for (const stack of ["platform", "staging"]) {
      await pulumi(["stack", "init", stack]);
      const { code, output } = await operate("up", "--stack", stack, "--yes", "--skip-preview");
      expect(code, output).toBe(0);
      const { changes } = await sandbox.json<{ changes: object }>(["preview", stack]);
      expect(Object.keys(changes)).toEqual(["same"]);
    }
  });

  it("previews a change", async () => {
    await sandbox.edit("staging", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "env", "LOG_LEVEL"], "Trace"),
    );
    const { code, output } = await operate("preview", "--stack", "staging", "--diff");
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
    const { code, output } = await operate("preview", "--stack", "staging");
    expect(code).not.toBe(0);
    expect(output).toContain("nowhere");
    expect(output).toContain("not a url");
    expect(output).not.toMatch(/^\s+at .*\.ts:/m);
  });
});
