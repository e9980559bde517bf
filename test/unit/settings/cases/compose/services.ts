import { absent, compose } from "../../fixture.ts";
import type { Case } from "../case.ts";

export const composeServicesCases: Case[] = [
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
