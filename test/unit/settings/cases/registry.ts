import { absent, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const registryCases: Case[] = [
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
