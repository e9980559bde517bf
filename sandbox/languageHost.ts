import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";

/**
 * Pulumi's Node language host, as far as running Slipway's program takes it, for an engine that was
 * built without one. The engine starts it as `pulumi-language-nodejs … <the engine's address>`, and
 * reads the port from its standard output.
 *
 * It runs the program as the official one does: a Node process over `@pulumi/pulumi/cmd/run`, with
 * the engine's addresses as flags and the configuration in its environment.
 */

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
}

interface RunResponse {
  setError(message: string): void;
  setBail(bail: boolean): void;
}

const require = createRequire(import.meta.url);
const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
const program = require.resolve("@pulumi/pulumi/cmd/run");
const root = join(import.meta.dirname, "..");
const engine = process.argv.at(-1) ?? "";

/** What cmd/run exits with after it has told the user what is wrong. */
const toldTheUser = 32;

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
    void run(call.request).then((code) => {
      const response = new messages.RunResponse!();
      if (code === toldTheUser) response.setBail(true);
      else if (code !== 0) response.setError(`the program ended with ${code}`);
      reply(null, response);
    });
  },
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

async function run(request: RunRequest): Promise<number> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => (config[key] = value));
  const child = spawn(
    process.execPath,
    [
      program,
      ...["--monitor", request.getMonitorAddress(), "--engine", engine],
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
      // The engine reads its own standard output line by line, and standard error as messages.
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
