import * as pulumi from "@pulumi/pulumi";
import type { ServerSettings } from "../../settings/index.ts";

/** How remote.Command reaches a server: as whom, with which key, and only if the host key fits. */
export function connection(server: ServerSettings, user: string, privateKey: string) {
  return {
    host: server.address,
    port: server.port,
    user,
    privateKey: pulumi.secret(privateKey),
    // Without it the provider takes any host key (pulumi-command#755).
    hostKey: server.hostKey,
    // Tries after the first, for half a second in all: a busy sshd turns some connections away at random
    // (MaxStartups). The provider's ten take 12 s against a closed port.
    dialErrorLimit: 3,
    // Seconds of each, where nothing answers at all: 40 s rather than 60.
    perDialTimeout: 10,
  };
}
