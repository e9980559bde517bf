import { absent, environmentOf, keys, secret } from "../fixture.ts";
import type { Case } from "./case.ts";

const platform = "Pulumi.platform.yaml";
const staging = "Pulumi.staging.yaml";
const production = "Pulumi.production.yaml";

export const appCases: Case[] = [
  {
    rule: "shape.type",
    change: [production, "slipway:apps", "shop"],
    says: [
      [
        "Pulumi.production.yaml:56:17  slipway:apps",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ shop: { servers: [prod-1], compose: compose/shop.yaml } }`.",
      ],
    ],
  },
  {
    rule: "app.name",
    change: [
      staging,
      "slipway:apps.Shop",
      { servers: ["staging-1"], compose: "compose/prod.yaml" },
    ],
    says: [
      [
        "Pulumi.staging.yaml:101:5  slipway:apps.Shop",
        '"Shop" is not a name for an app.',
        "Allowed: a small letter, then small letters, digits and `-`, no `-` at the end, at most 40 characters: it becomes part of a path, a stack's name and a Compose project.",
      ],
      [
        "Pulumi.staging.yaml:101:5  slipway:apps.Shop",
        '"Shop" is not an app of the platform.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "app.unknown",
    change: [
      [staging, "slipway:apps.shopp", { servers: ["staging-1"], compose: "compose/prod.yaml" }],
      [staging, "slipway:keys.deployers.shopp", keys("other").observer],
    ],
    says: [
      [
        "Pulumi.staging.yaml:112:5  slipway:apps.shopp",
        '"shopp" is not an app of the platform.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    rule: "compose.project-twice",
    change: [
      [platform, "slipway:apps.b-c", { project: "acme/b-c" }],
      [platform, "slipway:apps.c", { project: "acme/c" }],
      [platform, "slipway:environments.a", { branch: "main", deploy: "manual" }],
      [platform, "slipway:environments.a-b", { branch: "main", deploy: "manual" }],
      ["Pulumi.a.yaml", environmentOf("a", "b-c")],
      ["Pulumi.a-b.yaml", environmentOf("a-b", "c")],
    ],
    says: [
      [
        "Pulumi.a-b.yaml:57:5  slipway:apps.c",
        "`a-b-c` would be Compose's project of `b-c` on `a` as well.",
        "Fix: rename the app or the environment.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop", "compose/shop.yaml"],
    says: [["Pulumi.staging.yaml:62:11  slipway:apps.shop", "Text stands where a map belongs."]],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.secret", {}],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.secret",
        "`secret` is not a setting here.",
        "Fix: did you mean `secrets`?",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.LOG_LEVEL", "Debug"],
    says: [
      [
        "Pulumi.staging.yaml:101:7  slipway:apps.shop.LOG_LEVEL",
        "`LOG_LEVEL` is not a setting here.",
        "Allowed: `servers`, `url`, `tier`, `compose`, `files`, `health`, `env`, `secrets`, `pipeline`, `rotate` or `withNextImage`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.servers", absent],
    says: [
      [
        "Pulumi.staging.yaml:62:5  slipway:apps.shop.servers",
        "`servers` is missing.",
        "Fix: add `servers: [<a server's name>]`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.servers", "staging-1"],
    says: [
      [
        "Pulumi.staging.yaml:63:16  slipway:apps.shop.servers",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[prod-1]`.",
        "Fix: write `servers: [staging-1]`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.servers", ["staging-1", "staging-1"]],
    says: [
      [
        "Pulumi.staging.yaml:64:9  slipway:apps.shop.servers",
        '"staging-1" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.empty",
    change: [staging, "slipway:apps.shop.servers", []],
    says: [
      [
        "Pulumi.staging.yaml:63:16  slipway:apps.shop.servers",
        "This list is empty.",
        "Fix: name at least one.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.servers", [{ "staging-1": {} }]],
    says: [
      [
        "Pulumi.staging.yaml:64:11  slipway:apps.shop.servers[0]",
        "A map stands where text belongs.",
        "Allowed: a server's name.",
      ],
    ],
  },
  {
    rule: "server.unknown",
    change: [staging, "slipway:apps.shop.servers", ["staging1"]],
    says: [
      [
        "Pulumi.staging.yaml:64:11  slipway:apps.shop.servers[0]",
        '"staging1" is not a server of this stack.',
        "Fix: did you mean `staging-1`?",
      ],
    ],
  },
  {
    rule: "server.unknown",
    change: [staging, "slipway:apps.shop.servers", ["prod-1"]],
    says: [
      [
        "Pulumi.staging.yaml:64:11  slipway:apps.shop.servers[0]",
        '"prod-1" is not a server of this stack.',
        "Allowed: `staging-1`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.url", []],
    says: [
      [
        "Pulumi.staging.yaml:65:12  slipway:apps.shop.url",
        "A list stands where text belongs.",
        "Allowed: an http or https address.",
      ],
    ],
  },
  {
    rule: "app.url",
    change: [staging, "slipway:apps.shop.url", "app.example.com"],
    says: [
      [
        "Pulumi.staging.yaml:65:12  slipway:apps.shop.url",
        '"app.example.com" is not an address for an environment.',
        "Allowed: an http or https address without a password, at most 255 characters.",
        "Fix: write `https://app.example.com`.",
      ],
    ],
  },
  {
    rule: "app.url",
    change: [staging, "slipway:apps.shop.url", "https://user:word@app.example.com"],
    says: [
      [
        "Pulumi.staging.yaml:65:12  slipway:apps.shop.url",
        '"https://…@app.example.com" is not an address for an environment.',
        "Allowed: an http or https address without a password, at most 255 characters.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.tier", 1],
    says: [
      [
        "Pulumi.staging.yaml:66:13  slipway:apps.shop.tier",
        "`1` stands where text belongs.",
        "Allowed: `production`, `staging`, `testing`, `development` or `other`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [staging, "slipway:apps.shop.tier", "stage"],
    says: [
      [
        "Pulumi.staging.yaml:66:13  slipway:apps.shop.tier",
        '"stage" is not one of the choices.',
        "Allowed: `production`, `staging`, `testing`, `development` or `other`.",
      ],
    ],
  },
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
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health", "http://127.0.0.1:3000/health"],
    says: [
      [
        "Pulumi.staging.yaml:70:15  slipway:apps.shop.health",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ url: http://127.0.0.1:3000/health, version: .version, smoke: [/api/v1/status], within: 60s }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [staging, "slipway:apps.shop.health.timeout", "60s"],
    says: [
      [
        "Pulumi.staging.yaml:76:9  slipway:apps.shop.health.timeout",
        "`timeout` is not a setting here.",
        "Allowed: `url`, `version`, `smoke` or `within`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "secret.elsewhere",
    change: [staging, "slipway:apps.shop.health", secret("canary")],
    says: [
      [
        "Pulumi.staging.yaml:71:9  slipway:apps.shop.health",
        "An encrypted value stands where values are shown in clear.",
        "Fix: write the value itself.",
      ],
    ],
  },
  {
    rule: "shape.missing",
    change: [staging, "slipway:apps.shop.health.url", absent],
    says: [
      [
        "Pulumi.staging.yaml:70:7  slipway:apps.shop.health.url",
        "`url` is missing.",
        "Fix: add `url: <an http or https address>`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.url", []],
    says: [
      [
        "Pulumi.staging.yaml:71:14  slipway:apps.shop.health.url",
        "A list stands where text belongs.",
        "Allowed: an http or https address.",
      ],
    ],
  },
  {
    rule: "health.url",
    change: [staging, "slipway:apps.shop.health.url", "/health"],
    says: [
      [
        "Pulumi.staging.yaml:71:14  slipway:apps.shop.health.url",
        '"/health" is not an address that the server can ask.',
        "Allowed: an http or https address as seen from the server, such as `http://127.0.0.1:3000/health`.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.version", []],
    says: [
      [
        "Pulumi.staging.yaml:72:18  slipway:apps.shop.health.version",
        "A list stands where text belongs.",
        "Allowed: a jq path.",
      ],
    ],
  },
  {
    rule: "health.version",
    change: [staging, "slipway:apps.shop.health.version", "version"],
    says: [
      [
        "Pulumi.staging.yaml:72:18  slipway:apps.shop.health.version",
        '"version" is not a jq path.',
        'Allowed: a path into the health check\'s JSON, such as `.version` or `.build["app-version"]`.',
        "Fix: write `.version`.",
      ],
    ],
  },
  {
    rule: "health.version",
    change: [staging, "slipway:apps.shop.health.version", ".version | tostring"],
    says: [
      [
        "Pulumi.staging.yaml:72:18  slipway:apps.shop.health.version",
        '".version | tostring" is not a jq path.',
        'Allowed: a path into the health check\'s JSON, such as `.version` or `.build["app-version"]`.',
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.smoke", "/api/v1/status"],
    says: [
      [
        "Pulumi.staging.yaml:73:16  slipway:apps.shop.health.smoke",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[/api/v1/status]`.",
        "Fix: write `smoke: [/api/v1/status]`.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [staging, "slipway:apps.shop.health.smoke", ["/a", "/b", "/a"]],
    says: [
      [
        "Pulumi.staging.yaml:74:11  slipway:apps.shop.health.smoke",
        '"/a" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.smoke", [["/a"]]],
    says: [
      [
        "Pulumi.staging.yaml:74:13  slipway:apps.shop.health.smoke[0]",
        "A list stands where text belongs.",
        "Allowed: a path or an address.",
      ],
    ],
  },
  {
    rule: "health.smoke",
    change: [staging, "slipway:apps.shop.health.smoke", ["api/v1/status"]],
    says: [
      [
        "Pulumi.staging.yaml:74:13  slipway:apps.shop.health.smoke[0]",
        '"api/v1/status" is neither a path nor an address.',
        "Allowed: a path on the health check's host, such as `/api/v1/status`, or a whole address.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.health.within", []],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.within", 60],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        '"60" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`.",
        "Fix: write `60s`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.within", "2h"],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        '"2h" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`.",
      ],
    ],
  },
  {
    rule: "duration",
    change: [staging, "slipway:apps.shop.health.within", "one minute"],
    says: [
      [
        "Pulumi.staging.yaml:75:17  slipway:apps.shop.health.within",
        '"one minute" is not a duration, or too long a one.',
        "Allowed: a whole number with `s`, `m` or `h`, such as `60s`, at most `1h`.",
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
  {
    rule: "shape.type",
    change: [staging, "slipway:apps.shop.servers", "staging-1"],
    says: [
      [
        "Pulumi.staging.yaml:63:16  slipway:apps.shop.servers",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[prod-1]`.",
        "Fix: write `servers: [staging-1]`.",
      ],
    ],
  },
  {
    rule: "shape.choice",
    change: [staging, "slipway:apps.shop.tier", "prod"],
    says: [
      [
        "Pulumi.staging.yaml:66:13  slipway:apps.shop.tier",
        '"prod" is not one of the choices.',
        "Allowed: `production`, `staging`, `testing`, `development` or `other`.",
        "Fix: did you mean `production`?",
      ],
    ],
  },
  {
    // The app's key is there under its right name.
    rule: "app.unknown",
    change: [
      [production, "slipway:apps.shop", absent],
      [production, "slipway:apps.shopp", { servers: ["prod-1"], compose: "compose/prod.yaml" }],
    ],
    says: [
      [
        "Pulumi.production.yaml:57:5  slipway:apps.shopp",
        '"shopp" is not an app of the platform.',
        "Fix: did you mean `shop`?",
      ],
    ],
  },
  {
    // And where it is not.
    rule: "app.unknown",
    change: [
      production,
      "slipway:apps.blog",
      { servers: ["prod-1"], compose: "compose/prod.yaml" },
    ],
    says: [
      [
        "Pulumi.production.yaml:61:5  slipway:apps.blog",
        '"blog" is not an app of the platform.',
        "Allowed: `shop`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "secret.clear",
    change: [
      [staging, "slipway:apps.shop.env.GITLAB", "glpat-canary0canary0canary"],
      [staging, "slipway:apps.shop.env.DATABASE", "postgres://shop:canary@database/shop"],
      [staging, "slipway:apps.shop.env.MAIL", "smtp://mail@example.com"],
      [staging, "slipway:apps.shop.pipeline.variables.SLACK", "xoxb-1234567890-canary"],
      [
        staging,
        "slipway:apps.shop.pipeline.variables.AWS",
        { value: "AKIACANARYCANARY0000", masked: true },
      ],
    ],
    says: [
      [
        "Pulumi.staging.yaml:79:17  slipway:apps.shop.env.GITLAB",
        "Warning: A GitLab token stands here in clear.",
        "Fix: take the line out, and run `npx slipway secret set staging shop GITLAB`. Replace the secret itself: this one may have been seen.",
      ],
      [
        "Pulumi.staging.yaml:80:19  slipway:apps.shop.env.DATABASE",
        "Warning: An address with a password in it stands here in clear.",
        "Fix: take the line out, and run `npx slipway secret set staging shop DATABASE`. Replace the secret itself: this one may have been seen.",
      ],
      [
        "Pulumi.staging.yaml:99:18  slipway:apps.shop.pipeline.variables.SLACK",
        "Warning: A Slack token stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:apps.shop.pipeline.variables.SLACK`. Replace the secret itself: this one may have been seen.",
      ],
      [
        "Pulumi.staging.yaml:101:20  slipway:apps.shop.pipeline.variables.AWS.value",
        "Warning: An AWS access key stands here in clear.",
        "Fix: run `npx slipway secret set staging slipway:apps.shop.pipeline.variables.AWS.value`. Replace the secret itself: this one may have been seen.",
      ],
    ],
  },
];
