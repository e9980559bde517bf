import { absent, staging } from "../fixture.ts";
import type { Case } from "./case.ts";

export const appFilesCases: Case[] = [
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.compose", absent],
    says: [
      [
        "Pulumi.staging.yaml:62:5  slipway:apps.shop.compose",
        "`compose` is missing.",
        "Fix: add `compose: <a path in this repository>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.compose", {}],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        "A map stands where text belongs.",
        "Allowed: a path in this repository.",
      ],
    ],
  },
  {
    rule: "path.repository",
    change: [staging, "slipway:apps.shop.compose", "../compose/shop.yaml"],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        '"../compose/shop.yaml" is not a path in this repository.',
        "Allowed: names of letters, digits, `.`, `_` and `-` with `/` between them, from the repository's folder, without `..`.",
      ],
    ],
  },
  {
    rule: "file.missing",
    change: [staging, "slipway:apps.shop.compose", "compose/missing.yaml"],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        'There is no file "compose/missing.yaml" in this repository.',
        "Fix: write it, or correct the path.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.files", ["compose/app.conf"]],
    says: [
      [
        "Pulumi.staging.yaml:69:9  slipway:apps.shop.files",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ app.conf: compose/app.conf }`.",
      ],
    ],
  },
  {
    rule: "path.release",
    change: [staging, ["slipway:apps", "shop", "files", "../app.conf"], "compose/app.conf"],
    says: [
      [
        'Pulumi.staging.yaml:70:9  slipway:apps.shop.files["../app.conf"]',
        '"../app.conf" is not a path under `files/`.',
        "Allowed: names of letters, digits, `.`, `_` and `-` with `/` between them, without `..`.",
      ],
    ],
  },
  {
    rule: "files.inside",
    change: [
      [staging, "slipway:apps.shop.files.app", "compose/app.conf"],
      [staging, "slipway:apps.shop.files.app/more", "compose/app.conf"],
    ],
    says: [
      [
        'Pulumi.staging.yaml:71:9  slipway:apps.shop.files["app/more"]',
        "`app` is a file already, and cannot hold `app/more`.",
        "Fix: rename one of the two.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, ["slipway:apps", "shop", "files", "app.conf"], ["compose/app.conf"]],
    says: [
      [
        'Pulumi.staging.yaml:70:11  slipway:apps.shop.files["app.conf"]',
        "A list stands where text belongs.",
        "Allowed: a path in this repository.",
      ],
    ],
  },
  {
    rule: "path.repository",
    change: [staging, ["slipway:apps", "shop", "files", "app.conf"], "/etc/app.conf"],
    says: [
      [
        'Pulumi.staging.yaml:69:19  slipway:apps.shop.files["app.conf"]',
        '"/etc/app.conf" is not a path in this repository.',
        "Allowed: names of letters, digits, `.`, `_` and `-` with `/` between them, from the repository's folder, without `..`.",
      ],
    ],
  },
  {
    rule: "file.missing",
    change: [staging, ["slipway:apps", "shop", "files", "app.conf"], "compose/missing.conf"],
    says: [
      [
        'Pulumi.staging.yaml:69:19  slipway:apps.shop.files["app.conf"]',
        'There is no file "compose/missing.conf" in this repository.',
        "Fix: write it, or correct the path.",
      ],
    ],
  },
  {
    rule: "file.text",
    change: ["compose/app.conf", "not text"],
    says: [
      [
        'Pulumi.staging.yaml:69:19  slipway:apps.shop.files["app.conf"]',
        '"compose/app.conf" cannot be read as UTF-8 text.',
        "Fix: save it as UTF-8 text.",
      ],
    ],
  },
  {
    rule: "file.missing",
    change: [staging, "slipway:apps.shop.compose", "shop.yaml"],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        'There is no file "shop.yaml" in this repository.',
        "Fix: write `compose/shop.yaml`.",
      ],
    ],
  },
  {
    rule: "file.missing",
    change: [staging, "slipway:apps.shop.compose", "compose/shop.yml"],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        'There is no file "compose/shop.yml" in this repository.',
        "Fix: write `compose/shop.yaml`.",
      ],
    ],
  },
];
