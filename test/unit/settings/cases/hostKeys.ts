import { absent, staging } from "../fixture.ts";
import { keyPair } from "../keys.ts";
import type { Case } from "./case.ts";

export const hostKeysCases: Case[] = [
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
];
