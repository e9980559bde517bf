import { absent, keys, secret } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

const production = "Pulumi.production.yaml";
const staging = "Pulumi.staging.yaml";

export const keysCases: Case[] = [
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys", absent],
    says: [
      [
        "Pulumi.staging.yaml:1:1  slipway:keys",
        "`slipway:keys` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys", "canary"],
    says: [["Pulumi.staging.yaml:8:17  slipway:keys", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.observr", {}],
    says: [
      [
        "Pulumi.staging.yaml:56:5  slipway:keys.observr",
        "`observr` is not a setting here.",
        "Fix: did you mean `observer`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.bootstrap", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.bootstrap",
        "`bootstrap` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.bootstrap", "canary"],
    says: [
      ["Pulumi.staging.yaml:9:16  slipway:keys.bootstrap", "Text stands where a map belongs."],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.bootstrap.comment", "x"],
    says: [
      [
        "Pulumi.staging.yaml:20:7  slipway:keys.bootstrap.comment",
        "`comment` is not a setting here.",
        "Allowed: `public` or `private`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.bootstrap.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:9:5  slipway:keys.bootstrap.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.bootstrap.public", []],
    says: [
      [
        "Pulumi.staging.yaml:10:15  slipway:keys.bootstrap.public",
        "A list stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [staging, "slipway:keys.bootstrap.public", "ssh-dss AAAA"],
    says: [
      [
        "Pulumi.staging.yaml:10:15  slipway:keys.bootstrap.public",
        '"ssh-dss" keys do not work here.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
        "Fix: take the pair out, and run `npx slipway keys <stack>`.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [production, "slipway:keys.bootstrap", keys("staging").observer],
    says: [
      [
        "Pulumi.production.yaml:10:15  slipway:keys.bootstrap.public",
        "This is the key of `observer` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys production`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.bootstrap.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:9:5  slipway:keys.bootstrap.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.bootstrap.private", []],
    says: [
      [
        "Pulumi.staging.yaml:11:16  slipway:keys.bootstrap.private",
        "A list stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.bootstrap.private", "canary-private"],
    says: [
      [
        "Pulumi.staging.yaml:11:16  slipway:keys.bootstrap.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [staging, "slipway:keys.bootstrap.private", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:12:9  slipway:keys.bootstrap.private",
        "This is not a private key in OpenSSH's format.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.configurator", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.configurator",
        "`configurator` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.configurator", null],
    says: [
      [
        "Pulumi.staging.yaml:20:19  slipway:keys.configurator",
        "Nothing stands where a map belongs.",
        "Fix: write a map, `{}` for an empty one, or take the line out.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.configurator.publik", "x"],
    says: [
      [
        "Pulumi.staging.yaml:31:7  slipway:keys.configurator.publik",
        "`publik` is not a setting here.",
        "Fix: did you mean `public`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.configurator.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:20:5  slipway:keys.configurator.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.configurator.public", null],
    says: [
      [
        "Pulumi.staging.yaml:21:15  slipway:keys.configurator.public",
        "Nothing stands where text belongs.",
        "Allowed: a public key.",
        "Fix: fill it in, or take the line out.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [
      staging,
      "slipway:keys.configurator.public",
      `${keyPair("staging configurator").public} up@laptop`,
    ],
    says: [
      [
        "Pulumi.staging.yaml:21:15  slipway:keys.configurator.public",
        "Something stands after the key.",
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
        "Fix: write `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAhn+ruHKDcLxqjBv0vtkvgeBsZFGlin1utnYrOg/mKz`.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [staging, "slipway:keys.configurator", keys("staging").bootstrap],
    says: [
      [
        "Pulumi.staging.yaml:21:15  slipway:keys.configurator.public",
        "This is the key of `bootstrap` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.configurator.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:20:5  slipway:keys.configurator.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.configurator.private", { secure: 5 }],
    says: [
      [
        "Pulumi.staging.yaml:23:9  slipway:keys.configurator.private",
        "A map stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.configurator.private", 12345],
    says: [
      [
        "Pulumi.staging.yaml:22:16  slipway:keys.configurator.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [
      staging,
      "slipway:keys.configurator.private",
      secret(keyPair("staging configurator").private.trimEnd()),
    ],
    says: [
      [
        "Pulumi.staging.yaml:23:9  slipway:keys.configurator.private",
        "The private key's last line has no end, and ssh refuses such a file.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.observer", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.observer",
        "`observer` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.observer", true],
    says: [
      ["Pulumi.staging.yaml:31:15  slipway:keys.observer", "`true` stands where a map belongs."],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.observer.public_key", "x"],
    says: [
      [
        "Pulumi.staging.yaml:42:7  slipway:keys.observer.public_key",
        "`public_key` is not a setting here.",
        "Fix: did you mean `public`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.observer.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:31:5  slipway:keys.observer.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.observer.public", {}],
    says: [
      [
        "Pulumi.staging.yaml:32:15  slipway:keys.observer.public",
        "A map stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [staging, "slipway:keys.observer.public", "nonsense"],
    says: [
      [
        "Pulumi.staging.yaml:32:15  slipway:keys.observer.public",
        '"nonsense" is not a public key.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [production, "slipway:keys.observer", keys("staging").deployers.shop],
    says: [
      [
        "Pulumi.production.yaml:32:15  slipway:keys.observer.public",
        "This is the key of `deployers.shop` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys production`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.observer.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:31:5  slipway:keys.observer.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.observer.private", { plain: "canary" }],
    says: [
      [
        "Pulumi.staging.yaml:34:9  slipway:keys.observer.private",
        "A map stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.observer.private", keyPair("canary").private],
    says: [
      [
        "Pulumi.staging.yaml:33:16  slipway:keys.observer.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [
      staging,
      "slipway:keys.observer.private",
      secret(keyPair("staging observer", { cipher: "aes256-ctr" }).private),
    ],
    says: [
      [
        "Pulumi.staging.yaml:34:9  slipway:keys.observer.private",
        "The private key has a passphrase, which nobody could type.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.fingerprint", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.fingerprint",
        "`fingerprint` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.fingerprint", null],
    says: [
      [
        "Pulumi.staging.yaml:42:18  slipway:keys.fingerprint",
        "Nothing stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.fingerprint", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:42:18  slipway:keys.fingerprint",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.fingerprint",
    change: [staging, "slipway:keys.fingerprint", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:43:7  slipway:keys.fingerprint",
        "The fingerprints' key is not 32 bytes in base64.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers", []],
    says: [
      ["Pulumi.staging.yaml:44:16  slipway:keys.deployers", "A list stands where a map belongs."],
    ],
  },
  {
    rule: "app.name",
    change: [
      staging,
      "slipway:keys.deployers",
      { ...keys("staging").deployers, Shop: keys("other").observer },
    ],
    says: [
      [
        "Pulumi.staging.yaml:56:7  slipway:keys.deployers.Shop",
        '"Shop" is not a name for an app.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
      [
        "Pulumi.staging.yaml:56:7  slipway:keys.deployers.Shop",
        '"Shop" is not an app of this stack.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "key.missing",
    change: [staging, "slipway:keys.deployers", absent],
    says: [
      [
        "Pulumi.staging.yaml:8:3  slipway:keys.deployers.shop",
        "`shop` has no deployer's key.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "key.unused",
    change: [staging, "slipway:keys.deployers.shp", keys("other").observer],
    says: [
      [
        "Pulumi.staging.yaml:56:7  slipway:keys.deployers.shp",
        '"shp" is not an app of this stack.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers.shop", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:45:13  slipway:keys.deployers.shop",
        "Text stands where a map belongs.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:keys.deployers.shop.app", "shop"],
    says: [
      [
        "Pulumi.staging.yaml:56:9  slipway:keys.deployers.shop.app",
        "`app` is not a setting here.",
        "Allowed: `public` or `private`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.deployers.shop.public", absent],
    says: [
      [
        "Pulumi.staging.yaml:45:7  slipway:keys.deployers.shop.public",
        "`public` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers.shop.public", []],
    says: [
      [
        "Pulumi.staging.yaml:46:17  slipway:keys.deployers.shop.public",
        "A list stands where text belongs.",
        "Allowed: a public key.",
      ],
    ],
  },
  {
    rule: "key.public",
    change: [staging, "slipway:keys.deployers.shop.public", "ssh-ed25519"],
    says: [
      [
        "Pulumi.staging.yaml:46:17  slipway:keys.deployers.shop.public",
        '"ssh-ed25519" is not a public key.',
        "Allowed: a public key of `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ecdsa-sha2-nistp384` or `ecdsa-sha2-nistp521`, without a comment.",
      ],
    ],
  },
  {
    rule: "key.twice",
    change: [staging, "slipway:keys.deployers.shop", keys("staging").observer],
    says: [
      [
        "Pulumi.staging.yaml:46:17  slipway:keys.deployers.shop.public",
        "This is the key of `observer` in Pulumi.staging.yaml already.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:keys.deployers.shop.private", absent],
    says: [
      [
        "Pulumi.staging.yaml:45:7  slipway:keys.deployers.shop.private",
        "`private` is missing.",
        "Fix: run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:keys.deployers.shop.private", []],
    says: [
      [
        "Pulumi.staging.yaml:47:18  slipway:keys.deployers.shop.private",
        "A list stands where an encrypted value belongs.",
        "Fix: take it out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:keys.deployers.shop.private", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:47:18  slipway:keys.deployers.shop.private",
        "A secret stands here in clear.",
        "Fix: take it out, and run `npx slipway keys staging`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "value.private-key",
    change: [staging, "slipway:keys.deployers.shop.private", secret(keyPair("other").private)],
    says: [
      [
        "Pulumi.staging.yaml:48:11  slipway:keys.deployers.shop.private",
        "The private key does not belong to the public one beside it.",
        "Fix: take the pair out, and run `npx slipway keys staging`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:registry", "registry.example.com"],
    says: [["Pulumi.staging.yaml:56:21  slipway:registry", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:registry.username", "puller"],
    says: [
      [
        "Pulumi.staging.yaml:61:5  slipway:registry.username",
        "`username` is not a setting here.",
        "Fix: did you mean `user`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:registry.address", absent],
    says: [
      [
        "Pulumi.staging.yaml:56:3  slipway:registry.address",
        "`address` is missing.",
        "Fix: add `address: <a host>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:registry.address", []],
    says: [
      [
        "Pulumi.staging.yaml:57:14  slipway:registry.address",
        "A list stands where text belongs.",
        "Allowed: a host.",
      ],
    ],
  },
  {
    rule: "registry.address",
    change: [staging, "slipway:registry.address", "https://registry.example.com/acme"],
    says: [
      [
        "Pulumi.staging.yaml:57:14  slipway:registry.address",
        '"https://registry.example.com/acme" is not the address of a registry.',
        "Allowed: a host with a port if need be, such as `registry.example.com:5050`.",
        "Fix: write `registry.example.com`.",
      ],
    ],
  },
  {
    rule: "registry.address",
    change: [staging, "slipway:registry.address", "http://registry.example.com:5000"],
    says: [
      [
        "Pulumi.staging.yaml:57:14  slipway:registry.address",
        '"http://registry.example.com:5000" is not the address of a registry.',
        "Allowed: a host with a port if need be, such as `registry.example.com:5050`.",
        "Fix: write `registry.example.com:5000`, and `insecure: true`.",
      ],
    ],
  },
  {
    rule: "registry.address",
    change: [staging, "slipway:registry.address", "http://127.0.0.1:5000"],
    says: [
      [
        "Pulumi.staging.yaml:57:14  slipway:registry.address",
        '"http://127.0.0.1:5000" is not the address of a registry.',
        "Allowed: a host with a port if need be, such as `registry.example.com:5050`.",
        "Fix: write `127.0.0.1:5000`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:registry.insecure", "on request"],
    says: [
      [
        "Pulumi.staging.yaml:61:15  slipway:registry.insecure",
        '"on request" stands where `true` or `false` belongs.',
      ],
    ],
  },
  {
    rule: "registry.address",
    change: [staging, "slipway:registry.address", "registry.example.com:70000"],
    says: [
      [
        "Pulumi.staging.yaml:57:14  slipway:registry.address",
        '"registry.example.com:70000" is not the address of a registry.',
        "Allowed: a host with a port if need be, such as `registry.example.com:5050`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:registry.user", absent],
    says: [
      [
        "Pulumi.staging.yaml:56:3  slipway:registry.user",
        "`user` is missing.",
        "Fix: add `user: <text without a colon or a space>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:registry.user", {}],
    says: [
      [
        "Pulumi.staging.yaml:58:11  slipway:registry.user",
        "A map stands where text belongs.",
        "Allowed: text without a colon or a space.",
      ],
    ],
  },
  {
    rule: "registry.user",
    change: [staging, "slipway:registry.user", "a:b"],
    says: [
      [
        "Pulumi.staging.yaml:58:11  slipway:registry.user",
        '"a:b" is not a registry\'s user.',
        "Allowed: text without a colon or a space.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:registry.password", absent],
    says: [
      [
        "Pulumi.staging.yaml:56:3  slipway:registry.password",
        "`password` is missing.",
        "Fix: run `npx slipway secret set staging slipway:registry.password`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:registry.password", ["canary"]],
    says: [
      [
        "Pulumi.staging.yaml:60:7  slipway:registry.password",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set staging slipway:registry.password`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [staging, "slipway:registry.password", "canary"],
    says: [
      [
        "Pulumi.staging.yaml:59:15  slipway:registry.password",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:registry.password`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
];
