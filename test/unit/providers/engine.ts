import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll } from "vitest";
import { seed } from "../../../sandbox/providers/seed.ts";

/** Values as the engine sends and gets them. */
export type Json = Record<string, unknown>;

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value as a secret, in the engine's wrapping. */
export function secret(value: unknown): Json {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

export interface Difference {
  changes: string[];
  replaces: string[];
  deleteBeforeReplace: boolean;
  /** `~` update, `+` add, `-` delete, with `±` behind it when it replaces. */
  details: Record<string, string>;
}

/** A plugin that runs as a process of its own, spoken to as the engine does. */
export interface PluginClient {
  process: ChildProcess;
  version(): Promise<string>;
  checkConfig(news: Json): Promise<{ inputs: Json; failures: string[] }>;
  diffConfig(olds: Json, news: Json): Promise<Difference>;
  configure(args: Json): Promise<{ acceptSecrets: boolean; supportsPreview: boolean }>;
  check(urn: string, news: Json, olds?: Json): Promise<{ inputs: Json; failures: string[] }>;
  diff(urn: string, request: DiffRequest): Promise<Difference>;
  create(urn: string, inputs: Json, preview?: boolean): Promise<{ id: string; state: Json }>;
  read(urn: string, id: string, state?: Json, inputs?: Json): Promise<Read>;
  update(urn: string, request: UpdateRequest): Promise<Json>;
  delete(urn: string, id: string, state: Json): Promise<void>;
  invoke(token: string, args: Json): Promise<{ result: Json; failures: string[] }>;
  cancel(): Promise<void>;
}

export interface DiffRequest {
  id: string;
  state: Json;
  inputs: Json;
  news: Json;
  ignore?: string[];
}

export interface UpdateRequest {
  id: string;
  state: Json;
  news: Json;
  preview?: boolean;
}

export interface Read {
  id: string;
  state: Json;
  inputs: Json;
}

const home = mkdtempSync(join(tmpdir(), "slipway-plugins-"));
const started: ChildProcess[] = [];
seed(home);

afterAll(async () => {
  for (const child of started.filter(({ exitCode }) => exitCode === null)) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(home, { recursive: true });
});

/** The executable that the engine would start for a plugin. */
export function executable(name: string): string {
  const folder = readdirSync(join(home, "plugins")).find((entry) =>
    entry.startsWith(`resource-${name}-v`),
  );
  return join(home, "plugins", folder ?? "", `pulumi-resource-${name}`);
}

/**
 * @param env what the engine's environment has beside this process's own
 * @param engine where the engine listens for what its display is to show; nobody, unless given
 */
export async function startPlugin(
  name: string,
  env: NodeJS.ProcessEnv = {},
  engine = "127.0.0.1:1",
) {
  const child = spawn(executable(name), [engine], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  started.push(child);
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const address = `127.0.0.1:${port.toString().trim()}`;
  return connect(child, address, `urn:pulumi:production::slipway::pulumi:providers:${name}::mine`);
}

export function urn(type: string, name = "it"): string {
  return `urn:pulumi:production::slipway::slipway:index:App$${type}::${name}`;
}

function connect(process: ChildProcess, address: string, provider: string): PluginClient {
  const client = new services.ResourceProviderClient(address, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });

  return {
    process,
    version: async () =>
      (
        await call<PluginInfo>((done) => client.getPluginInfo(new empty.Empty(), done))
      ).getVersion(),
    checkConfig: async (news) => {
      const request = new messages.CheckRequest();
      request.setUrn(provider);
      request.setNews(toStruct(news));
      const response = await call<pb.CheckResponse>((done) => client.checkConfig(request, done));
      return { inputs: values(response.getInputs()), failures: failures(response) };
    },
    diffConfig: async (olds, news) => {
      const request = new messages.DiffRequest();
      request.setUrn(provider);
      request.setOlds(toStruct(olds));
      request.setNews(toStruct(news));
      return difference(await call<pb.DiffResponse>((done) => client.diffConfig(request, done)));
    },
    configure: async (args) => {
      const request = new messages.ConfigureRequest();
      request.setArgs(toStruct(args));
      request.setAcceptsecrets(true);
      const response = await call<pb.ConfigureResponse>((done) => client.configure(request, done));
      return {
        acceptSecrets: response.getAcceptsecrets(),
        supportsPreview: response.getSupportspreview(),
      };
    },
    check: async (urn, news, olds = {}) => {
      const request = new messages.CheckRequest();
      request.setUrn(urn);
      request.setOlds(toStruct(olds));
      request.setNews(toStruct(news));
      const response = await call<pb.CheckResponse>((done) => client.check(request, done));
      return { inputs: values(response.getInputs()), failures: failures(response) };
    },
    diff: async (urn, { id, state, inputs, news, ignore = [] }) => {
      const request = new messages.DiffRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setOlds(toStruct(state));
      request.setOldInputs(toStruct(inputs));
      request.setNews(toStruct(news));
      request.setIgnorechangesList(ignore);
      return difference(await call<pb.DiffResponse>((done) => client.diff(request, done)));
    },
    create: async (urn, inputs, preview = false) => {
      const request = new messages.CreateRequest();
      request.setUrn(urn);
      request.setProperties(toStruct(inputs));
      request.setPreview(preview);
      const response = await call<pb.CreateResponse>((done) => client.create(request, done));
      return { id: response.getId(), state: values(response.getProperties()) };
    },
    read: async (urn, id, state = {}, inputs = {}) => {
      const request = new messages.ReadRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setProperties(toStruct(state));
      request.setInputs(toStruct(inputs));
      const response = await call<pb.ReadResponse>((done) => client.read(request, done));
      return {
        id: response.getId(),
        state: values(response.getProperties()),
        inputs: values(response.getInputs()),
      };
    },
    update: async (urn, { id, state, news, preview = false }) => {
      const request = new messages.UpdateRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setOlds(toStruct(state));
      request.setNews(toStruct(news));
      request.setPreview(preview);
      return values(
        (await call<pb.UpdateResponse>((done) => client.update(request, done))).getProperties(),
      );
    },
    delete: async (urn, id, state) => {
      const request = new messages.DeleteRequest();
      request.setUrn(urn);
      request.setId(id);
      request.setProperties(toStruct(state));
      await call((done) => client.delete(request, done));
    },
    invoke: async (token, args) => {
      const request = new messages.InvokeRequest();
      request.setTok(token);
      request.setArgs(toStruct(args));
      const response = await call<pb.InvokeResponse>((done) => client.invoke(request, done));
      return { result: values(response.getReturn()), failures: failures(response) };
    },
    cancel: async () => {
      await call((done) => client.cancel(new empty.Empty(), done));
    },
  };
}

/** What an error of `create` says that exists all the same. */
export function halfCreated(error: unknown): { id: string; reasons: string[]; state: Json } {
  const { metadata } = error as { metadata: grpc.Metadata };
  const [details] = metadata.get("grpc-status-details-bin") as Buffer[];
  const [detail] = statuses.Status.deserializeBinary(details!).getDetailsList();
  const failed = detail!.unpack(
    (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  )!;
  return {
    id: failed.getId(),
    reasons: failed.getReasonsList(),
    state: values(failed.getProperties()),
  };
}

/** One request, from the callback that grpc-js calls to a promise. */
function call<Response>(
  ask: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    ask((error, response) => (error ? reject(error) : resolve(response)));
  });
}

type Struct = InstanceType<typeof struct.Struct>;

function toStruct(value: Json): Struct {
  return struct.Struct.fromJavaScript(value as never);
}

function values(message: Struct | undefined): Json {
  return message?.toJavaScript() ?? {};
}

function failures(response: {
  getFailuresList(): { getProperty(): string; getReason(): string }[];
}): string[] {
  return response.getFailuresList().map((one) => one.getReason());
}

function difference(response: pb.DiffResponse): Difference {
  const symbols = ["+", "+±", "-", "-±", "~", "~±"];
  const details: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((detail, path) => {
    details[path] = symbols[detail.getKind()] ?? "";
  });
  return {
    changes: response.getDiffsList(),
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    details,
  };
}
