import { flushCompileCache } from "node:module";
import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { handlers } from "./handlers.ts";
import type { Invocation, Resource, Shape } from "./resource.ts";
import type { Values } from "./values.ts";

/** A provider: how it is configured, its resources and its functions, by their type tokens. */
export interface Plugin<Client> {
  version: string;
  configuration: Shape;
  /** Checks the configuration and connects. */
  configure(configuration: Values): Promise<Client>;
  resources: Record<string, Resource<Client>>;
  functions: Record<string, Invocation<Client>>;
}

/**
 * Serves a provider to the engine that started this process: prints the port of a gRPC server,
 * and leaves when the engine is gone.
 */
export async function servePlugin<Client>(plugin: Plugin<Client>): Promise<void> {
  // Noted before the engine learns of the port: from then on it may end at any time.
  const engine = process.ppid;
  const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(services.ResourceProviderService, handlers(plugin, engineAddress));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  process.stdout.write(`${port}\n`);

  // The engine ends its plugins with a kill, which would leave the compile cache unwritten.
  setTimeout(flushCompileCache, 100).unref();
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, 250);
}
