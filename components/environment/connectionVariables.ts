import { isIPv6 } from "node:net";
import type {
  EnvironmentApp,
  EnvironmentSettings,
  PipelineVariable,
  ServerSettings,
} from "../../settings/index.ts";

/**
 * What an app's pipeline needs to reach the servers of one environment, and nothing more: the
 * deployer's key, which may run slipway-host for this environment and app only, the servers' host
 * keys, and their addresses.
 */
export function connectionVariables(
  app: EnvironmentApp,
  settings: EnvironmentSettings,
): PipelineVariable[] {
  const servers = app.servers.map((name) => settings.servers[name]!);
  const deployer = settings.keys.deployers[app.name]!;
  return [
    variable({
      key: "SLIPWAY_DEPLOYER_KEY",
      value: deployer.private,
      secret: true,
      type: "file",
      description: "SSH key that may deploy this app to this environment",
    }),
    variable({
      key: "SLIPWAY_KNOWN_HOSTS",
      value: servers.map((server) => `${knownHost(server)}\n`).join(""),
      type: "file",
      description: "Host keys of this environment's servers",
    }),
    variable({
      key: "SLIPWAY_SERVERS",
      value: servers.map(({ user, ...server }) => `${user}@${addressAndPort(server)}`).join(" "),
      description: "Servers of this environment, in the order of deployment",
    }),
  ];
}

/** As `slipway deploy` takes them apart (cli/servers/variables.ts): an IPv6 address in brackets. */
function addressAndPort({ address, port }: Pick<ServerSettings, "address" | "port">): string {
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

/** A line of OpenSSH's known_hosts (sshd(8)): a port other than 22 goes with brackets. */
function knownHost({ address, port, hostKey }: ServerSettings): string {
  return `${port === 22 ? address : `[${address}]:${port}`} ${hostKey}`;
}

function variable(
  fields: Pick<PipelineVariable, "key" | "value" | "description"> & Partial<PipelineVariable>,
): PipelineVariable {
  return {
    type: "env_var",
    secret: false,
    protected: true,
    // GitLab masks single lines only (Ci::Maskable); a key is several.
    masked: false,
    raw: true,
    ...fields,
  };
}
