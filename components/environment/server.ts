import * as pulumi from "@pulumi/pulumi";
import { remote } from "@pulumi/command";
import { bootstrapCommand, type BootstrapRequest } from "../../host/bootstrap.ts";
import { hostPackage } from "../../host/package.ts";
import { protocol } from "../../host/protocol.ts";
import { addressAndPort } from "../../settings/index.ts";
import type { EnvironmentSettings, ServerSettings } from "../../settings/index.ts";
import { Applied } from "./applied.ts";
import { compressed } from "./compressed.ts";
import { connection } from "./connection.ts";
import { hasDoor } from "./connectionVariables.ts";
import { pullerKey } from "./pullerKey.ts";

const type = "slipway:environment:Server";

const slipwayHost = hostPackage();

export interface ServerArgs {
  server: ServerSettings;
  settings: EnvironmentSettings;
}

/**
 * A server as one environment needs it: slipway-host in place, and this environment's block of
 * keys, each bound to what it may do. Nothing else on the server is touched.
 */
export class Server extends pulumi.ComponentResource {
  readonly settings: ServerSettings;

  constructor(name: string, args: ServerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { server, settings } = args;
    const request = bootstrapRequest(args);
    const shown = readable(server, request);
    super(type, name, shown, opts);
    this.settings = server;

    const command = new remote.Command(
      `${name}-bootstrap`,
      {
        connection: connection(server, server.administrator, settings.keys.bootstrap.private),
        create: bootstrapCommand,
        // The state holds it twice, and a secret would be a third longer still. It is none.
        stdin: compressed(JSON.stringify({ ...slipwayHost, request })),
        logging: "none",
        addPreviousOutputInEnv: false,
      },
      // What changes is said by the component's own inputs.
      { parent: this, hideDiffs: ["stdin"] },
    );
    new Applied(name, { readable: shown, command }, { parent: this });
    this.registerOutputs({});
  }
}

function bootstrapRequest({ server, settings }: ServerArgs): BootstrapRequest {
  const { configurator, observer, deployers } = settings.keys;
  const apps = settings.apps.filter((app) => app.servers.includes(server.name));
  return {
    protocol,
    environment: settings.stack,
    folder: server.folder,
    user: server.user,
    timer: server.timer,
    keys: [
      { role: "configurator", public: configurator.public },
      { role: "observer", public: observer.public },
      ...apps.map(({ name: app }) => ({
        role: "deployer" as const,
        public: deployers[app]!.public,
        app,
      })),
      ...(hasDoor(settings) ? apps : []).map(({ name: app }) => ({
        role: "puller" as const,
        public: pullerKey(settings, app).public,
        app,
      })),
    ],
  };
}

/** What preview shows of a server. */
function readable(server: ServerSettings, request: BootstrapRequest): pulumi.Inputs {
  return {
    address: addressAndPort(server),
    user: server.user,
    folder: server.folder,
    timer: server.timer,
    hostKey: server.hostKey,
    slipwayHost: slipwayHost.version,
    keys: Object.fromEntries(
      request.keys.map((key) => [key.app ? `${key.role} of ${key.app}` : key.role, key.public]),
    ),
  };
}
