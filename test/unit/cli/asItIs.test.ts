import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Deployment } from "../../../cli/engine/stackState.ts";
import { takeBackUnapplied } from "../../../cli/engine/unapplied.ts";
import { FakeEngine } from "./support/fakeEngine.ts";
import { makeTestKeys } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000 });

const keys = await makeTestKeys();

describe("a preview after an up that was killed", () => {
  const type = "gitlab:index/branch:Branch";
  const urn = `urn:pulumi:platform::slipway::${type}::shop-develop`;
  const inputs = { project: "42", name: "develop", ref: "main" };
  const pending = [
    { resource: { urn, type, custom: true, inputs }, type: "creating" },
    { resource: { urn: "a server's", type: "command:remote:Command" }, type: "updating" },
  ];
  let engine: FakeEngine;
  let gitlab: Server;
  let status: number;

  beforeEach(async () => {
    engine = new FakeEngine(keys);
    status = 200;
    gitlab = createServer(({ url }, response) => {
      const found = [
        { list: "/branches?", items: [{ name: "develop" }] },
        { list: "/variables?", items: [{ key: "KEY", environment_scope: "*", protected: true }] },
      ].find(({ list }) => url!.includes(list));
      response.writeHead(found ? status : 404);
      response.end(JSON.stringify(found?.items ?? []));
    }).listen(0, "127.0.0.1");
    await once(gitlab, "listening");
    const { port } = gitlab.address() as AddressInfo;
    const value = `http://127.0.0.1:${port}/api/v4/`;
    engine.write("config", JSON.stringify({ "gitlab:baseUrl": { value } }));
    engine.state([], pending);
  });
  afterEach(() => {
    gitlab.close();
    engine.remove();
  });

  const copy = () => (JSON.parse(engine.read("copy")) as { deployment: Deployment }).deployment;

  it("knows what that has made, and leaves the state as it is", async () => {
    const before = engine.read("state");
    const { code, stdout, stderr } = await engine.slipway(["preview", "platform"], {
      TMPDIR: engine.folder,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "the engine's display\n" });
    expect(readdirSync(engine.folder).filter((name) => name.startsWith("slipway-"))).toEqual([]);
    expect(stderr).toContain(
      "A killed operation has made: branch develop of project 42. `up` will not make these again.\n",
    );
    expect(copy()).toMatchObject({
      resources: [{ urn, id: "42:develop" }],
      pending_operations: [],
    });
    expect(engine.read("state")).toBe(before);
    expect(engine.operations()).toEqual(["refresh", "preview"]);
  });

  it("says that GitLab can't be asked, and shows the rest", async () => {
    status = 403;
    const { code, stdout, stderr } = await engine.slipway(["preview", "platform"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "the engine's display\n" });
    expect(stderr).toMatch(/GitLab can't be asked .*\/branches: it answered with 403\.\n/);
    expect(engine.operations()).toEqual(["preview"]);
  });

  it("fails as the up would, of what is otherwise on GitLab and of what can't be looked up", async () => {
    const variable = "gitlab:index/projectVariable:ProjectVariable";
    const hook = "gitlab:index/groupHook:GroupHook";
    const of = (type: string, inputs: object) => ({
      ...{
        type: "creating",
        resource: { urn: `urn:pulumi:platform::slipway::${type}::one`, type, custom: true, inputs },
      },
    });
    const given = { project: "42", key: "KEY", value: "canary-value", environmentScope: "*" };
    engine.state([], [of(variable, given), of(hook, {}), ...pending]);
    const before = engine.read("state");
    const { code, stdout, stderr } = await engine.slipway(["preview", "platform", "--json"]);
    expect(code, stderr).toBe(1);
    const { existing, ...result } = JSON.parse(stdout) as Record<string, unknown>;
    expect(existing).toEqual([
      {
        urn: `urn:pulumi:platform::slipway::${variable}::one`,
        words: "variable KEY of project 42 in all environments",
        id: "42:KEY:*",
        differs: ["protected"],
        untold: ["value"],
      },
    ]);
    expect(result).toMatchObject({ operation: "preview", result: "failed" });
    expect((result.error as string).split("\n")).toEqual([
      'On GitLab already, and not in the state of "platform":',
      "  variable KEY of project 42 in all environments: differs in protected (GitLab has true)" +
        " (value not compared: GitLab does not tell)",
      'A killed operation on "platform" left unclear what it has made:',
      "  gitlab:index/groupHook:GroupHook one: Slipway can't look up whether it exists",
      expect.stringMatching(
        /^Nothing was changed\. .*slipway up platform --adopt .*--clear-pending-creates/,
      ),
    ]);
    expect(stdout + stderr).not.toContain("canary");
    expect(engine.read("state")).toBe(before);
    engine.state([], [of(hook, {})]);
    expect((await engine.slipway(["preview", "platform"])).code).toBe(1);
  });

  it("tells what was made where none but Pulumi Cloud opens a copy's secrets", async () => {
    const file = join(engine.team, "Pulumi.platform.yaml");
    writeFileSync(file, `secretsprovider: default\n${readFileSync(file, "utf8")}`);
    const { code, stderr } = await engine.slipway(["preview", "platform"]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("A killed operation has made: branch develop of project 42.");
    expect(existsSync(join(engine.folder, "copy"))).toBe(false);
    expect(engine.operations()).toEqual(["preview"]);
  });
});

it("gives a component what its server has taken last, and says whether it had another", () => {
  const component = (inputs: object) => ({ urn: "app", type: "slipway:x:Deployment", inputs });
  const applied = (readable: object, parent = "app") => ({
    ...{ urn: "applied", type: "slipway:environment:Applied", parent, outputs: { readable } },
  });
  const state = (inputs: object, ...others: object[]) => {
    const resources = [component({ ...inputs }), ...others] as Required<Deployment>["resources"];
    return [takeBackUnapplied(resources), resources[0]!.inputs];
  };
  const [old, newer] = [{ env: { LEVEL: "Warning" } }, { env: { LEVEL: "Debug" } }];
  expect(state(newer, applied(old))).toEqual([true, old]);
  expect(state(old, applied(old))).toEqual([false, old]);
  expect(state(newer, applied(old, "another"))).toEqual([false, newer]);
  expect(
    state(newer, { urn: "applied", type: "slipway:environment:Applied", parent: "app" }),
  ).toEqual([false, newer]);
});
