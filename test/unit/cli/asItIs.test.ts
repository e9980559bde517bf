import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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
      response.writeHead(url!.includes("/branches?") ? status : 404);
      response.end(JSON.stringify([{ name: "develop" }]));
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
    const { code, stdout, stderr } = await engine.slipway(["preview", "platform"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "the engine's display\n" });
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
