import type { Target } from "./target.ts";

/** What one call of ssh reads and writes. */
export interface Files {
  identity: string;
  knownHosts: string;
  /** Where ssh's own messages go, so that standard error is the other side's alone. */
  log: string;
}

/** For one action, with nothing of the user's own configuration, and on known hosts only. */
export function sshArguments(server: Target, action: string, files: Files): string[] {
  const options = {
    BatchMode: "yes",
    ...(server.alias === undefined ? {} : { HostKeyAlias: server.alias }),
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: files.knownHosts,
    GlobalKnownHostsFile: "none",
    UpdateHostKeys: "no",
    CheckHostIP: "no",
    IdentityFile: files.identity,
    IdentitiesOnly: "yes",
    IdentityAgent: "none",
    PreferredAuthentications: "publickey",
    ClearAllForwardings: "yes",
    ConnectTimeout: "10",
    // A switch can be silent for minutes; a dead connection is noticed within one.
    ServerAliveInterval: "15",
    ServerAliveCountMax: "4",
    LogLevel: "ERROR",
  };
  return [
    ...["-F", "none", "-T", "-E", files.log, "-p", String(server.port), "-l", server.user],
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...["--", server.address, action],
  ];
}
