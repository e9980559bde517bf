import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OperationResult } from "../../cli/engine/recorder.ts";
import { repository } from "../../sandbox/sandbox.ts";
import { holdingProxy, type HoldingProxy } from "../support/holdingProxy.ts";
import { testSandbox, type TestSandbox } from "../support/sandbox.ts";

interface Variable {
  key: string;
  value: string;
  protected: boolean;
  environment_scope: string;
}

const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
const declared = Object.fromEntries(
  numbers.map((number) => [`VAR_${String(number).padStart(4, "0")}`, `value ${number}`]),
);

describe("an up that was killed, with its plugins, while it made variables", () => {
  let sandbox: TestSandbox;
  let proxy: HoldingProxy;

  beforeAll(async () => {
    sandbox = await testSandbox();
    proxy = await holdingProxy(sandbox.gitlab.baseUrl);
    for (const stack of ["platform", "staging", "uat", "production"]) {
      await sandbox.edit(stack, (file) => file.setIn(["config", "gitlab:baseUrl"], proxy.baseUrl));
    }
    const variables = ["config", "slipway:apps", "shop", "pipeline", "variables"];
    await sandbox.edit("uat", (file) => file.setIn(variables, file.createNode(declared)));
    await sandbox.expectExit(0, ["up", "platform", "--yes"]);
  });
  afterAll(async () => {
    await proxy?.close();
    await sandbox?.close();
  });

  const path = "projects/acme%2Fshop/variables";

  async function variables(): Promise<Variable[]> {
    const all = await sandbox.get<Variable[]>(`${path}?per_page=100`);
    return all.filter((variable) => variable.environment_scope === "uat");
  }

  /** An up that is killed, with its plugins, while GitLab answers to four of such requests. */
  async function killedUp(held = "POST"): Promise<void> {
    const killed = spawn(
      process.execPath,
      [join(repository, "cli/slipway.mjs"), "up", "uat", "--yes"],
      {
        cwd: sandbox.work,
        env: { ...process.env, ...sandbox.variables },
        detached: true,
        stdio: "ignore",
      },
    );
    const ended = once(killed, "close");
    await proxy.hold((method, url) => method === held && url.includes("/variables"), 4);
    process.kill(-killed.pid!, "SIGKILL");
    await ended;
    proxy.release();
  }

  it("leaves four variables on GitLab that the state does not know", async () => {
    await killedUp();
    expect((await variables()).length).toBeGreaterThanOrEqual(4);
    // A kill in mid-write of this file leaves it empty, and then Pulumi can't read the state.
    await truncate(join(sandbox.folder, "state/.pulumi/stacks/slipway/uat.json.attrs"));
  });

  it("shows in a preview what the next up will not make again", async () => {
    const state = join(sandbox.folder, "state/.pulumi/stacks/slipway/uat.json");
    const before = await readFile(state, "utf8");
    const { code, stdout, stderr } = await sandbox.slipway(["preview", "uat", "--json"]);
    expect(code, stderr).toBe(0);
    const [made] = await variables();
    expect(stderr).toContain("uat.json.attrs was cut short when an operation was killed.");
    expect(stderr).toContain(`variable ${made!.key} of acme/shop in uat`);
    expect(stderr).toContain("`up` will not make these again.");
    expect(stderr).not.toMatch(/pending|refresh|killed in the middle/);
    const { changes, resources, messages } = JSON.parse(stdout) as OperationResult;
    const toMake = new Set(resources.map(({ name }) => name));
    expect([Object.keys(changes).sort(), messages]).toEqual([["create", "same"], []]);
    for (const { key } of await variables()) expect(toMake).not.toContain(`shop-${key}`);
    const there = new Set((await variables()).map(({ key }) => `shop-${key}`));
    const names = Object.keys(declared).map((key) => `shop-${key}`);
    expect(names.filter((name) => toMake.has(name) === there.has(name))).toEqual([]);
    // Nobody has asked for a change.
    expect(await readFile(state, "utf8")).toBe(before);
  });

  it("overwrites nothing that somebody has changed meanwhile, and says what it is", async () => {
    const [made] = await variables();
    const place = `${path}/${made!.key}?filter[environment_scope]=uat`;
    await sandbox.send("PUT", place, { value: made!.value, protected: false });
    const before = sandbox.writes().length;
    const said = await sandbox.expectExit(1, ["up", "uat", "--yes"]);
    expect(said).toContain(
      `variable ${made!.key} of acme/shop in uat: differs in protected (GitLab has false)`,
    );
    expect(said).toContain("slipway up uat --adopt");
    expect(sandbox.writes().slice(before)).toEqual([]);
    await sandbox.send("PUT", place, { value: made!.value, protected: true });
  });

  it("is gone on with by two ups at once, of which one is told to wait", async () => {
    const both = await Promise.all([
      sandbox.slipway(["up", "uat", "--yes"]),
      sandbox.slipway(["up", "uat", "--yes"]),
    ]);
    const codes = both.map(({ code }) => code).sort((a, b) => a - b);
    expect([0, 12], both.map(({ stderr }) => stderr).join()).toContain(codes[1]);
    expect(codes[0]).toBe(0);
    const made = Object.fromEntries((await variables()).map(({ key, value }) => [key, value]));
    expect(made).toMatchObject(declared);
  });

  it("leaves nothing to be done, and no secret in clear", async () => {
    const again = await sandbox.json<OperationResult>(["up", "uat", "--yes"]);
    expect(again.messages).toEqual([]);
    expect([again.result, ...Object.keys(again.changes)]).toEqual(["succeeded", "same"]);
    const { value } = (await variables()).find(({ key }) => key === "DB_PASSWORD")!;
    const state = join(sandbox.folder, "state");
    for (const file of await readdir(state, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), "utf8");
      expect(text.includes(value), `${file.name} holds the password`).toBe(false);
    }
  });

  it("has deleted what a preview does not name again, and the next up does not miss", async () => {
    const place = ["config", "slipway:apps", "shop", "pipeline", "variables"];
    await sandbox.edit("uat", (file) => file.deleteIn(place));
    await killedUp("DELETE");
    const left = (await variables()).filter(({ key }) => key in declared);
    expect(left.length).toBeLessThanOrEqual(numbers.length - 4);
    const { changes, messages } = await sandbox.json<OperationResult>(["preview", "uat"]);
    expect([changes.delete, messages]).toEqual([left.length, []]);
    const up = await sandbox.json<OperationResult>(["up", "uat", "--yes"]);
    expect([up.result, up.changes]).toEqual(["succeeded", changes]);
    expect((await variables()).filter(({ key }) => key in declared)).toEqual([]);
  });

  it("is destroyed with what another one made that was killed", async () => {
    const more = Object.fromEntries(Object.entries(declared).map(([key, v]) => [`MORE_${key}`, v]));
    const place = ["config", "slipway:apps", "shop", "pipeline", "variables"];
    await sandbox.edit("uat", (file) => file.setIn(place, file.createNode(more)));
    await killedUp();
    const made = (await variables()).filter(({ key }) => key.startsWith("MORE_"));
    expect(made.length).toBeGreaterThanOrEqual(4);
    const said = await sandbox.expectExit(0, ["destroy", "uat", "--yes"]);
    expect(said).toContain(`variable ${made[0]!.key} of acme/shop in uat`);
    expect(await variables()).toEqual([]);
  });
});
