import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";

/** A Node language host for the engine, with the one call that running a program takes. */
export interface LanguageHost {
  /** For `pulumi --client`. */
  address: string;
  close: () => Promise<void>;
}

/** The engine's request to run a program (proto/pulumi/language.proto, RunRequest). */
interface RunRequest {
  getProject(): string;
  getStack(): string;
  getPwd(): string;
  getDryrun(): boolean;
  getParallel(): number;
  getMonitorAddress(): string;
  getOrganization(): string;
  getConfigMap(): { forEach(each: (value: string, key: string) => void): void };
  getConfigsecretkeysList(): string[];
  /** With `--client` the first one is the engine's address. */
  getArgsList(): string[];
}

interface RunResponse {
  setError(message: string): void;
  setBail(bail: boolean): void;
}

const require = createRequire(import.meta.url);
const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
const root = join(import.meta.dirname, "..", "..");

/** What cmd/run exits with after it has told the user what is wrong. */
const toldTheUser = 32;

/**
 * Runs programs as pulumi-language-nodejs does: a Node process over `cmd/run`, with the engine's
 * addresses as flags and the configuration in its environment.
 */
export async function languageHost(program: string): Promise<LanguageHost> {
  const { LanguageRuntimeService } = require(join(sdk, "proto/language_grpc_pb.js")) as {
    LanguageRuntimeService: grpc.ServiceDefinition;
  };
  const messages = require(join(sdk, "proto/language_pb.js")) as Record<
    string,
    new () => RunResponse
  >;
  const plugin = require(join(sdk, "proto/plugin_pb.js")) as Record<string, new () => object>;
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, {
    handshake: (_call: unknown, reply: grpc.sendUnaryData<unknown>) =>
      reply({ code: grpc.status.UNIMPLEMENTED, details: "handshake" }),
    getPluginInfo: (_call: unknown, reply: grpc.sendUnaryData<unknown>) =>
      reply(null, new plugin.PluginInfo!()),
    getRequiredPlugins: (_call: unknown, reply: grpc.sendUnaryData<unknown>) =>
      reply(null, new messages.GetRequiredPluginsResponse!()),
    getRequiredPackages: (_call: unknown, reply: grpc.sendUnaryData<unknown>) =>
      reply(null, new messages.GetRequiredPackagesResponse!()),
    run: (call: { request: RunRequest }, reply: grpc.sendUnaryData<unknown>) => {
      void run(program, call.request).then((code) => {
        const response = new messages.RunResponse!();
        if (code === toldTheUser) response.setBail(true);
        else if (code !== 0) response.setError(`the program ended with ${code}`);
        reply(null, response);
      });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}

async function run(program: string, request: RunRequest): Promise<number> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => (config[key] = value));
  const child = spawn(
    process.execPath,
    [
      program,
      ...["--monitor", request.getMonitorAddress(), "--engine", request.getArgsList()[0] ?? ""],
      ...["--project", request.getProject(), "--stack", request.getStack()],
      ...["--organization", request.getOrganization(), "--pwd", request.getPwd()],
      ...["--parallel", String(request.getParallel())],
      ...(request.getDryrun() ? ["--dry-run"] : []),
      root,
    ],
    {
      cwd: request.getPwd(),
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
