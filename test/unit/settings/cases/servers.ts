import { absent, plain } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

const platform = "Pulumi.platform.yaml";
const staging = "Pulumi.staging.yaml";
const production = "Pulumi.production.yaml";

export const serversCases: Case[] = [
  {
    // The two are one slip.
    rule: "shape.unknown-key",
    change: [
      [staging, "slipway:servers.staging-1.address", absent],
      [staging, "slipway:servers.staging-1.adress", "staging.example.com"],
    ],
    says: [
      [
        "Pulumi.staging.yaml:7:7  slipway:servers.staging-1.adress",
        "`adress` is not a setting here.",
        "Fix: did you mean `address`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "config", null],
    says: [
      [
        "Pulumi.staging.yaml:1:9  config",
        "Nothing stands where a map belongs.",
        "Fix: write a map, `{}` for an empty one, or take the line out.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:environments", {}],
    says: [
      [
        "Pulumi.staging.yaml:101:3  slipway:environments",
        "`slipway:environments` is not a setting here.",
        "Allowed: `gitlab:baseUrl`, `gitlab:token`, `slipway:version`, `slipway:servers`, `slipway:keys`, `slipway:registry` or `slipway:apps`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "gitlab:baseurl", "https://gitlab.example.com/api/v4/"],
    says: [
      [
        "Pulumi.staging.yaml:101:3  gitlab:baseurl",
        "`gitlab:baseurl` is not a setting here.",
        "Fix: did you mean `gitlab:baseUrl`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "gitlab:baseUrl", absent],
    says: [
      [
        "Pulumi.staging.yaml:1:1  gitlab:baseUrl",
        "`gitlab:baseUrl` is missing.",
        "Fix: add `gitlab:baseUrl: <the API's address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "gitlab:baseUrl", {}],
    says: [
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        "A map stands where text belongs.",
        "Allowed: the API's address.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [staging, "gitlab:baseUrl", "https://gitlab.example.com/api/v3/"],
    says: [
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v3/" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.one",
    change: [staging, "gitlab:baseUrl", "https://gitlab.example.org/api/v4/"],
    says: [
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.org/api/v4/" is not the GitLab of Pulumi.platform.yaml.',
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.one",
    change: [platform, "gitlab:baseUrl", "https://gitlab.example.org/api/v4/"],
    says: [
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4/" is not the GitLab of Pulumi.platform.yaml.',
        "Fix: write `https://gitlab.example.org/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4/" is not the GitLab of Pulumi.platform.yaml.',
        "Fix: write `https://gitlab.example.org/api/v4/`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "gitlab:token", 5],
    says: [
      [
        "Pulumi.staging.yaml:101:17  gitlab:token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging gitlab:token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "gitlab:token", {}],
    says: [
      [
        "Pulumi.staging.yaml:101:17  gitlab:token",
        "A map stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set staging gitlab:token`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "gitlab:token", "canary-token"],
    says: [
      [
        "Pulumi.staging.yaml:101:17  gitlab:token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging gitlab:token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:version", absent],
    says: [
      [
        "Pulumi.staging.yaml:1:1  slipway:version",
        "`slipway:version` is missing.",
        "Fix: add `slipway:version: 1`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:version", []],
    says: [
      [
        "Pulumi.staging.yaml:3:20  slipway:version",
        "A list stands where a whole number belongs.",
        "Allowed: `1`.",
      ],
    ],
  },
  {
    rule: "version",
    change: [staging, "slipway:version", 7],
    says: [
      [
        "Pulumi.staging.yaml:3:20  slipway:version",
        "This Slipway does not read version 7 of the settings.",
        "Allowed: `1`.",
        "Fix: merge the Slipway that reads it, or go back to the settings that this one reads.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [production, "slipway:servers", ["prod-1"]],
    says: [
      [
        "Pulumi.production.yaml:5:5  slipway:servers",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ prod-1: { address: prod.example.com, hostKey: ssh-ed25519 AAAA… } }`.",
      ],
    ],
  },
  {
    rule: "server.name",
    change: [
      staging,
      "slipway:servers.Staging_2",
      { address: "staging-2.example.com", hostKey: keyPair("second host").public },
    ],
    says: [
      [
        "Pulumi.staging.yaml:8:5  slipway:servers.Staging_2",
        '"Staging_2" is not a name for a server.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 63 characters.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1", "staging.example.com"],
    says: [
      ["Pulumi.staging.yaml:5:16  slipway:servers.staging-1", "Text stands where a map belongs."],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:servers.staging-1.hostkey", "x"],
    says: [
      [
        "Pulumi.staging.yaml:8:7  slipway:servers.staging-1.hostkey",
        "`hostkey` is not a setting here.",
        "Fix: did you mean `hostKey`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:servers.staging-1.address", absent],
    says: [
      [
        "Pulumi.staging.yaml:5:5  slipway:servers.staging-1.address",
        "`address` is missing.",
        "Fix: add `address: <a host name or an IP address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.address", []],
    says: [
      [
        "Pulumi.staging.yaml:6:16  slipway:servers.staging-1.address",
        "A list stands where text belongs.",
        "Allowed: a host name or an IP address.",
      ],
    ],
  },
  {
    rule: "server.address",
    change: [staging, "slipway:servers.staging-1.address", "staging_1.example.com"],
    says: [
      [
        "Pulumi.staging.yaml:6:16  slipway:servers.staging-1.address",
        '"staging_1.example.com" is not the address of a server.',
        "Allowed: a host name or an IP address, such as `prod.example.com` or `192.0.2.10`.",
      ],
    ],
  },
  {
    rule: "server.address",
    change: [staging, "slipway:servers.staging-1.address", "root@staging.example.com:2222"],
    says: [
      [
        "Pulumi.staging.yaml:6:16  slipway:servers.staging-1.address",
        '"root@staging.example.com:2222" is not the address of a server.',
        "Allowed: a host name or an IP address, such as `prod.example.com` or `192.0.2.10`.",
        "Fix: write `staging.example.com`, and `user: root`, and `port: 2222`.",
      ],
    ],
  },
  {
    rule: "server.address",
    change: [staging, "slipway:servers.staging-1.address", "300.0.2.1"],
    says: [
      [
        "Pulumi.staging.yaml:6:16  slipway:servers.staging-1.address",
        '"300.0.2.1" is not the address of a server.',
        "Allowed: a host name or an IP address, such as `prod.example.com` or `192.0.2.10`.",
      ],
    ],
  },
  {
    rule: "server.twice",
    change: [
      staging,
      "slipway:servers.staging-2",
      { address: "Staging.example.com", port: 22, hostKey: keyPair("host").public },
    ],
    says: [
      [
        "Pulumi.staging.yaml:9:16  slipway:servers.staging-2.address",
        "This is the machine of `staging-1` already.",
        "Fix: use `staging-1`, and take `staging-2` out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.port", "ssh"],
    says: [
      [
        "Pulumi.staging.yaml:8:13  slipway:servers.staging-1.port",
        '"ssh" stands where a whole number belongs.',
        "Allowed: a whole number from 1 to 65535.",
      ],
    ],
  },
  {
    rule: "shape.range",
    change: [staging, "slipway:servers.staging-1.port", 70000],
    says: [
      [
        "Pulumi.staging.yaml:8:13  slipway:servers.staging-1.port",
        "70000 is out of range.",
        "Allowed: a whole number from 1 to 65535.",
      ],
    ],
  },
  {
    rule: "shape.range",
    change: [staging, "slipway:servers.staging-1.port", 22.5],
    says: [
      [
        "Pulumi.staging.yaml:8:13  slipway:servers.staging-1.port",
        "22.5 is out of range.",
        "Allowed: a whole number from 1 to 65535.",
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [staging, "slipway:servers.staging-1.port", plain("0022")],
    says: [
      [
        "Pulumi.staging.yaml:8:13  slipway:servers.staging-1.port",
        "`0022` without quotes is another number to some readers of YAML.",
        "Fix: write the number with digits only, without zeros before it.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.user", []],
    says: [
      [
        "Pulumi.staging.yaml:8:13  slipway:servers.staging-1.user",
        "A list stands where text belongs.",
        "Allowed: a user's name.",
      ],
    ],
  },
  {
    rule: "server.user",
    change: [staging, "slipway:servers.staging-1.user", "Slip Way"],
    says: [
      [
        "Pulumi.staging.yaml:8:13  slipway:servers.staging-1.user",
        '"Slip Way" is not the name of a user.',
        "Allowed: small letters, digits, `_` and `-`, at most 32, a letter or `_` first.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.administrator", null],
    says: [
      [
        "Pulumi.staging.yaml:8:22  slipway:servers.staging-1.administrator",
        "Nothing stands where text belongs.",
        "Allowed: a user's name.",
        "Fix: fill it in, or take the line out.",
      ],
    ],
  },
  {
    rule: "server.user",
    change: [staging, "slipway:servers.staging-1.administrator", "root;id"],
    says: [
      [
        "Pulumi.staging.yaml:8:22  slipway:servers.staging-1.administrator",
        '"root;id" is not the name of a user.',
        "Allowed: small letters, digits, `_` and `-`, at most 32, a letter or `_` first.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:servers.staging-1.hostKey", absent],
    says: [
      [
        "Pulumi.staging.yaml:5:5  slipway:servers.staging-1.hostKey",
        "`hostKey` is missing.",
        "Fix: add `hostKey: <a public key>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.hostKey", {}],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        "A map stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "server.host-key",
    change: [staging, "slipway:servers.staging-1.hostKey", "SHA256:abc"],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        '"SHA256:abc" is not a server\'s host key.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, as `ssh-keyscan -t ed25519 <address>` prints it after the name.",
      ],
    ],
  },
  {
    rule: "server.host-key",
    change: [staging, "slipway:servers.staging-1.hostKey", "ssh-rsa AAAAB3NzaC1yc2E="],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        '"ssh-rsa" keys do not work here.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, as `ssh-keyscan -t ed25519 <address>` prints it after the name.",
        "Fix: run `ssh-keyscan -t ed25519 <address>`, and copy what stands behind the name, whole.",
      ],
    ],
  },
  {
    rule: "server.host-key",
    change: [
      staging,
      "slipway:servers.staging-1.hostKey",
      `staging.example.com ${keyPair("host").public}`,
    ],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        "Something stands before the key.",
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, as `ssh-keyscan -t ed25519 <address>` prints it after the name.",
        "Fix: write `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGNz/VFAMNE+GeVczqr873V4lyBQVUXQLA6gdT0GQcfQ`.",
      ],
    ],
  },
  {
    rule: "server.host-key",
    change: [
      staging,
      "slipway:servers.staging-1.hostKey",
      `${keyPair("host").public} root@staging`,
    ],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        "Something stands after the key.",
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, as `ssh-keyscan -t ed25519 <address>` prints it after the name.",
        "Fix: write `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGNz/VFAMNE+GeVczqr873V4lyBQVUXQLA6gdT0GQcfQ`.",
      ],
    ],
  },
  {
    rule: "server.host-key",
    change: [staging, "slipway:servers.staging-1.hostKey", keyPair("host").public.slice(0, -4)],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        "The key after `ssh-ed25519` is cut off or damaged.",
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, as `ssh-keyscan -t ed25519 <address>` prints it after the name.",
        "Fix: run `ssh-keyscan -t ed25519 <address>`, and copy what stands behind the name, whole.",
      ],
    ],
  },
  {
    rule: "server.host-key",
    change: [staging, "slipway:servers.staging-1.hostKey", keyPair("host").private],
    says: [
      [
        "Pulumi.staging.yaml:7:16  slipway:servers.staging-1.hostKey",
        "A private key stands where a server's host key belongs.",
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, as `ssh-keyscan -t ed25519 <address>` prints it after the name.",
        "Fix: take it out, and make a new key pair: this one may have been seen.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.folder", ["/srv"]],
    says: [
      [
        "Pulumi.staging.yaml:9:9  slipway:servers.staging-1.folder",
        "A list stands where text belongs.",
        "Allowed: an absolute path.",
      ],
    ],
  },
  {
    rule: "server.folder",
    change: [staging, "slipway:servers.staging-1.folder", "srv/slipway"],
    says: [
      [
        "Pulumi.staging.yaml:8:15  slipway:servers.staging-1.folder",
        '"srv/slipway" is not a folder for Slipway.',
        "Allowed: an absolute path of letters, digits, `.`, `_` and `-`, such as `/srv/slipway`.",
      ],
    ],
  },
  {
    rule: "server.folder",
    change: [staging, "slipway:servers.staging-1.folder", "/srv/../etc"],
    says: [
      [
        "Pulumi.staging.yaml:8:15  slipway:servers.staging-1.folder",
        '"/srv/../etc" is not a folder for Slipway.',
        "Allowed: an absolute path of letters, digits, `.`, `_` and `-`, such as `/srv/slipway`.",
      ],
    ],
  },
  {
    rule: "server.twice",
    change: [
      staging,
      "slipway:servers.staging-2",
      { address: "192.0.2.7", hostKey: keyPair("host").public },
    ],
    says: [
      [
        "Pulumi.staging.yaml:10:16  slipway:servers.staging-2.hostKey",
        "This is the host key of `staging-1` already: one machine has two names here.",
        "Fix: use `staging-1`, and take `staging-2` out; two machines need a host key each (`ssh-keygen -A`).",
      ],
    ],
  },
  {
    rule: "server.shared",
    change: [production, "slipway:servers.prod-1.hostKey", keyPair("host").public],
    says: [
      [
        "Pulumi.production.yaml:6:16  slipway:servers.prod-1.address",
        'Warning: Pulumi.staging.yaml has this host key at another address, "staging.example.com".',
        "Fix: write the same address in both if it is one machine; two machines need a host key each (`ssh-keygen -A`).",
      ],
    ],
  },
];
