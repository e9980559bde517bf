import { absent, environmentOf, platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const environmentsCases: Case[] = [
  {
    rule: "shape.missing",
    change: [platform, "slipway:environments", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  slipway:environments",
        "`slipway:environments` is missing.",
        "Fix: add `slipway:environments`, a map such as `{ staging: { branch: develop, deploy: automatic } }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:environments", ["staging"]],
    says: [
      [
        "Pulumi.platform.yaml:5:5  slipway:environments",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ staging: { branch: develop, deploy: automatic } }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:environments", null],
    says: [
      [
        "Pulumi.platform.yaml:4:25  slipway:environments",
        "Nothing stands where a map belongs.",
        "Allowed: a map such as `{ staging: { branch: develop, deploy: automatic } }`.",
        "Fix: write a map, `{}` for an empty one, or take the line out.",
      ],
    ],
  },
  {
    rule: "environment.name",
    change: [
      [platform, "slipway:environments.QA", { branch: "main", deploy: "manual" }],
      ["Pulumi.QA.yaml", environmentOf("QA", "shop")],
    ],
    says: [
      [
        "Pulumi.platform.yaml:12:5  slipway:environments.QA",
        '"QA" is not a name for an environment.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
    ],
  },
  {
    rule: "environment.reserved",
    change: [
      [platform, "slipway:environments.bin", { branch: "main", deploy: "manual" }],
      ["Pulumi.bin.yaml", environmentOf("bin", "shop")],
    ],
    says: [
      [
        "Pulumi.platform.yaml:12:5  slipway:environments.bin",
        '"bin" is a name that Slipway uses itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "environment.reserved",
    change: [
      [platform, "slipway:environments.versions", { branch: "main", deploy: "manual" }],
      ["Pulumi.versions.yaml", environmentOf("versions", "shop")],
    ],
    says: [
      [
        "Pulumi.platform.yaml:12:5  slipway:environments.versions",
        '"versions" is a name that Slipway uses itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "environment.reserved",
    change: [
      [platform, "slipway:environments.slipway-release", { branch: "main", deploy: "manual" }],
      ["Pulumi.slipway-release.yaml", environmentOf("slipway-release", "shop")],
    ],
    says: [
      [
        "Pulumi.platform.yaml:12:5  slipway:environments.slipway-release",
        '"slipway-release" is a name that Slipway uses itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.staging", "develop"],
    says: [
      [
        "Pulumi.platform.yaml:5:14  slipway:environments.staging",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ branch: main, deploy: manual, after: staging }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:environments.staging.brunch", "develop"],
    says: [
      [
        "Pulumi.platform.yaml:8:7  slipway:environments.staging.brunch",
        "`brunch` is not a setting here.",
        "Fix: did you mean `branch`?",
      ],
    ],
  },
  {
    rule: "environment.no-stack",
    change: [platform, "slipway:environments.uat", { branch: "main", deploy: "manual" }],
    says: [
      [
        "Pulumi.platform.yaml:12:5  slipway:environments.uat",
        "There is no `Pulumi.uat.yaml`.",
        "Fix: run `npx slipway environment add uat`, or take `uat` out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:environments.staging.branch", absent],
    says: [
      [
        "Pulumi.platform.yaml:5:5  slipway:environments.staging.branch",
        "`branch` is missing.",
        "Fix: add `branch: <a branch's name>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.staging.branch", ["develop"]],
    says: [
      [
        "Pulumi.platform.yaml:7:9  slipway:environments.staging.branch",
        "A list stands where text belongs.",
        "Allowed: a branch's name.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: [platform, "slipway:environments.staging.branch", "feature x"],
    says: [
      [
        "Pulumi.platform.yaml:6:15  slipway:environments.staging.branch",
        '"feature x" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: [platform, "slipway:environments.staging.branch", "main.lock"],
    says: [
      [
        "Pulumi.platform.yaml:6:15  slipway:environments.staging.branch",
        '"main.lock" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end.",
      ],
    ],
  },
  {
    rule: "branch.exact",
    change: [platform, "slipway:environments.staging.branch", "mai*"],
    says: [
      [
        "Pulumi.platform.yaml:6:15  slipway:environments.staging.branch",
        '"mai*" is a pattern.',
        "Fix: name one branch.",
      ],
    ],
  },
  {
    rule: "branch.unknown",
    change: [platform, "slipway:environments.staging.branch", "develp"],
    says: [
      [
        "Pulumi.platform.yaml:6:15  slipway:environments.staging.branch",
        '"develp" is not a protected branch of `shop`.',
        "Allowed: `develop` or `main`.",
        "Fix: did you mean `develop`?",
      ],
    ],
  },
  {
    rule: "branch.unknown",
    change: [platform, "slipway:environments.staging.branch", "release"],
    says: [
      [
        "Pulumi.platform.yaml:6:15  slipway:environments.staging.branch",
        '"release" is not a protected branch of `shop`.',
        "Allowed: `develop` or `main`.",
        "Fix: add it to `slipway:apps.shop.branches`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:environments.staging.deploy", absent],
    says: [
      [
        "Pulumi.platform.yaml:5:5  slipway:environments.staging.deploy",
        "`deploy` is missing.",
        "Fix: add `deploy: <automatic or manual>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.staging.deploy", true],
    says: [
      [
        "Pulumi.platform.yaml:7:15  slipway:environments.staging.deploy",
        "`true` stands where text belongs.",
        "Allowed: `automatic` or `manual`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:environments.staging.deploy", "automatik"],
    says: [
      [
        "Pulumi.platform.yaml:7:15  slipway:environments.staging.deploy",
        '"automatik" is not one of the choices.',
        "Allowed: `automatic` or `manual`.",
        "Fix: did you mean `automatic`?",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:environments.staging.deploy", "never"],
    says: [
      [
        "Pulumi.platform.yaml:7:15  slipway:environments.staging.deploy",
        '"never" is not one of the choices.',
        "Allowed: `automatic` or `manual`.",
      ],
    ],
  },
];
