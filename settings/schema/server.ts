import { hostKey, registryAddress, registryUser, serverAddress } from "./addresses.ts";
import { serverFolder, userName } from "./names.ts";
import { group, secret, text, whole } from "./parts.ts";

/** Servers, and the registry that they pull from. */

export const server = group(
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
    port: whole(1, 65535, { description: "The SSH port.", example: "22" }).default(22),
    user: text(
      {
        description:
          "The user that Slipway works as on the server. `up` creates it if need be, and gives it access to Docker.",
        allowed: "a user's name",
        example: "slipway",
        rules: ["server.user"],
        pattern: "^[a-z_][a-z0-9_-]{0,31}$",
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
        pattern: "^[a-z_][a-z0-9_-]{0,31}$",
      },
      userName,
    ).default("root"),
    hostKey: text(
      {
        description:
          "The server's public host key, so that nobody can pose as the server: what `ssh-keyscan -t ed25519 <address>` prints after the name.",
        allowed: "a public key",
        example: "ssh-ed25519 AAAA…",
        rules: ["server.host-key"],
        pattern: "^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*$",
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
  },
  { description: "A machine reached over SSH that runs Docker." },
);

export const registry = group(
  {
    address: text(
      {
        description: "The registry's host, with a port if need be.",
        allowed: "a host",
        example: "registry.example.com:5050",
        rules: ["registry.address"],
      },
      registryAddress,
    ),
    user: text(
      {
        description: "Who pulls; a deploy token's name, for example.",
        allowed: "text without a colon or a space",
        example: "slipway-pull",
        rules: ["registry.user"],
      },
      registryUser,
    ),
    password: secret({ description: "The password or token of that user." }),
  },
  { description: "The registry that the servers pull from, where it asks for a password." },
);
