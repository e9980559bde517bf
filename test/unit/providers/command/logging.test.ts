import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/engine_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Json, type PluginClient, startPlugin } from "../engine.ts";
import { connection, type } from "./server.ts";

let plugin: PluginClient;
let shown: LogRequest.AsObject[] = [];
let told = () => {};
let [waiting, most] = [0, 0];
let address: string;

/** As much of an engine as a plugin tells its display, which takes its time. */
const engine = new grpc.Server();
engine.addService(services.EngineService, {
  log: (
    { request }: grpc.ServerUnaryCall<LogRequest, unknown>,
    answer: grpc.sendUnaryData<unknown>,
  ) => {
    shown.push(request.toObject());
    told();
    most = Math.max(most, ++waiting);
    setTimeout(() => {
      waiting -= 1;
      answer(null, new empty.Empty());
    }, 20);
  },
});

beforeAll(async () => {
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    engine.bindAsync("127.0.0.1:0", credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  address = `127.0.0.1:${port}`;
  plugin = await startPlugin("command", {}, address);
  await plugin.configure({});
});

afterAll(() => engine.forceShutdown());

/** The lines that a command shows: all that come before those of one more, which shows one. */
async function linesOf(inputs: Json): Promise<string[]> {
  shown = [];
  const end = new Promise<void>((resolve) => {
    told = () => void (shown.at(-1)?.message === "the end" && resolve());
  });
  await plugin.create(type, { connection: connection(), ...inputs }).catch(() => undefined);
  await plugin.create(type, { connection: connection(), create: "echo the end" });
  await end;
  return shown.slice(0, -1).map(({ message }) => message);
}

it.each([
  ["stdout", ["out", "more"]],
  ["stderr", ["err"]],
  ["stdoutAndStderr", ["err", "more", "out"]],
  ["none", []],
])("shows with the logging %s, line by line: %j", async (logging, lines) => {
  const create = "printf 'out\\n\\nmore\\n'; echo err >&2";
  const found = await linesOf({ create, logging });
  // Which of two streams is heard first is nobody's to say.
  expect(logging === "stdoutAndStderr" ? found.sort() : found).toEqual(lines);
});

it("shows both where nobody says what, beside its resource while it runs", async () => {
  expect(await linesOf({ create: "echo out" })).toEqual(["out"]);
  const { INFO } = messages.LogSeverity;
  expect(shown[0]).toMatchObject({ urn: type, severity: INFO, ephemeral: true });
  expect(await linesOf({ create: "echo err >&2" })).toEqual(["err"]);
});

it("shows each attempt to connect that failed", async () => {
  const unreachable = connection({ port: 1, dialErrorLimit: 2 });
  expect(await linesOf({ connection: unreachable, create: "echo", logging: "none" })).toEqual([
    "Dial 1/2 failed: retrying",
    "Dial 2/2 failed: retrying",
  ]);
});

it("says one line after the other, as the display shows them in the order in which they come", () => {
  expect(most).toBe(1);
});

it("gives up connecting when the engine cancels", async () => {
  const other = await startPlugin("command", {}, address);
  await other.configure({});
  const failed = new Promise<void>((resolve) => (told = resolve));
  const unreachable = connection({ port: 1, dialErrorLimit: -1 });
  const created = other.create(type, { connection: unreachable, create: "echo" });
  await failed;
  await Promise.all([other.cancel(), expect(created).rejects.toThrow("aborted")]);
});
