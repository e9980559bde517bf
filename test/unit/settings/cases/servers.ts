import { absent, plain, production, staging } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

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
    rule: "shape.type",
    change: [staging, "slipway:servers.staging-1.timer", "cron"],
    says: [
      [
        "Pulumi.staging.yaml:8:14  slipway:servers.staging-1.timer",
        '"cron" stands where `true` or `false` belongs.',
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
