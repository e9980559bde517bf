import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { Recorder } from "../../../cli/engine/recorder.ts";
import { nameOf } from "../../../cli/engine/urn.ts";
import { readable } from "../../../components/environment/configuration.ts";
import type { EnvironmentApp } from "../../../settings/index.ts";
import { environmentSettings } from "../../support/settings.ts";

const branch = "gitlab:index/branch:Branch";
const deployment = "slipway:environment:Deployment";

interface Step {
  type?: string;
  name?: string;
  from?: object;
  to?: object;
  diff?: string[];
}

let sequence = 0;

function event(content: Partial<EngineEvent>): EngineEvent {
  return { sequence: sequence++, timestamp: 0, ...content };
}

/** The engine's announcement of a step. */
function step(op: OpType, { type = branch, name = "shop-develop", from, to, diff }: Step = {}) {
  const urn = `urn:pulumi:staging::slipway::${type}::${name}`;
  const state = (inputs: object) => ({ inputs }) as never;
  return event({
    resourcePreEvent: {
      metadata: {
        ...{ op, urn, type, provider: "" },
        ...(from ? { old: state(from) } : {}),
        ...(to ? { new: state(to) } : {}),
        ...(diff
          ? { detailedDiff: Object.fromEntries(diff.map((path) => [path, {}])) as never }
          : {}),
      },
    },
  });
}

function message(text: string, severity = "warning", more: object = {}) {
  return event({ diagnosticEvent: { message: text, color: "never", severity, ...more } as never });
}

function recorded(...events: EngineEvent[]): Recorder {
  const recorder = new Recorder("staging", "up");
  for (const one of events) recorder.record(one);
  return recorder;
}

describe("the resources", () => {
  const steps = (...events: EngineEvent[]) =>
    recorded(...events)
      .result("succeeded")
      .resources.map(({ operation, name, properties }) => [operation, name, properties]);

  it("are those that a step changes, with the properties that differ", () => {
    expect(
      steps(
        step("same"),
        step("read", { name: "other" }),
        step("update", { name: "moved", diff: ["ref", "nested.path"] }),
        step("create", { name: "new" }),
      ),
    ).toEqual([
      ["update", "moved", ["ref", "nested.path"]],
      ["create", "new", []],
    ]);
  });

  it.each([
    ["the new one first", ["create-replacement", "replace", "delete-replaced"]],
    ["the old one first", ["delete-replaced", "replace", "create-replacement"]],
  ] as [string, OpType[]][])("hold a replacement once, with what differs: %s", (_, operations) => {
    const events = operations.map((op) => step(op, op === "replace" ? { diff: ["name"] } : {}));
    expect(steps(...events)).toEqual([["replace", "shop-develop", ["name"]]]);
  });

  it("hold what an earlier replacement left behind", () => {
    expect(steps(step("delete-replaced"))).toEqual([["delete-replaced", "shop-develop", []]]);
  });

  it("show what each property of Slipway's own was and becomes, and of no other", () => {
    const from = { env: { LOG_LEVEL: "Warning", PORT: "1" }, files: { a: "1" } };
    const to = { env: { LOG_LEVEL: "Debug", PORT: "1" }, files: {}, list: [1] };
    const { resources } = recorded(
      step("update", { type: deployment, name: "shop-prod-1", from, to }),
      step("update", { from: { ref: "a" }, to: { ref: "b" } }),
    ).result("succeeded");
    expect(resources[0]?.readable).toEqual({
      "env.LOG_LEVEL": { from: "Warning", to: "Debug" },
      "files.a": { from: "1", to: undefined },
      list: { from: undefined, to: [1] },
    });
    expect(resources[0]?.properties).toEqual(["env.LOG_LEVEL", "files.a", "list"]);
    expect(resources[1]).not.toHaveProperty("readable");
  });
});

describe("the messages", () => {
  it("are told once, without colours, tracing and what only the display shows", () => {
    const urn = `urn:pulumi:staging::slipway::${branch}::shop-develop`;
    const { messages } = recorded(
      message("<{%fg 1%}>failed<{%reset%}>\n", "error", { urn }),
      message("failed", "error"),
      message("how it goes", "info", { ephemeral: true }),
      message("tracing", "debug"),
      message("  "),
    ).result("failed");
    expect(messages).toEqual([{ severity: "error", message: "failed", resource: "shop-develop" }]);
  });

  it("leave the error to what the engine ended with, only when none of them is one", () => {
    const warned = recorded(message("careful"));
    expect(warned.result("failed", "exit status 1").error).toBe("exit status 1");
    const failed = recorded(message("no such group", "error"));
    expect(failed.result("failed", "exit status 1")).not.toHaveProperty("error");
  });

  it("are told in other words, once each, with whose they are", () => {
    const urn = `urn:pulumi:staging::slipway::a:b:C$${branch}::shop-develop`;
    const stack = "urn:pulumi:staging::slipway::pulumi:pulumi:Stack::slipway-staging";
    const recorder = recorded(
      message("no such branch", "error", { urn }),
      message("no such group", "error", { urn: stack }),
      message("update failed", "error"),
    );
    const told = recorder.messages.tell(({ message }) => message.toUpperCase());
    expect(told).toEqual(["error: Branch shop-develop: NO SUCH BRANCH", "error: NO SUCH GROUP"]);
    expect(recorder.messages.tell(({ message }) => message)).toEqual([]);
    expect(recorder.result("failed").messages).toEqual([
      { severity: "error", message: "NO SUCH BRANCH", resource: "shop-develop" },
      { severity: "error", message: "NO SUCH GROUP", resource: "slipway-staging" },
    ]);
  });

  it("keep the word that it failed, where nothing else is told", () => {
    expect(
      recorded(message("update failed", "error")).messages.tell(({ message }) => message),
    ).toEqual(["error: update failed"]);
  });

  it("tell of steps that a killed operation left", () => {
    const warning = "Attempting to deploy or update resources with 1 pending operations from …";
    expect(recorded(message(warning)).messages.hasPending).toBe(true);
    expect(recorded(message("careful")).messages.hasPending).toBe(false);
  });
});

it("takes counts and seconds from the summary", () => {
  const summary = { resourceChanges: { create: 2, same: 9 }, durationSeconds: 7 };
  const result = recorded(event({ summaryEvent: summary as never })).result("succeeded");
  expect(result).toMatchObject({
    ...{ stack: "staging", operation: "up", result: "succeeded" },
    ...{ changes: { create: 2, same: 9 }, seconds: 7 },
  });
});

it("adds up the runs of one operation, and counts nothing as it was that one of them touched", () => {
  const summary = (resourceChanges: object, durationSeconds: number) =>
    event({ summaryEvent: { resourceChanges, durationSeconds } as never });
  const result = recorded(
    ...[step("same"), step("create", { name: "a" }), step("create", { name: "b" })],
    summary({ create: 2, same: 1 }, 7),
    ...[step("same"), step("same", { name: "a" }), step("update", { name: "b" })],
    ...[step("create", { name: "c" }), summary({ create: 1, update: 1, same: 2 }, 2)],
  ).result("succeeded");
  expect(result.changes).toEqual({ create: 3, update: 1, same: 1 });
  expect(result.seconds).toBe(9);
});

describe("the advice on rotated secrets", () => {
  const settings = environmentSettings();
  const app = settings.apps[0]!;
  const shown = (change: Partial<EnvironmentApp> = {}) =>
    readable({ ...app, ...change }, settings, {});
  const advice = (from: object, to: object, type = deployment) =>
    recorded(step("update", { type, name: "shop-prod-1", from, to })).advice();

  it("names each, by its app and server", () => {
    const secrets = { DB_PASSWORD: "canary-rotated" };
    const [told] = advice(shown(), shown({ secrets }));
    expect(told).toContain("Secrets change (shop-prod-1: DB_PASSWORD)");
    expect(told).not.toContain("canary");
    // A secret that nobody dated is one too.
    expect(advice(shown({ rotate: {} }), shown({ rotate: {}, secrets }))).toHaveLength(1);
  });

  it("is silent on a first value, a last one, and plain lines", () => {
    expect(advice(shown({ secrets: {} }), shown())).toEqual([]);
    expect(advice(shown(), shown({ secrets: {} }))).toEqual([]);
    expect(advice(shown(), shown({ env: { LOG_LEVEL: "Debug" } }))).toEqual([]);
    expect(advice({ env: { MOTTO: "secret sauce" } }, { env: { MOTTO: "secret" } })).toEqual([]);
  });
});

describe("what a former up did not bring to its server", () => {
  const component = `urn:pulumi:staging::slipway::${deployment}::shop-prod-1`;
  const laidDown = { env: { LOG_LEVEL: "Warning", PORT: "1" } };
  const wanted = { env: { LOG_LEVEL: "Debug", PORT: "1" } };

  /** A preview: the component's inputs as they were and are, what its server took, its command. */
  function preview(from: object, to: object, applied: object | undefined, command: OpType) {
    const of = (op: OpType, type: string, more: object) =>
      event({
        resourcePreEvent: {
          metadata: {
            ...{ op, type, provider: "", urn: `${component}-${type}` },
            ...more,
          },
        },
      });
    const inputs = (values: object) => ({ type: deployment, inputs: values });
    return recorded(
      of(JSON.stringify(from) === JSON.stringify(to) ? "same" : "update", deployment, {
        ...{ urn: component, old: inputs(from), new: inputs(to) },
      }),
      of("same", "slipway:environment:Applied", {
        old: { parent: component, outputs: applied ? { readable: applied } : {} },
      }),
      of(command, "command:remote:Command", {
        ...{ old: { parent: component }, new: { parent: component } },
        detailedDiff: { stdin: {} },
      }),
    );
  }
  const resources = (recorder: Recorder) =>
    recorder.result("succeeded").resources.map(({ type, readable }) => [type, readable]);
  const command = ["command:remote:Command", undefined];

  it("is compared with what the server took last, and told", () => {
    const recorder = preview(wanted, wanted, laidDown, "update");
    const readable = { "env.LOG_LEVEL": { from: "Warning", to: "Debug" } };
    expect(resources(recorder)).toEqual([[deployment, readable], command]);
    expect(recorder.result("succeeded").resources[0]).toMatchObject({
      ...{
        operation: "update",
        name: "shop-prod-1",
        urn: component,
        properties: ["env.LOG_LEVEL"],
      },
    });
    expect(recorder.advice()).toEqual([
      'A former up did not come to its end. Its servers have yet to take:\n  shop-prod-1: env.LOG_LEVEL: "Warning" => "Debug"',
    ]);
  });

  it("takes the place of the change since then", () => {
    const next = { env: { LOG_LEVEL: "Trace" } };
    const recorder = preview(wanted, next, laidDown, "update");
    const readable = {
      "env.LOG_LEVEL": { from: "Warning", to: "Trace" },
      "env.PORT": { from: "1", to: undefined },
    };
    expect(resources(recorder)).toEqual([[deployment, readable], command]);
    expect(recorder.advice()).toHaveLength(1);
  });

  it("is silent where the engine says the same, where nothing is known, and where nothing is brought", () => {
    expect(preview(laidDown, wanted, laidDown, "update").advice()).toEqual([]);
    expect(resources(preview(wanted, wanted, undefined, "update"))).toEqual([command]);
    expect(resources(preview(wanted, wanted, wanted, "update"))).toEqual([command]);
    expect(resources(preview(wanted, wanted, laidDown, "same"))).toEqual([]);
  });
});

it("names a resource by the end of its URN", () => {
  expect(nameOf(`urn:pulumi:staging::slipway::a$${branch}::shop::develop`)).toBe("shop::develop");
});
