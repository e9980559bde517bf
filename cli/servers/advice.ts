import type { Target } from "./target.ts";

/** What to do about a connection that fails, as far as it depends on where its parts are written. */
export interface Advice {
  /** Where the host key stands that was expected. */
  hostKeyAt: string;
  /** How the key of a server that was set up anew gets there: a clause. */
  newHostKey: string;
  /** What makes the server accept the key: a sentence. */
  login: string;
  /** What to do about a key that can't be read: a clause. */
  key: string;
}

/** Of a server that settings name, for one of the keys that `up` writes to it. */
export function settingsAdvice(stack: string, server: string): Advice {
  return {
    hostKeyAt: `\`slipway:servers.${server}.hostKey\``,
    newHostKey: "put its new key there",
    login:
      `\`npx slipway up ${stack}\` writes the stack's keys to its servers; ` +
      "it has to run once after `npx slipway keys`.",
    key: `\`npx slipway keys ${stack} --rotate\` makes new ones`,
  };
}

/** Of a server that a pipeline's variables name. `up` writes those, from the stack file. */
export function variablesAdvice(stack: string): Advice {
  return {
    hostKeyAt: "SLIPWAY_KNOWN_HOSTS",
    newHostKey: `put its new key into Pulumi.${stack}.yaml, and \`npx slipway up ${stack}\` writes the variable`,
    login: `The key in SLIPWAY_DEPLOYER_KEY and the one on the server come from \`npx slipway up ${stack}\`: run it.`,
    key: "SLIPWAY_DEPLOYER_KEY is not as `slipway up` wrote it",
  };
}

/** Why there is no connection. */
export type Fault =
  | { kind: "host key" | "no host key" | "login" | "key" | "lost" }
  /** `said`: what the system says, `Connection refused` for example. */
  | { kind: "unreachable"; said: string };

type Place = Pick<Target, "name" | "user" | "address" | "port" | "advice">;

/** One sentence or two: which server, what is wrong, what to do. The same from every command. */
export function connectionMessage(fault: Fault, stack: string, place: Place): string {
  const { name, user, address, port, advice } = place;
  const where = `${name} (${user}@${address}, port ${port})`;
  switch (fault.kind) {
    case "host key":
      return (
        `${where} shows another host key than ${advice.hostKeyAt}, so nothing was sent to it. ` +
        "If the server was set up anew (on the server: cat /etc/ssh/ssh_host_ed25519_key.pub), " +
        `${advice.newHostKey}; if not, someone may be in between.`
      );
    case "no host key":
      return (
        `${advice.hostKeyAt} is no host key that ssh can read, so nothing was sent to ${where}. ` +
        "On the server: cat /etc/ssh/ssh_host_ed25519_key.pub"
      );
    case "login":
      return `${where} does not accept this stack's key for it. ${advice.login}`;
    case "key":
      return `The private key for ${where} can't be read by ssh; ${advice.key}.`;
    case "lost":
      return (
        `The connection to ${where} broke. A change that had begun goes on there by itself; ` +
        `\`npx slipway status ${stack}\` shows what came of it.`
      );
    case "unreachable":
      return `${where} cannot be reached: ${fault.said}`;
  }
}
