import { platform } from "../fixture.ts";
import type { Case } from "./case.ts";

export const buildCases: Case[] = [
  {
    rule: "shape.type",
    change: [platform, "slipway:apps.shop.build", "Dockerfile"],
    says: [
      [
        "Pulumi.platform.yaml:23:14  slipway:apps.shop.build",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ target: production, commitArguments: [VERSION] }`.",
      ],
    ],
  },
  {
    rule: "shape.unknown-key",
    change: [platform, "slipway:apps.shop.build", { dockerFile: "Dockerfile" }],
    says: [
      [
        "Pulumi.platform.yaml:24:9  slipway:apps.shop.build.dockerFile",
        "`dockerFile` is not a setting here.",
        "Fix: did you mean `dockerfile`?",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.build",
      {
        context: [],
        dockerfile: [],
        target: [],
        arguments: "A",
        commitArguments: "A",
        platform: [],
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.context",
        "A list stands where text belongs.",
        "Allowed: a folder.",
      ],
      [
        "Pulumi.platform.yaml:25:21  slipway:apps.shop.build.dockerfile",
        "A list stands where text belongs.",
        "Allowed: a file's path.",
      ],
      [
        "Pulumi.platform.yaml:26:17  slipway:apps.shop.build.target",
        "A list stands where text belongs.",
        "Allowed: a stage's name.",
      ],
      [
        "Pulumi.platform.yaml:27:20  slipway:apps.shop.build.arguments",
        "Text stands where a map belongs.",
        "Allowed: a map such as `{ NODE_ENV: production }`.",
      ],
      [
        "Pulumi.platform.yaml:28:26  slipway:apps.shop.build.commitArguments",
        "Text stands where a list belongs.",
        "Allowed: a list such as `[VERSION]`.",
        "Fix: write `commitArguments: [A]`.",
      ],
      [
        "Pulumi.platform.yaml:29:19  slipway:apps.shop.build.platform",
        "A list stands where text belongs.",
        "Allowed: a platform.",
      ],
    ],
  },
  {
    rule: "shape.type",
    change: [
      platform,
      "slipway:apps.shop.build",
      {
        builder: [],
        daemon: [],
        provenance: [],
        sbom: 1,
        timeout: [],
        arguments: { A: [] },
        commitArguments: [[]],
        sbomGenerator: [],
      },
    ],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.builder",
        "A list stands where text belongs.",
        "Allowed: `buildkit`, `docker-in-docker` or `docker`.",
      ],
      [
        "Pulumi.platform.yaml:25:17  slipway:apps.shop.build.daemon",
        "A list stands where text belongs.",
        "Allowed: an image.",
      ],
      [
        "Pulumi.platform.yaml:26:21  slipway:apps.shop.build.provenance",
        "A list stands where `true` or `false` belongs.",
      ],
      [
        "Pulumi.platform.yaml:27:15  slipway:apps.shop.build.sbom",
        "`1` stands where `true` or `false` belongs.",
      ],
      [
        "Pulumi.platform.yaml:28:18  slipway:apps.shop.build.timeout",
        "A list stands where text belongs.",
        "Allowed: a duration.",
      ],
      [
        "Pulumi.platform.yaml:30:14  slipway:apps.shop.build.arguments.A",
        "A list stands where text belongs.",
        "Allowed: text on one line.",
      ],
      [
        "Pulumi.platform.yaml:32:13  slipway:apps.shop.build.commitArguments[0]",
        "A list stands where text belongs.",
        "Allowed: letters, digits and `_`.",
      ],
      [
        "Pulumi.platform.yaml:33:24  slipway:apps.shop.build.sbomGenerator",
        "A list stands where text belongs.",
        "Allowed: an image.",
      ],
    ],
  },
  {
    rule: "build.path",
    change: [
      platform,
      "slipway:apps.shop.build",
      { context: "../shop", dockerfile: "/Dockerfile" },
    ],
    says: [
      [
        "Pulumi.platform.yaml:24:18  slipway:apps.shop.build.context",
        '"../shop" is not a folder of the repository.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/`.",
      ],
      [
        "Pulumi.platform.yaml:25:21  slipway:apps.shop.build.dockerfile",
        '"/Dockerfile" is not a file of the repository.',
        "Allowed: a path from the repository's root, without `..`: letters, digits, spaces, `._@+-/`.",
      ],
    ],
  },
  {
    rule: "build.target",
    change: [platform, "slipway:apps.shop.build", { target: "my stage" }],
    says: [
      [
        "Pulumi.platform.yaml:24:17  slipway:apps.shop.build.target",
        '"my stage" is not a stage of a Dockerfile.',
        "Allowed: a letter, then letters, digits and `_.-`.",
      ],
    ],
  },
  {
    rule: "build.argument",
    change: [
      platform,
      "slipway:apps.shop.build",
      { arguments: { "A-B": "c" }, commitArguments: ["1A"] },
    ],
    says: [
      [
        "Pulumi.platform.yaml:25:11  slipway:apps.shop.build.arguments.A-B",
        '"A-B" is not a name for a build argument.',
        "Allowed: letters, digits and `_`, at most 255, no digit first.",
      ],
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.build.commitArguments[0]",
        '"1A" is not a name for a build argument.',
        "Allowed: letters, digits and `_`, at most 255, no digit first.",
      ],
    ],
  },
  {
    rule: "text.line",
    change: [platform, "slipway:apps.shop.build", { arguments: { A: "b\nc" } }],
    says: [
      [
        "Pulumi.platform.yaml:25:14  slipway:apps.shop.build.arguments.A",
        "This text has several lines.",
        "Allowed: text on one line.",
      ],
    ],
  },
  {
    rule: "build.commit",
    change: [
      platform,
      "slipway:apps.shop.build",
      { arguments: { VERSION: "$CI_COMMIT_SHORT_SHA", REF: "${CI_COMMIT_REF_NAME}" } },
    ],
    says: [
      [
        "Pulumi.platform.yaml:25:20  slipway:apps.shop.build.arguments.VERSION",
        "A variable of the pipeline stands here, and each commit would make another image.",
        "Allowed: text that is the same for each commit.",
        "Fix: name the argument in `commitArguments`, which gets what is the commit's own, or write the value out.",
      ],
      [
        "Pulumi.platform.yaml:26:16  slipway:apps.shop.build.arguments.REF",
        "A variable of the pipeline stands here, and each commit would make another image.",
        "Allowed: text that is the same for each commit.",
        "Fix: name the argument in `commitArguments`, which gets what is the commit's own, or write the value out.",
      ],
    ],
  },
  {
    rule: "shape.twice",
    change: [platform, "slipway:apps.shop.build", { commitArguments: ["VERSION", "VERSION"] }],
    says: [
      [
        "Pulumi.platform.yaml:25:11  slipway:apps.shop.build.commitArguments",
        '"VERSION" stands twice in this list.',
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "build.twice",
    change: [
      platform,
      "slipway:apps.shop.build",
      { arguments: { VERSION: "1" }, commitArguments: ["VERSION"] },
    ],
    says: [
      [
        "Pulumi.platform.yaml:27:13  slipway:apps.shop.build.commitArguments[0]",
        "`VERSION` stands in `arguments` as well.",
        "Fix: take one of the two out.",
      ],
    ],
  },
  {
    rule: "build.platform",
    change: [platform, "slipway:apps.shop.build", { platform: "amd64" }],
    says: [
      [
        "Pulumi.platform.yaml:24:19  slipway:apps.shop.build.platform",
        '"amd64" is not a platform.',
        "Allowed: an operating system and an architecture, such as `linux/amd64`.",
      ],
    ],
  },
];
