import { type Dialer, remoteCommand } from "./command/remoteCommand.ts";
import { type Plugin, servePlugin } from "./plugin.ts";

const version = "1.2.1";

/** Stands in for Pulumi's command plugin: `remote.Command` over real ssh, on this machine only. */
export const command: Plugin<Dialer> = {
  version,
  configuration: {},
  configure: () =>
    Promise.resolve({
      connect: async (connection, step) => {
        const { connect } = await import("./command/connection.ts");
        return connect(connection, `command ${version}`, step);
      },
    }),
  resources: { "command:remote:Command": remoteCommand },
  functions: {},
};

if (process.argv[1] === import.meta.filename) await servePlugin(command);
