import { absent, plain } from "../fixture.ts";
import type { Case } from "./case.ts";

const production = "Pulumi.production.yaml";
const compose = "compose/shop.yaml";

export const composeCases: Case[] = [
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
    change: [compose, "services.my app", { image: "busybox" }],
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
    rule: "compose.image",
    change: [compose, "services.database.image", absent],
    says: [
      [
        "compose/shop.yaml:9:3  services.database.image",
        "A service without an `image` cannot run.",
        "Fix: write `image: ${IMAGE}` for the app's own, or the image's name.",
      ],
    ],
  },
  {
    rule: "compose.image",
    change: [compose, "services.database.image", "${IMAGE:-shop}"],
    says: [
      [
        "compose/shop.yaml:10:12  services.database.image",
        '"${IMAGE:-shop}" is not quite the image that a deploy brings.',
        "Fix: write `image: ${IMAGE}`.",
      ],
    ],
  },
  {
    rule: "compose.image",
    change: [compose, "services.database.image", "$IMAGE"],
    says: [
      [
        "compose/shop.yaml:10:12  services.database.image",
        '"$IMAGE" is not quite the image that a deploy brings.',
        "Fix: write `image: ${IMAGE}`.",
      ],
    ],
  },
  {
    rule: "compose.image",
    change: [compose, "services.database.image", "postgres:${PORT}"],
    says: [
      [
        "compose/shop.yaml:10:12  services.database.image",
        '"postgres:${PORT}" names no image yet: it is pinned to its digest before `.env` is read.',
        "Fix: write the image's name and tag.",
      ],
    ],
  },
  {
    rule: "compose.image",
    change: [compose, "services.database.image", "Postgres:17"],
    says: [
      [
        "compose/shop.yaml:10:12  services.database.image",
        '"Postgres:17" is not the name of an image.',
        "Allowed: `host/path:tag`, with the path in small letters.",
      ],
    ],
  },
  {
    rule: "compose.image",
    change: [compose, "services.database.image", "https://registry.example.com/postgres"],
    says: [
      [
        "compose/shop.yaml:10:12  services.database.image",
        '"https://registry.example.com/postgres" is not the name of an image.',
        "Allowed: `host/path:tag`, with the path in small letters.",
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
    rule: "compose.env-file",
    change: [compose, "services.app.env_file", "shop.env"],
    says: [
      [
        "compose/shop.yaml:4:15  services.app.env_file",
        '"shop.env" is not on the server: `env` and `secrets` become `.env`, and nothing else.',
        "Allowed: `.env`, or a path under `./files/`.",
        "Fix: write `env_file: .env`, and move the file's lines to `env` and `secrets`.",
      ],
    ],
  },
  {
    rule: "compose.env-file",
    change: [compose, "services.app.env_file", [".env", { path: "../.env" }]],
    says: [
      [
        "compose/shop.yaml:6:15  services.app.env_file[1].path",
        '"../.env" is not on the server: `env` and `secrets` become `.env`, and nothing else.',
        "Allowed: `.env`, or a path under `./files/`.",
        "Fix: write `env_file: .env`, and move the file's lines to `env` and `secrets`.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.app.depends_on", ["databse"]],
    says: [
      [
        "compose/shop.yaml:10:9  services.app.depends_on[0]",
        "`databse` is not a service of this file.",
        "Fix: did you mean `database`?",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.app.depends_on", { cache: { condition: "service_started" } }],
    says: [
      [
        "compose/shop.yaml:11:9  services.app.depends_on.cache",
        "`cache` is not a service of this file.",
        "Allowed: `database`.",
        "Fix: use one of these, or take it out.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.database.volumes", ["data:/data", "./more:/more", "/none"]],
    says: [
      [
        "compose/shop.yaml:14:9  services.database.volumes[0]",
        "`data` is not among the `volumes` of this file.",
        "Fix: add `volumes: { data: {} }` to the file.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [compose, "services.app.networks", ["default", "front"]],
    says: [
      [
        "compose/shop.yaml:11:9  services.app.networks[1]",
        "`front` is not among the `networks` of this file.",
        "Fix: add `networks: { front: {} }` to the file.",
      ],
    ],
  },
  {
    rule: "compose.name",
    change: [
      [compose, "services.app.secrets", ["a", { source: "b" }]],
      [compose, "secrets", { a: {} }],
    ],
    says: [
      [
        "compose/shop.yaml:11:17  services.app.secrets[1].source",
        "`b` is not among the `secrets` of this file.",
        "Fix: add `secrets: { b: {} }` to the file.",
      ],
    ],
  },
  {
    rule: "compose.port",
    change: [compose, "services.database.ports", [{ target: 5432, published: 3000 }]],
    says: [
      [
        "Pulumi.staging.yaml:67:16  slipway:apps.shop.compose",
        "Port 3000 of staging.example.com is published by `database` of `shop` on `staging` and by `app` of `shop` on `staging`.",
        "Fix: publish another port: `ports: [127.0.0.1:${PORT}:3000]`, with `PORT` in each `env`.",
      ],
    ],
  },
  {
    rule: "compose.port",
    change: [
      [production, "slipway:servers.prod-1.address", "staging.example.com"],
      ["compose/prod.yaml", "services.app.ports", ["${PORT:-3000}:80"]],
    ],
    says: [
      [
        "Pulumi.production.yaml:60:16  slipway:apps.shop.compose",
        "Port 3000 of staging.example.com is published by `app` of `shop` on `production` and by `app` of `shop` on `staging`.",
        "Fix: publish another port: `ports: [127.0.0.1:${PORT}:3000]`, with `PORT` in each `env`.",
      ],
    ],
  },
  {
    rule: "compose.variable",
    change: [compose, "services.database.environment.PASSWORD", "${DB_PASSWRD}"],
    says: [
      [
        "compose/shop.yaml:12:17  services.database.environment.PASSWORD",
        "`DB_PASSWRD` has no value for `shop` on `staging`.",
        "Fix: did you mean `DB_PASSWORD`?",
      ],
    ],
  },
  {
    rule: "compose.variable",
    change: [compose, "services.database.environment.PASSWORD", "pa$word"],
    says: [
      [
        "compose/shop.yaml:12:17  services.database.environment.PASSWORD",
        "`word` has no value for `shop` on `staging`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${word:-…}`), or write `$$` for a `$`.",
      ],
    ],
  },
  {
    rule: "compose.file",
    change: [compose, "services.app.volumes", ["./files/ap.conf:/etc/app.conf:ro"]],
    says: [
      [
        "compose/shop.yaml:8:9  services.app.volumes[0]",
        "`ap.conf` is not among the `files` of `shop` on `staging`.",
        "Fix: did you mean `app.conf`?",
      ],
    ],
  },
  {
    rule: "compose.file",
    change: [compose, "configs", { app: { file: "./files/nginx.conf" } }],
    says: [
      [
        "compose/shop.yaml:15:11  configs.app.file",
        "`nginx.conf` is not among the `files` of `shop` on `staging`.",
        "Fix: add `nginx.conf: <path in this repository>` to them.",
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
  {
    // Two environments run it: told once.
    rule: "compose.variable",
    change: [
      [production, "slipway:apps.shop.compose", "compose/shop.yaml"],
      [compose, "services.app.environment", { KEY: "${KEY}" }],
    ],
    says: [
      [
        "compose/shop.yaml:6:9  services.app.ports[0]",
        "`PORT` has no value for `shop` on `production`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${PORT:-…}`), or write `$$` for a `$`.",
      ],
      [
        "compose/shop.yaml:8:9  services.app.volumes[0]",
        "`app.conf` is not among the `files` of `shop` on `production`.",
        "Fix: add `app.conf: <path in this repository>` to them.",
      ],
      [
        "compose/shop.yaml:10:12  services.app.environment.KEY",
        "`KEY` has no value for `shop` on `production` and `staging`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${KEY:-…}`), or write `$$` for a `$`.",
      ],
      [
        "compose/shop.yaml:14:17  services.database.environment.PASSWORD",
        "`DB_PASSWORD` has no value for `shop` on `production`.",
        "Fix: add it to `env` or `secrets`, give it a default (`${DB_PASSWORD:-…}`), or write `$$` for a `$`.",
      ],
    ],
  },
  {
    rule: "secret.clear",
    change: [
      [compose, "services.app.environment.STRIPE", "sk_live_canary0canary0canary"],
      [compose, "services.app.environment.URL", "postgres://shop:${DB_PASSWORD}@database/shop"],
    ],
    says: [
      [
        "compose/shop.yaml:10:15  services.app.environment.STRIPE",
        "Warning: A Stripe key stands here in clear.",
        "Fix: write `${NAME}` in its place, and run `npx slipway secret set staging shop NAME`. Replace the secret itself: this one may have been seen.",
      ],
    ],
  },
  {
    // Two lie beside the compose file, one has the form of a file; the others are folders for data.
    rule: "compose.mount",
    change: [
      [
        compose,
        "services.app.volumes",
        [
          "./app.conf:/etc/app.conf:ro",
          "./nginx.conf:/etc/nginx/nginx.conf:ro",
          "./files/app.conf:/etc/other.conf",
          "./data:/data",
          "/etc/ssl/ca.pem:/ca.pem",
          { type: "bind", source: "./prod.yaml", target: "/etc/prod.yaml" },
        ],
      ],
      [compose, "configs", { page: { file: "./page.html" } }],
    ],
    says: [
      [
        "compose/shop.yaml:8:9  services.app.volumes[0]",
        'Warning: Nothing puts "./app.conf" on the server, where Docker would make an empty folder of that name.',
        "Fix: add `app.conf: compose/app.conf` to `files`, and take it from `./files/app.conf`.",
      ],
      [
        "compose/shop.yaml:9:9  services.app.volumes[1]",
        'Warning: Nothing puts "./nginx.conf" on the server, where Docker would make an empty folder of that name.',
        "Fix: add `nginx.conf: compose/nginx.conf` to `files`, and take it from `./files/nginx.conf`.",
      ],
      [
        "compose/shop.yaml:14:17  services.app.volumes[5].source",
        'Warning: Nothing puts "./prod.yaml" on the server, where Docker would make an empty folder of that name.',
        "Fix: add `prod.yaml: compose/prod.yaml` to `files`, and take it from `./files/prod.yaml`.",
      ],
      [
        "compose/shop.yaml:22:11  configs.page.file",
        'Warning: Nothing puts "./page.html" on the server.',
        "Fix: add `page.html: compose/page.html` to `files`, and take it from `./files/page.html`.",
      ],
    ],
  },
  {
    rule: "compose.container-name",
    change: [compose, "services.database.container_name", "database"],
    says: [
      [
        "compose/shop.yaml:13:5  services.database.container_name",
        "Warning: A container's name is the whole machine's: no second environment, and no second release beside the first, can start there.",
        "Fix: take it out: Compose names containers by the project and the service.",
      ],
    ],
  },
];
