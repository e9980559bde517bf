import { isIP } from "node:net";
import type { z } from "zod";
import { group, map } from "../kinds/collections.ts";
import { isPlainName, isPlainPath, must, plainNamePattern } from "../kinds/names.ts";
import { checkPublicKey, publicKeyPattern } from "../kinds/publicKey.ts";
import { flag, text, whole } from "../kinds/scalars.ts";
import { algorithms } from "../kinds/ssh.ts";
import { isHost } from "../kinds/webAddress.ts";
import type { Complaint, Problem } from "../problem.ts";
import { complain, keysAt, textAt } from "../read/stack.ts";
import type { Stack } from "../read/stack.ts";
import { oneOf, show } from "../words.ts";
import { serverDefaults } from "./serverDefaults.ts";

export const serverRules = {
  "server.name": "A server's name is short and plain.",
  "server.address": "A server's address is a host name or an IP address.",
  "server.user": "A user's name is one that Linux accepts.",
  "server.host-key": "A host key is a public ed25519 or ecdsa key.",
  "server.folder": "A folder is an absolute path of plain characters.",
  "server.twice": "A machine is declared once in a stack.",
  "server.shared": "A machine has one address, whichever stack names it. (A warning.)",
} as const satisfies Record<string, string>;

function serverName(name: string): Complaint | undefined {
  if (isPlainName(name, 63)) return undefined;
  return must(
    "server.name",
    name,
    "a name for a server",
    "a small letter, then small letters, digits and `-`, no `-` at the end, at most 63 characters",
  );
}

function serverAddress(text: string): Complaint | undefined {
  if (isIP(text) !== 0 || isHost(text)) return undefined;
  const complaint: Complaint = {
    rule: "server.address",
    message: `${show(text)} is not the address of a server.`,
    allowed: "a host name or an IP address, such as `prod.example.com` or `192.0.2.10`",
  };
  const parts = /^(?:ssh:\/\/)?(?:([a-z_][\w-]*)@)?([^:/]+)(?::(\d+))?$/.exec(text);
  if (!parts || !(isHost(parts[2]!) || isIP(parts[2]!))) return complaint;
  const rest = [parts[1] && `\`user: ${parts[1]}\``, parts[3] && `\`port: ${parts[3]}\``];
  const moved = rest.filter(Boolean).map((line) => `, and ${line}`);
  return { ...complaint, fix: `write \`${parts[2]}\`${moved.join("")}.` };
}

/** Linux's rule for users (useradd). It also stands in an SSH command and in a path. */
function userName(name: string): Complaint | undefined {
  if (new RegExp(userPattern).test(name)) return undefined;
  return must(
    "server.user",
    name,
    "the name of a user",
    "small letters, digits, `_` and `-`, at most 32, a letter or `_` first",
  );
}

const userPattern = "^[a-z_][a-z0-9_-]{0,31}$";

/** So that nobody can pose as the server. */
function hostKey(text: string): Complaint | undefined {
  const rule = "server.host-key";
  const allowed = `a public key of ${oneOf(algorithms)}, as \`ssh-keyscan -t ed25519 <address>\` prints it after the name`;
  const fix =
    "run `ssh-keyscan -t ed25519 <address>`, and copy what stands behind the name, whole.";
  return checkPublicKey(text, rule, "a server's host key", allowed, fix);
}

/** A folder on a server: it stands in authorized_keys and in shell commands. */
function serverFolder(path: string): Complaint | undefined {
  if (path.startsWith("/") && isPlainPath(path.slice(1))) return undefined;
  return must(
    "server.folder",
    path,
    "a folder for Slipway",
    "an absolute path of letters, digits, `.`, `_` and `-`, such as `/srv/slipway`",
  );
}

const server = group(
  {
    address: text(
      {
        description: "The server's host name or IP address.",
        allowed: "a host name or an IP address",
        example: "prod.example.com",
        rules: ["server.address", "server.twice"],
      },
      serverAddress,
    ),
    port: whole(1, 65535, { description: "The SSH port.", example: "22" }).default(
      serverDefaults.port,
    ),
    user: text(
      {
        description:
          "The user that Slipway works as on the server. `up` creates it if need be, and gives it access to Docker.",
        allowed: "a user's name",
        example: "slipway",
        rules: ["server.user"],
        pattern: userPattern,
      },
      userName,
    ).default("slipway"),
    administrator: text(
      {
        description:
          "The user of the first contact: `root`, or one who may use `sudo` without a password.",
        allowed: "a user's name",
        example: "root",
        rules: ["server.user"],
        pattern: userPattern,
      },
      userName,
    ).default(serverDefaults.administrator),
    hostKey: text(
      {
        description:
          "The server's public host key, so that nobody can pose as the server: what `ssh-keyscan -t ed25519 <address>` prints after the name.",
        allowed: "a public key",
        example: "ssh-ed25519 AAAA…",
        rules: ["server.host-key"],
        pattern: publicKeyPattern,
      },
      hostKey,
    ),
    folder: text(
      {
        description: "The folder on the server where Slipway keeps everything.",
        allowed: "an absolute path",
        example: "/srv/slipway",
        rules: ["server.folder"],
        pattern: "^(/[A-Za-z0-9._-]+)+$",
      },
      serverFolder,
    ).default("/srv/slipway"),
    timer: flag({
      description:
        "Whether `up` has the server look each minute, by systemd or cron, after switches that were interrupted. `false` where something else runs `recover`.",
      example: "true",
    }).default(true),
  },
  { description: "A machine reached over SSH that runs Docker." },
);

export const servers = map(
  { called: "server", rules: ["server.name"], check: serverName, pattern: plainNamePattern },
  server,
  {
    description: "The environment's servers.",
    example: "{ prod-1: { address: prod.example.com, hostKey: ssh-ed25519 AAAA… } }",
  },
);

export type ServerSettings = z.infer<typeof server> & { name: string };

export function buildServers(config: z.infer<typeof servers>): Record<string, ServerSettings> {
  const named = Object.entries(config).map(([name, rest]) => [name, { name, ...rest }] as const);
  return Object.fromEntries(named);
}

/**
 * The machine that a server of a stack is: `staging.example.com`, or `staging.example.com:2222`
 * where that is another machine's way in. Nothing where its address is missing.
 */
export function machineOf(stack: Stack, server: string): string | undefined {
  const at = ["slipway:servers", server];
  const address = textAt(stack, [...at, "address"])?.toLowerCase();
  const port = textAt(stack, [...at, "port"]) ?? String(serverDefaults.port);
  const isUsual = port === String(serverDefaults.port);
  return address === undefined || isUsual ? address : `${address}:${port}`;
}

/** The block in authorized_keys is the environment's: a machine declared twice would keep one. */
export function checkServers(stack: Stack): Problem[] {
  const owners = new Map<string, string>();
  return keysAt(stack, ["slipway:servers"]).flatMap((server) => {
    const path = ["slipway:servers", server];
    const rule = "server.twice";
    const owner = first(owners, machineOf(stack, server), server);
    if (owner !== undefined) {
      const message = `This is the machine of \`${owner}\` already.`;
      const fix = `use \`${owner}\`, and take \`${server}\` out.`;
      return [complain(stack, [...path, "address"], { rule, message, fix })];
    }
    const twin = first(owners, hostKeyOf(stack, server), server);
    if (twin === undefined) return [];
    const message = `This is the host key of \`${twin}\` already: one machine has two names here.`;
    const fix = `use \`${twin}\`, and take \`${server}\` out; two machines need a host key each (\`ssh-keygen -A\`).`;
    return [complain(stack, [...path, "hostKey"], { rule, message, fix })];
  });
}

/** One machine under two addresses, in two stacks: what they share is then looked for in vain. */
export function checkMachinesShared(environments: Stack[]): Problem[] {
  const owners = new Map<string, { stack: Stack; machine: string | undefined }>();
  return environments.flatMap((stack) =>
    keysAt(stack, ["slipway:servers"]).flatMap((server) => {
      const machine = machineOf(stack, server);
      const owner = first(owners, hostKeyOf(stack, server), { stack, machine });
      if (!owner || owner.stack === stack || owner.machine === machine) return [];
      const message = `${owner.stack.yaml.file} has this host key at another address, ${show(owner.machine)}.`;
      const fix =
        "write the same address in both if it is one machine; two machines need a host key each (`ssh-keygen -A`).";
      const complaint = { rule: "server.shared", severity: "warning", message, fix } as const;
      return [complain(stack, ["slipway:servers", server, "address"], complaint)];
    }),
  );
}

/** Who had a key first; nobody, where this one has, or there is none. */
function first<Owner>(owners: Map<string, Owner>, key: string | undefined, owner: Owner) {
  if (key === undefined) return undefined;
  const before = owners.get(key);
  if (before === undefined) owners.set(key, owner);
  return before;
}

function hostKeyOf(stack: Stack, server: string): string | undefined {
  const text = textAt(stack, ["slipway:servers", server, "hostKey"]);
  return text === undefined || hostKey(text) ? undefined : text;
}
