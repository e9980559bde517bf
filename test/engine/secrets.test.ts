import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildShop } from "../support/shop/images.ts";
import { canary, sightings, watchProcesses } from "../support/canaries.ts";
import { docker } from "../support/docker.ts";
import { machineFolder } from "../support/machine.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

/** A canary in every secret, through everything a team does; then looked for everywhere. */
describe("secrets", () => {
  const secrets: Record<string, string> = {
    DB_PASSWORD: canary("database"),
    SMTP__Password: canary("mail"),
  };
  const values = Object.values(secrets);
  const outputs: string[] = [];
  let sandbox: TestSandbox;
  let processes: ReturnType<ReturnType<typeof watchProcesses>>;

  async function run(code: number, args: string[], input?: string): Promise<string> {
    const output = await sandbox.expectExit(code, args, input);
    outputs.push(output);
    return output;
  }

  async function deploy(code: number, version: string, image: string): Promise<string> {
    return run(code, ["deploy", "staging", "shop", "--version", version, "--image", image]);
  }

  beforeAll(async () => {
    sandbox = await testSandbox();
    const { machine } = sandbox;
    values.push(machine.registry.password);
    const stop = watchProcesses(values);
    for (const [key, value] of Object.entries(secrets)) {
      await run(0, ["secret", "set", "staging", "shop", key], value);
    }
    await sandbox.edit("staging", (file) =>
      file.setIn(["config", "slipway:apps", "shop", "health", "within"], "15s"),
    );
    await run(0, ["check"]);
    await run(0, ["up", "platform", "--yes"]);
    await run(0, ["preview", "staging", "--diff"]);
    await run(0, ["up", "staging", "--yes"]);
    await deploy(0, "1.0.0", machine.images.shop["1.0.0"]);
    const crashing = await buildShop(machine.docker, machine.registry, "9.0.0", "crash");
    await deploy(10, "9.0.0", crashing);
    await deploy(0, "2.0.0", machine.images.shop["2.0.0"]);
    await run(0, ["rollback", "staging", "shop"]);
    await run(0, ["up", "staging", "--yes", "--json"]);
    await run(0, ["history", "staging", "--json"]);
    await run(0, ["status", "staging", "--json"]);
    processes = stop();
  });
  afterAll(() => sandbox.close());

  it("are in no command's output, the crash of an app that prints one included", () => {
    const crash = outputs.find((output) => output.includes("9.0.0"))!;
    expect(crash).toContain("cannot connect to postgres://shop:[redacted]@database");
    for (const value of values) expect(outputs.join("\n")).not.toContain(value);
  });

  it("are in nobody's command line", () => {
    expect(processes.seen).toEqual([]);
    expect(processes.samples).toBeGreaterThan(100);
  });

  it("are in Pulumi's state encrypted only", () => {
    expect(sightings(join(sandbox.folder, "state"), values)).toEqual([]);
  });

  it("are in the stack files encrypted only", () => {
    const found = sightings(sandbox.work, values);
    expect(found).toEqual([]);
  });

  it("are on the server in files that only their owner reads", () => {
    const found = sightings(join(sandbox.folder, "server"), values);
    expect(found.filter(({ file }) => file.endsWith("/.env")).length).toBeGreaterThan(0);
    expect(found.filter(({ mode }) => mode !== "600")).toEqual([]);
    expect(found.filter(({ file }) => /history|release\.json|compose/.test(file))).toEqual([]);
  });

  it("are in no log of the sandbox", () => {
    for (const folder of [sandbox.folder, machineFolder()]) {
      expect(sightings(join(folder, "log"), values)).toEqual([]);
    }
  });

  it("are in what Docker tells of the services that use them, and of no other", async () => {
    const { docker: where } = sandbox.machine;
    const inspect = async (service: string) => {
      const label = `label=com.docker.compose.service=${service}`;
      const project = "label=com.docker.compose.project=staging-shop";
      const ids = await docker(where, "ps", "--quiet", "--filter", label, "--filter", project);
      return docker(where, "inspect", ids.trim());
    };
    const app = await inspect("app");
    for (const value of Object.values(secrets)) expect(app).toContain(value);
    // The compose file hands the database its own password and nothing else.
    const database = await inspect("database");
    expect(database).toContain(secrets.DB_PASSWORD);
    expect(database).not.toContain(secrets.SMTP__Password);
    expect(database).not.toContain(sandbox.machine.registry.password);
  });

  it("would be found, if one lay about", () => {
    const folder = join(sandbox.folder, "log", "planted");
    mkdirSync(folder);
    writeFileSync(join(folder, "clear"), `x ${values[0]} x`, { mode: 0o644 });
    writeFileSync(join(folder, "encoded"), Buffer.from(`xx${values[0]}`).toString("base64"));
    expect(sightings(folder, values).map(({ mode }) => mode)).toEqual(["644", "644"]);
  });
});
