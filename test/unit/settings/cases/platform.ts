import { absent, environmentOf, plain } from "../fixture.ts";
import type { Case } from "./case.ts";

const platform = "Pulumi.platform.yaml";
const staging = "Pulumi.staging.yaml";
const production = "Pulumi.production.yaml";

export const platformCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "config", []],
    says: [["Pulumi.platform.yaml:1:9  config", "A list stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:app", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:3  slipway:app",
        "`slipway:app` is not a setting here.",
        "Fix: did you mean `slipway:apps`?",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "apps", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:1  apps",
        "`apps` does not belong at the top of a stack file.",
        "Allowed: `config`, `encryptionsalt`, `encryptedkey`, `secretsprovider` or `environment`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.mergeMethod", {}],
    says: [
      [
        "Pulumi.platform.yaml:23:20  slipway:apps.shop.mergeMethod",
        "A map stands where text belongs.",
        "Allowed: `merge`, `rebase_merge` or `ff`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.mergeMethod", "fast-forward"],
    says: [
      [
        "Pulumi.platform.yaml:23:20  slipway:apps.shop.mergeMethod",
        '"fast-forward" is not one of the choices.',
        "Allowed: `merge`, `rebase_merge` or `ff`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "gitlab:baseUrl", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  gitlab:baseUrl",
        "`gitlab:baseUrl` is missing.",
        "Fix: add `gitlab:baseUrl: <the API's address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "gitlab:baseUrl", []],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        "A list stands where text belongs.",
        "Allowed: the API's address.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [
      [platform, "gitlab:baseUrl", "gitlab.example.com"],
      [staging, "gitlab:baseUrl", "gitlab.example.com"],
      [production, "gitlab:baseUrl", "gitlab.example.com"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        '"gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [
      [platform, "gitlab:baseUrl", "https://gitlab.example.com/api/v4"],
      [staging, "gitlab:baseUrl", "https://gitlab.example.com/api/v4"],
      [production, "gitlab:baseUrl", "https://gitlab.example.com/api/v4"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com/api/v4" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "gitlab.base-url",
    change: [
      [platform, "gitlab:baseUrl", "https://gitlab.example.com"],
      [staging, "gitlab:baseUrl", "https://gitlab.example.com"],
      [production, "gitlab:baseUrl", "https://gitlab.example.com"],
    ],
    says: [
      [
        "Pulumi.platform.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.production.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
      [
        "Pulumi.staging.yaml:2:19  gitlab:baseUrl",
        '"https://gitlab.example.com" is not the address of GitLab\'s API.',
        "Allowed: the API's address with a slash at its end, such as `https://gitlab.example.com/api/v4/`.",
        "Fix: write `https://gitlab.example.com/api/v4/`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "gitlab:token", []],
    says: [
      [
        "Pulumi.platform.yaml:23:17  gitlab:token",
        "A list stands where an encrypted value belongs.",
        "Fix: run `npx slipway secret set platform gitlab:token`.",
      ],
    ],
  },
  {
    rule: "secret.plain",
    change: [platform, "gitlab:token", "canary-token"],
    says: [
      [
        "Pulumi.platform.yaml:23:17  gitlab:token",
        "A secret stands here in clear.",
        "Fix: run `npx slipway secret set platform gitlab:token`. Replace the secret itself if this file was ever pushed.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:version", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  slipway:version",
        "`slipway:version` is missing.",
        "Fix: add `slipway:version: 1`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:version", "one"],
    says: [
      [
        "Pulumi.platform.yaml:3:20  slipway:version",
        '"one" stands where a whole number belongs.',
        "Allowed: `1`.",
      ],
    ],
  },
  {
    rule: "version",
    change: [platform, "slipway:version", 2],
    says: [
      [
        "Pulumi.platform.yaml:3:20  slipway:version",
        "This Slipway does not read version 2 of the settings.",
        "Allowed: `1`.",
        "Fix: merge the Slipway that reads it, or go back to the settings that this one reads.",
      ],
    ],
  },
  {
    rule: "version",
    change: [platform, "slipway:version", "2"],
    says: [
      [
        "Pulumi.platform.yaml:3:20  slipway:version",
        "This Slipway does not read version 2 of the settings.",
        "Allowed: `1`.",
        "Fix: merge the Slipway that reads it, or go back to the settings that this one reads.",
      ],
    ],
  },
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
  {
    rule: "shape.type",
    change: [platform, "slipway:environments.production.after", ["staging"]],
    says: [
      [
        "Pulumi.platform.yaml:12:9  slipway:environments.production.after",
        "A list stands where text belongs.",
        "Allowed: another environment's name.",
      ],
    ],
  },
  {
    rule: "after.itself",
    change: [platform, "slipway:environments.production.after", "production"],
    says: [
      [
        "Pulumi.platform.yaml:11:14  slipway:environments.production.after",
        "`production` comes after itself.",
        "Fix: name the environment before it, or take the line out.",
      ],
    ],
  },
  {
    rule: "after.unknown",
    change: [platform, "slipway:environments.production.after", "stagging"],
    says: [
      [
        "Pulumi.platform.yaml:11:14  slipway:environments.production.after",
        '"stagging" is not an environment.',
        "Fix: did you mean `staging`?",
      ],
    ],
  },
  {
    rule: "after.unknown",
    change: [platform, "slipway:environments.production.after", "qa"],
    says: [
      [
        "Pulumi.platform.yaml:11:14  slipway:environments.production.after",
        '"qa" is not an environment.',
        "Allowed: `staging`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "after.circle",
    change: [platform, "slipway:environments.staging.after", "production"],
    says: [
      [
        "Pulumi.platform.yaml:8:14  slipway:environments.staging.after",
        "The order goes round in a circle: `staging` after `production` after `staging`.",
        "Fix: take one `after` out.",
      ],
    ],
  },
  {
    rule: "after.order",
    change: [
      platform,
      "slipway:environments",
      {
        production: { branch: "main", deploy: "manual", after: "staging" },
        staging: { branch: "develop", deploy: "automatic" },
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:8:14  slipway:environments.production.after",
        "`production` comes after `staging`, and stands before it.",
        "Fix: move `production` below `staging`.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:apps", absent],
    says: [
      [
        "Pulumi.platform.yaml:1:1  slipway:apps",
        "`slipway:apps` is missing.",
        "Fix: add `slipway:apps`, a map such as `{ shop: { project: acme/shop } }`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps", "shop"],
    says: [
      [
        "Pulumi.platform.yaml:12:17  slipway:apps",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ shop: { project: acme/shop } }`.",
      ],
    ],
  },
  {
    rule: "app.name",
    change: [platform, "slipway:apps.My_Shop", { project: "acme/my-shop" }],
    says: [
      [
        "Pulumi.platform.yaml:23:5  slipway:apps.My_Shop",
        '"My_Shop" is not a name for an app.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop", "acme/shop"],
    says: [["Pulumi.platform.yaml:13:11  slipway:apps.shop", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.visiblity", "public"],
    says: [
      [
        "Pulumi.platform.yaml:23:7  slipway:apps.shop.visiblity",
        "`visiblity` is not a setting here.",
        "Fix: did you mean `visibility`?",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [platform, "slipway:apps.shop.project", absent],
    says: [
      [
        "Pulumi.platform.yaml:13:5  slipway:apps.shop.project",
        "`project` is missing.",
        "Fix: add `project: <a project's path>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.project", ["acme/shop"]],
    says: [
      [
        "Pulumi.platform.yaml:15:9  slipway:apps.shop.project",
        "A list stands where text belongs.",
        "Allowed: a project's path.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "shop"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"shop" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "https://gitlab.example.com/acme/shop.git"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"https://gitlab.example.com/acme/shop.git" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
        "Fix: write `acme/shop`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "acme/shop.git"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"acme/shop.git" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
        "Fix: write `acme/shop`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "acme/-shop"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"acme/-shop" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "api/shop"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"api/shop" has a part that GitLab keeps for itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [platform, "slipway:apps.shop.project", "acme/tree"],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"acme/tree" has a part that GitLab keeps for itself.',
        "Fix: choose another.",
      ],
    ],
  },
  {
    rule: "project.twice",
    change: [platform, "slipway:apps.web", { project: "Acme/Shop" }],
    says: [
      [
        "Pulumi.platform.yaml:24:16  slipway:apps.web.project",
        "This is the project of `shop` already.",
        "Fix: give each app a project of its own.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.description", ["The web shop"]],
    says: [
      [
        "Pulumi.platform.yaml:16:9  slipway:apps.shop.description",
        "A list stands where text belongs.",
      ],
    ],
  },
  {
    rule: "project.path",
    change: [
      platform,
      "slipway:apps.shop.project",
      "https://me:canary@gitlab.example.com/acme/shop.git",
    ],
    says: [
      [
        "Pulumi.platform.yaml:14:16  slipway:apps.shop.project",
        '"https://…@gitlab.example.com/acme/shop.git" is not a project\'s path.',
        "Allowed: `group/project`, with groups inside groups if need be; letters, digits and single `_`, `-`, `.` inside, not ending in `.git` or `.atom`.",
        "Fix: write `acme/shop`.",
      ],
    ],
  },
  {
    rule: "text.length",
    change: [platform, "slipway:apps.shop.description", "x".repeat(2001)],
    says: [
      [
        "Pulumi.platform.yaml:15:20  slipway:apps.shop.description",
        "This text has 2001 characters.",
        "Allowed: at most 2000.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.visibility", []],
    says: [
      [
        "Pulumi.platform.yaml:16:19  slipway:apps.shop.visibility",
        "A list stands where text belongs.",
        "Allowed: `private`, `internal` or `public`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.visibility", "Private"],
    says: [
      [
        "Pulumi.platform.yaml:16:19  slipway:apps.shop.visibility",
        '"Private" is not one of the choices.',
        "Allowed: `private`, `internal` or `public`.",
        "Fix: did you mean `private`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.defaultBranch", {}],
    says: [
      [
        "Pulumi.platform.yaml:17:22  slipway:apps.shop.defaultBranch",
        "A map stands where text belongs.",
        "Allowed: a branch's name.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: [platform, "slipway:apps.shop.defaultBranch", "/main"],
    says: [
      [
        "Pulumi.platform.yaml:17:22  slipway:apps.shop.defaultBranch",
        '"/main" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end.",
      ],
    ],
  },
  {
    rule: "branch.exact",
    change: [platform, "slipway:apps.shop.defaultBranch", "*"],
    says: [
      [
        "Pulumi.platform.yaml:17:22  slipway:apps.shop.defaultBranch",
        '"*" is a pattern.',
        "Fix: name one branch.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches", ["main", "develop"]],
    says: [
      [
        "Pulumi.platform.yaml:19:9  slipway:apps.shop.branches",
        "A list stands where a map belongs.",
        "Allowed: a map such as `{ main: {}, develop: { merge: developer } }`.",
      ],
    ],
  },
  {
    rule: "branch.name",
    change: [platform, "slipway:apps.shop.branches", { "release..1": {}, main: {}, develop: {} }],
    says: [
      [
        'Pulumi.platform.yaml:19:9  slipway:apps.shop.branches["release..1"]',
        '"release..1" is not a branch\'s name.',
        "Allowed: what git accepts: no spaces, no `~^:?[\\`, no `..`, no `/` or `.` at an end; `*` for any text.",
      ],
    ],
  },
  {
    rule: "branch.default",
    change: [platform, "slipway:apps.shop.defaultBranch", "trunk"],
    says: [
      [
        "Pulumi.platform.yaml:19:9  slipway:apps.shop.branches",
        '"trunk", the default branch of `shop`, is not among its protected branches.',
        "Fix: add `trunk: {}`, or say another `defaultBranch`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", "maintainer"],
    says: [
      [
        "Pulumi.platform.yaml:21:15  slipway:apps.shop.branches.main",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ merge: developer }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.branches.main", { force_push: true }],
    says: [
      [
        "Pulumi.platform.yaml:22:11  slipway:apps.shop.branches.main.force_push",
        "`force_push` is not a setting here.",
        "Fix: did you mean `forcePush`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", { push: false }],
    says: [
      [
        "Pulumi.platform.yaml:22:17  slipway:apps.shop.branches.main.push",
        "`false` stands where text belongs.",
        "Allowed: `no one`, `developer` or `maintainer`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.branches.main", { push: "maintainers" }],
    says: [
      [
        "Pulumi.platform.yaml:22:17  slipway:apps.shop.branches.main.push",
        '"maintainers" is not one of the choices.',
        "Allowed: `no one`, `developer` or `maintainer`.",
        "Fix: did you mean `maintainer`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", { merge: ["maintainer"] }],
    says: [
      [
        "Pulumi.platform.yaml:23:13  slipway:apps.shop.branches.main.merge",
        "A list stands where text belongs.",
        "Allowed: `no one`, `developer` or `maintainer`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [platform, "slipway:apps.shop.branches.main", { merge: "owner" }],
    says: [
      [
        "Pulumi.platform.yaml:22:18  slipway:apps.shop.branches.main.merge",
        '"owner" is not one of the choices.',
        "Allowed: `no one`, `developer` or `maintainer`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.branches.main", { forcePush: "true" }],
    says: [
      [
        "Pulumi.platform.yaml:22:22  slipway:apps.shop.branches.main.forcePush",
        '"true" stands where `true` or `false` belongs.',
        "Fix: write `true` without quotes.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.protect", 1],
    says: [
      [
        "Pulumi.platform.yaml:22:16  slipway:apps.shop.protect",
        "`1` stands where `true` or `false` belongs.",
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [platform, "slipway:apps.shop.protect", plain("yes")],
    says: [
      [
        "Pulumi.platform.yaml:22:16  slipway:apps.shop.protect",
        "`yes` without quotes is true or false to some readers of YAML.",
        "Fix: write `true` or `false`.",
      ],
    ],
  },
];
