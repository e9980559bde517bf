import { compose, plain } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const composeFileCases: Case[] = [
  {
    rule: "compose.shape",
    change: [compose, ""],
    says: [
      [
        "compose/shop.yaml:1:1",
        "A compose file is a map with `services`.",
        "Fix: write `services: { app: { image: ${IMAGE} } }`.",
      ],
    ],
  },
  {
    rule: "compose.shape",
    change: [compose, "- services"],
    says: [
      [
        "compose/shop.yaml:1:1",
        "A compose file is a map with `services`.",
        "Fix: write `services: { app: { image: ${IMAGE} } }`.",
      ],
    ],
  },
  {
    rule: "compose.shape",
    change: [compose, "services: {}"],
    says: [
      [
        "compose/shop.yaml:1:1",
        "A compose file is a map with `services`.",
        "Fix: write `services: { app: { image: ${IMAGE} } }`.",
      ],
    ],
  },
  {
    rule: "compose.service",
    change: [compose, "services.my app", { image: "busybox:1" }],
    says: [
      [
        'compose/shop.yaml:13:3  services["my app"]',
        '"my app" is not a name for a service.',
        "Allowed: letters, digits, `.`, `_` and `-`.",
      ],
    ],
  },
  {
    rule: "compose.service",
    change: [compose, "services.database", "postgres:17"],
    says: [
      [
        "compose/shop.yaml:9:13  services.database",
        "A service is a map.",
        "Fix: write its `image`.",
      ],
    ],
  },
  {
    rule: "compose.key",
    change: [compose, "services.app.enviroment", {}],
    says: [
      [
        "compose/shop.yaml:9:5  services.app.enviroment",
        "`enviroment` is not a key that Compose knows.",
        "Fix: did you mean `environment`?",
      ],
    ],
  },
  {
    rule: "compose.no-app",
    change: [compose, "services.app.image", "registry.example.com/acme/shop:1"],
    says: [
      [
        "compose/shop.yaml:1:1  services",
        "No service runs the app's image.",
        "Fix: write `image: ${IMAGE}` in the app's service.",
      ],
    ],
  },
  {
    rule: "compose.build",
    change: [compose, "services.app.build", "."],
    says: [
      [
        "compose/shop.yaml:9:5  services.app.build",
        "A server builds nothing: it runs what a pipeline has built.",
        "Fix: take `build` out, and write `image: ${IMAGE}`.",
      ],
    ],
  },
  {
    rule: "compose.build",
    change: [compose, "services.database", { build: "." }],
    says: [
      [
        "compose/shop.yaml:10:5  services.database.build",
        "A server builds nothing: it runs what a pipeline has built.",
        "Fix: take `build` out, and write `image: ${IMAGE}`.",
      ],
    ],
  },
  {
    rule: "compose.other-file",
    change: [compose, "include", ["other.yaml"]],
    says: [
      [
        "compose/shop.yaml:13:1  include",
        "Another compose file is not on the server.",
        "Fix: write its services here.",
      ],
    ],
  },
  {
    rule: "compose.other-file",
    change: [compose, "services.database.extends", { file: "other.yaml", service: "database" }],
    says: [
      [
        "compose/shop.yaml:14:13  services.database.extends.file",
        "Another compose file is not on the server.",
        "Fix: write its services here.",
      ],
    ],
  },
  {
    rule: "yaml.unquoted",
    change: [compose, "services.app.user", plain("0440")],
    says: [
      [
        "compose/shop.yaml:9:11  services.app.user",
        "`0440` without quotes is another number to some readers of YAML.",
        'Fix: write `"0440"`.',
      ],
    ],
  },
  {
    rule: "yaml.duplicate-key",
    change: [compose, "services: { app: { image: '${IMAGE}' }, app: { image: '${IMAGE}' } }"],
    says: [
      [
        "compose/shop.yaml:1:41  services.app",
        "`app` stands twice in this map.",
        "Fix: keep one of the two.",
      ],
    ],
  },
  {
    rule: "yaml.syntax",
    change: [compose, "services: {"],
    says: [
      [
        "compose/shop.yaml:1:11",
        "A bracket or brace is opened here and not closed.",
        "Fix: close it.",
      ],
    ],
  },
  {
    rule: "file.text",
    change: [compose, "not text"],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        '"compose/shop.yaml" cannot be read as UTF-8 text.',
        "Fix: save it as UTF-8 text.",
      ],
    ],
  },
];
