import { existsSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OperationResult } from "../../../cli/engine/recorder.ts";
import { FakeEngine } from "./support/fakeEngine.ts";
import { makeTestKeys } from "./support/stackFiles.ts";

vi.setConfig({ testTimeout: 30_000 });

const keys = await makeTestKeys();

let engine: FakeEngine;
beforeEach(() => void (engine = new FakeEngine(keys)));
afterEach(() => engine.remove());

it("destroys nothing where something is protected, and names it", async () => {
  const urn = "urn:pulumi:platform::slipway::gitlab:index/project:Project::shop";
  engine.state([{ urn, protect: true }, { urn: `${urn}-other` }]);
  const { code, stderr } = await engine.slipway(["destroy", "platform", "--yes"]);
  expect(code).toBe(1);
  expect(stderr).toContain("protected from deletion: shop. Nothing was");
  expect(engine.operations()).toEqual([]);
});

it("says what a destroy leaves on servers, and names it to a machine", async () => {
  const environment = "urn:pulumi:production::slipway::slipway:environment:Environment$slipway";
  const command = "$command:remote:Command";
  engine.state(
    [
      `${environment}:environment:Server::prod-1`,
      `${environment}:environment:Server${command}::prod-1-bootstrap`,
      `${environment}:environment:Server::prod-2`,
      `${environment}:environment:Deployment::shop-prod-1`,
      `${environment}:environment:Deployment${command}::shop-prod-1`,
    ].map((urn) => ({ urn })),
  );
  const { code, stderr } = await engine.slipway(["destroy", "production", "--yes"]);
  expect(code).toBe(0);
  expect(stderr).toBe(
    "On the servers nothing is undone (`slipway server remove` does that):\n" +
      "  prod-1: the containers of shop run on, and this environment's keys stay in authorized_keys\n" +
      "  prod-2: this environment's keys stay in authorized_keys\n",
  );
  const json = await engine.slipway(["destroy", "production", "--yes", "--json"]);
  expect(json.stderr).toBe("");
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ operation: "destroy", result: "succeeded" },
    stays: [
      { server: "prod-1", apps: ["shop"] },
      { server: "prod-2", apps: [] },
    ],
  });
  expect(engine.operations()).toEqual(["destroy", "destroy"]);
});

describe("a destroy after an up that was killed", () => {
  const type = "gitlab:index/branch:Branch";
  const [stack, urn] = [
    "urn:pulumi:platform::slipway::pulumi:pulumi:Stack::slipway-platform",
    `urn:pulumi:platform::slipway::${type}::shop-develop`,
  ];
  const inputs = { project: "42", name: "develop", ref: "main" };
  const pending = [{ resource: { urn, type, custom: true, inputs }, type: "creating" }];
  let gitlab: Server;
  let branches: object[];

  beforeEach(async () => {
    branches = [{ name: "develop" }];
    gitlab = createServer(({ url, headers }, response) => {
      const isKnown = headers.authorization === "Bearer given";
      const isList = url!.startsWith("/api/v4/projects/42/repository/branches?");
      const status = !isKnown ? 401 : isList ? 200 : 404;
      response.writeHead(status).end(JSON.stringify(branches));
    }).listen(0, "127.0.0.1");
    await once(gitlab, "listening");
    const { port } = gitlab.address() as AddressInfo;
    const config = {
      "gitlab:baseUrl": { value: `http://127.0.0.1:${port}/api/v4/` },
      "gitlab:token": { value: "given", secret: true },
    };
    engine.write("config", JSON.stringify(config));
    engine.state([{ urn: stack, type: "pulumi:pulumi:Stack" }], pending);
  });
  afterEach(() => gitlab.close());

  function settled() {
    const { deployment } = JSON.parse(engine.read("state")) as {
      deployment: { resources: object[]; pending_operations: object[] };
    };
    return deployment;
  }

  it("destroys what that has made, too", async () => {
    const { code, stderr } = await engine.slipway(["destroy", "platform", "--yes"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "A killed operation has made: branch develop of project 42. They are known now.\n",
    });
    expect(settled()).toMatchObject({
      resources: [{ urn: stack }, { urn, id: "42:develop" }],
      pending_operations: [],
    });
    expect(engine.operations()).toEqual(["refresh", "refresh", "destroy"]);
  });

  it("forgets what is not there", async () => {
    branches = [];
    expect((await engine.slipway(["destroy", "platform", "--yes"])).code).toBe(0);
    expect(settled()).toMatchObject({ resources: [{ urn: stack }], pending_operations: [] });
    expect(engine.operations()).toEqual(["refresh", "destroy"]);
  });

  it("destroys nothing while it is not clear what that has made", async () => {
    const hook = {
      urn: "urn:pulumi:platform::slipway::hook::one",
      type: "gitlab:index/groupHook:GroupHook",
    };
    engine.state([], [...pending, { resource: hook, type: "creating" }]);
    const { code, stderr } = await engine.slipway(["destroy", "platform", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toContain("GroupHook one: Slipway can't look up whether it exists");
    expect(settled().pending_operations).toHaveLength(2);
    expect(engine.operations()).toEqual(["refresh"]);
  });

  it("forgets what that has deleted", async () => {
    branches = [];
    engine.state([{ urn: stack }, { urn }], [{ ...pending[0]!, type: "deleting" }]);
    expect((await engine.slipway(["destroy", "platform", "--yes"])).code).toBe(0);
    expect(settled()).toMatchObject({ resources: [{ urn: stack }], pending_operations: [] });
  });

  it.each(["config", "stack export", "stack import", "refresh"])(
    "reads a state again that another operation was writing at %s",
    async (verb) => {
      engine.write(`cut short: ${verb}`, "");
      const { code, stderr } = await engine.slipway(["destroy", "platform", "--yes"]);
      expect(code, stderr).toBe(0);
      expect(existsSync(join(engine.folder, `cut short: ${verb}`))).toBe(false);
      expect(settled().pending_operations).toEqual([]);
    },
  );

  it("waits for an operation that goes on, since that is what makes it", async () => {
    engine.lock("living", process.pid);
    const { code, stdout } = await engine.slipway(["destroy", "platform", "--yes", "--json"]);
    expect(code).toBe(12);
    expect(JSON.parse(stdout)).toMatchObject({ operation: "destroy", result: "busy" });
    expect((JSON.parse(stdout) as OperationResult).error).toContain("holds its lock");
    expect(settled().pending_operations).toEqual(pending);
    expect(engine.operations()).toEqual(["refresh"]);
  });
});
